// @ts-check
// What the pointer and the keyboard do on the page in the frame, and on the canvas around it.
import { follow, target } from './drag.js';
import { targetOf } from './dom.js';
import { undoingOf } from './keys.js';

const COLUMNS = 12;

/** Listen to the frame (anew for each document that it loads) and, once, to the canvas. @param {import('./canvas.js').Canvas} canvas */
export function listenTo(canvas) {
  const { frame } = canvas;
  const page = frame.document;
  frame.still();
  page.addEventListener('pointermove', (event) => hover(canvas, event));
  page.addEventListener('pointerdown', (event) => press(canvas, event));
  page.addEventListener('click', (event) => { event.preventDefault(); event.stopPropagation(); }, true);
  page.addEventListener('submit', (event) => event.preventDefault(), true);
  page.addEventListener('dragstart', (event) => event.preventDefault());
  page.addEventListener('dblclick', (event) => {
    canvas.choose(frame.tileAt(event.target), { announce: false });
    canvas.acts.write(targetOf(event));
  });
  page.addEventListener('keydown', (event) => {
    if (canvas.inPlace.isOn) endWith(canvas, event);
    else canvas.keys(event);
  });
  page.addEventListener('scroll', () => window.requestAnimationFrame(() => canvas.draw()));
  page.addEventListener('load', () => canvas.draw(), true);
  if (canvas.listening) return;
  canvas.listening = true;
  canvas.outline.tree.addEventListener('keydown', canvas.keys);
  canvas.overlay.bar.addEventListener('keydown', (event) => { if (event.key === 'Escape') canvas.outline.focus(); });
  // After a click the cursor is on a button, or nowhere: what was done is undone from there, too.
  const undoing = undoingOf(canvas.acts);
  document.addEventListener('keydown', (event) => {
    if (!canvas.element.hidden && !event.defaultPrevented && !isWrittenIn(targetOf(event))) undoing(event);
  });
  canvas.stage.addEventListener('pointerleave', () => { canvas.overlay.hovered = ''; canvas.draw(); });
  canvas.overlay.edge.addEventListener('pointerdown', (event) => resize(canvas, event));
  canvas.stream.form.addEventListener('keydown', (event) => {
    if (canvas.element.hidden || event.key !== 'Escape' || event.defaultPrevented) return;
    canvas.inPlace.end();
    canvas.outline.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    const { editor } = canvas.inPlace;
    if (editor && !editor.contains(targetOf(event)) && !targetOf(event).closest?.('[data-tippy-root], .modal, [role="dialog"]')) canvas.inPlace.end();
  });
}

/** Whether something has an undoing of its own: a field that is written in, or a dialog. @param {Element} element */
function isWrittenIn(element) {
  const fields = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select, [contenteditable="true"]';
  return Boolean(element.closest?.(`${fields}, dialog, [role="dialog"]`) || document.querySelector('dialog[open]'));
}

/** @param {import('./canvas.js').Canvas} canvas @param {KeyboardEvent} event */
function endWith(canvas, event) {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  canvas.inPlace.end();
  canvas.outline.focus();
}

/** @param {import('./canvas.js').Canvas} canvas @param {PointerEvent} event */
function hover(canvas, event) {
  const id = canvas.frame.tileAt(event.target);
  if (id === canvas.overlay.hovered) return;
  canvas.overlay.hovered = id;
  canvas.draw();
}

/** @param {import('./canvas.js').Canvas} canvas @param {PointerEvent} event */
function press(canvas, event) {
  if (event.button || canvas.inPlace.element?.contains(targetOf(event))) return;
  const id = canvas.frame.tileAt(event.target);
  if (!id) {
    canvas.choose('');
    return;
  }
  if (id !== canvas.chosen) canvas.choose(id, { scroll: false });
  if (canvas.inPlace.isOn) return;
  const node = canvas.stream.find(id);
  if (!node) return;
  /** @type {ReturnType<typeof target>} */
  let goal = null;
  const { overlay, frame, stream } = canvas;
  follow(frame.view, event, {
    move: (x, y) => {
      goal = target(frame, stream, node, x, y);
      showDrop(overlay, goal);
      scrollNear(frame, y);
    },
    done: (moved) => {
      overlay.drop.hidden = true;
      if (moved && goal) canvas.acts.moveTo(id, goal.spot, goal.index);
    },
  });
}

/** @param {import('./overlay.js').Overlay} overlay @param {ReturnType<typeof target>} goal */
function showDrop(overlay, goal) {
  overlay.drop.hidden = !goal;
  if (!goal) return;
  const frame = overlay.frame.element.getBoundingClientRect();
  const stage = overlay.stage.getBoundingClientRect();
  Object.assign(overlay.drop.style, {
    left: `${frame.left - stage.left + goal.line.left * overlay.scale}px`,
    top: `${frame.top - stage.top + goal.line.top * overlay.scale - 2}px`,
    width: `${Math.max(4, goal.line.width * overlay.scale)}px`,
    height: `${Math.max(4, goal.line.height * overlay.scale)}px`,
  });
}

/** @param {import('./frame.js').Frame} frame @param {number} y */
function scrollNear(frame, y) {
  const view = frame.view;
  if (y < 60) view.scrollBy(0, -20);
  if (y > view.innerHeight - 60) view.scrollBy(0, 20);
}

/** Draw the edge of a tile to another width of the grid. @param {import('./canvas.js').Canvas} canvas @param {PointerEvent} event */
function resize(canvas, event) {
  event.preventDefault();
  const { overlay, frame, stream } = canvas;
  const id = canvas.chosen;
  const box = overlay.place(id);
  const around = frame.elements(id)[0]?.parentElement?.getBoundingClientRect();
  const width = stream.setting(id, 'width');
  if (!box || !around || !width) return;
  const steps = width.options.map((option) => Number(option.value));
  let value = 0;
  overlay.stage.classList.add('is-resizing');
  follow(window, event, {
    move: (x) => {
      const stage = overlay.stage.getBoundingClientRect();
      const wanted = ((x - stage.left - box.left) / (around.width * overlay.scale)) * COLUMNS;
      value = steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best));
      overlay.box.style.width = `${(value / COLUMNS) * around.width * overlay.scale}px`;
      overlay.edge.style.left = `${box.left + (value / COLUMNS) * around.width * overlay.scale - 5}px`;
    },
    done: (moved) => {
      overlay.stage.classList.remove('is-resizing');
      if (moved && value) canvas.acts.width(id, value);
      canvas.draw();
    },
  });
}
