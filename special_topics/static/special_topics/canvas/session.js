// @ts-check
// Wagtail's background saving and editing sessions, as far as the canvas knows them. What others save meanwhile is put
// together on the server, so Wagtail's question whether to overwrite it would not be true here.
const SESSION = '[data-controller~="w-session"]';
const CONFLICT = 'conflict';
const REFUSED = 'validation_error';
const PATIENCE_MS = 8000;
const looked = new Promise((resolve) => {
  document.addEventListener('w-unsaved:watch-edits', (event) => resolve(event.detail?.initialFormData), { once: true });
  window.setTimeout(resolve, PATIENCE_MS); // it was said before this script had arrived
});

/** What of Wagtail watches a form for changes. @param {HTMLFormElement} form */
export function watchOf(form) {
  return window.wagtail?.app?.getControllerForElementAndIdentifier(form, 'w-unsaved');
}

/**
 * Resolves once the editor has taken down how the form was when it arrived, with that where it was heard; changes
 * before that would not be saved.
 * @returns {Promise<string | undefined>}
 */
export function watched() {
  return looked;
}

/**
 * Every change is saved, also one made while the last is on its way. Wagtail takes down the form once more when it has
 * drawn its header, and again when a save ends, and would hold what was typed just before for stored.
 * @param {HTMLFormElement} form
 * @param {string | undefined} arrived  how the form was when it arrived
 */
export function missNothing(form, arrived) {
  const watch = watchOf(form);
  if (!watch) return;
  let stored = arrived ?? watch.initialFormData;
  let sent = stored;
  form.addEventListener('w-autosave:save', () => { sent = watch.formData; });
  // Before Wagtail's own listener on the form.
  document.addEventListener('w-autosave:success', (event) => {
    if (event.target === form) stored = withUpdates(sent, event.detail?.data?.field_updates || {});
  }, true);
  form.addEventListener('w-unsaved:watch-edits', () => { watch.initialFormData = stored; });
}

/** @param {string} sent @param {Record<string, string>} updates what the server gave fields in answer */
function withUpdates(sent, updates) {
  const fields = new URLSearchParams(sent);
  Object.entries(updates).filter(([name]) => fields.has(name)).forEach(([name, value]) => fields.set(name, value));
  return fields.toString();
}

/**
 * Call when a background save ended.
 * @param {HTMLFormElement} form
 * @param {{saved: (updates: Record<string, string>) => void, refused: () => void}} calls
 */
export function onSaving(form, { saved, refused }) {
  form.addEventListener('w-autosave:success', (event) => saved(event.detail?.data?.field_updates || {}));
  form.addEventListener('w-autosave:error', (event) => {
    if (event.detail?.response?.error_code === REFUSED) refused();
  });
}

/** Saving doesn't ask whether to overwrite a newer version: nothing is. */
export function neverOverwrites() {
  document.addEventListener('click', (event) => {
    if (!/** @type {Element} */ (event.target).closest?.('[data-edit-form] button[type="submit"]')) return;
    const session = document.querySelector(SESSION);
    if (session?.getAttribute('data-w-session-intercept-value') === CONFLICT) session.setAttribute('data-w-session-intercept-value', '');
  }, true);
}
