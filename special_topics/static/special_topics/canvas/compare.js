// @ts-check
// Marks in two versions side by side what differs between them, and leads from the list to it.
import { Frame } from './frame.js';

/** @type {Record<string, string>} */
const COLOURS = { added: '#0f4c3a', removed: '#a3311f', changed: '#8a5a00', moved: '#8a5a00' };
/** @type {Record<string, {kind: string, label: string}>} */
const marks = JSON.parse(document.getElementById('gk-compare-marks')?.textContent || '{}');
/** @type {NodeListOf<HTMLIFrameElement>} */
const elements = document.querySelectorAll('.gk-compare-frames iframe');
const frames = [...elements].map((element) => new Frame(element));

/** @param {import('./frame.js').Frame} frame */
function decorate(frame) {
  if (frame.document?.readyState !== 'complete' || frame.document.URL === 'about:blank') return;
  frame.index();
  frame.document.addEventListener('click', (event) => event.preventDefault(), true);
  Object.entries(marks).forEach(([id, { kind, label }]) => /** @type {HTMLElement[]} */ (frame.elements(id)).forEach((element, number) => {
    element.style.outline = `3px ${kind === 'moved' ? 'dashed' : 'solid'} ${COLOURS[kind]}`;
    element.style.outlineOffset = '4px';
    element.setAttribute('data-gk-change', kind);
    if (number) return;
    const badge = frame.document.createElement('strong');
    badge.textContent = label;
    badge.setAttribute('style', `position:absolute;z-index:5;padding:0 .5em;background:${COLOURS[kind]};color:#fff;font:700 14px/1.6 sans-serif;text-indent:0`);
    element.before(badge);
  }));
  frame.element.dataset.decorated = '';
}

frames.forEach((frame) => {
  frame.element.addEventListener('load', () => decorate(frame));
  decorate(frame);
});
/** @type {NodeListOf<HTMLElement>} */
(document.querySelectorAll('.gk-compare-list [data-tile]')).forEach((button) => button.addEventListener('click', () => {
  frames.forEach((frame) => frame.elements(button.dataset.tile || '')[0]?.scrollIntoView({ block: 'center' }));
}));
