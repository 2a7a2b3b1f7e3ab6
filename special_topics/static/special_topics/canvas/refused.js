// @ts-check
// After a save that was refused the editor is drawn anew with what was sent. Nothing is lost by it: what was done can
// still be undone, and saving in the background goes on.
import { watchOf } from './session.js';

const KEY = 'gk-canvas-undo-';

/** Whether the form that arrived holds what the server refused. @param {HTMLFormElement} form */
export function isRefused(form) {
  return form.dataset.wUnsavedForceValue === 'true';
}

/**
 * Wagtail looks for changes no more once a save was refused, and so would never save in the background again: it looks
 * from now on. The form stays unsaved until then.
 * @param {HTMLFormElement} form
 */
export function goOnSaving(form) {
  const watch = watchOf(form);
  if (!watch?.forceValue) return;
  watch.setInitialFormData();
  watch.forceValue = false;
  watch.checkIntervalValueChanged(watch.checkIntervalValue);
  watch.forceValue = true;
}

/** Keep what can be undone while the page is sent. @param {number} page @param {import('./history.js').History} history */
export function keepHistory(page, history) {
  try {
    sessionStorage.setItem(KEY + page, history.text());
  } catch (error) {
    sessionStorage.removeItem(KEY + page); // more than the browser keeps
  }
}

/** What was kept for a page, once. @param {number} page @returns {string} */
export function takeHistory(page) {
  const text = sessionStorage.getItem(KEY + page) || '';
  sessionStorage.removeItem(KEY + page);
  return text;
}
