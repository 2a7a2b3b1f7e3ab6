// @ts-check
// The edges between the columns of a row: drawn with the pointer, or moved with the arrow keys. Two neighbours share
// their twelfths; what one gives, the other gets.
import { follow } from './drag.js';
import { filled, make } from './dom.js';

/** @typedef {{index: number, steps: number[], left: number, right: number, x: number, top: number, height: number}} Edge */
/** @typedef {HTMLElement & {edge: Edge}} Handle */

/**
 * How two neighbours can share their twelfths. Pure.
 * @param {number} left @param {number} right @param {number[]} widths that a column may have
 * @returns {number[]} the widths that the left one can take, the narrowest first
 */
export function shares(left, right, widths) {
  const whole = left + right;
  return widths.filter((width) => widths.includes(whole - width)).sort((one, other) => one - other);
}

/** The nearest of some widths. @param {number[]} steps @param {number} wanted */
export function nearest(steps, wanted) {
  return steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best));
}

export class ColumnEdges {
  /** @param {import('./canvas.js').Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.element = make('div', { class: 'gk-canvas-columns' });
    this.row = '';
    this.held = -1; // the edge that is being drawn
  }

  /** Draw the edges of the chosen row, or of the row around the chosen tile. */
  draw() {
    if (this.held >= 0) return;
    const { stream, acts, chosen } = this.canvas;
    const row = chosen ? stream.rowOf(chosen) : undefined;
    const cells = row && acts.mayChange(row.id) ? stream.columns(row.id) : [];
    this.row = row?.id || '';
    const edges = cells.slice(1).flatMap((_cell, index) => this.#edge(cells, index) || []);
    const handles = /** @type {Handle[]} */ ([...this.element.children]);
    const focused = handles.indexOf(/** @type {Handle} */ (document.activeElement));
    const same = edges.length === this.element.children.length;
    if (same) edges.forEach((edge, index) => this.#update(handles[index], edge));
    else this.element.replaceChildren(...edges.map((edge) => this.#made(edge)));
    if (!same && focused >= 0) /** @type {HTMLElement | undefined} */ (this.element.children[Math.min(focused, edges.length - 1)])?.focus();
  }

  /**
   * Where the edge after a column shows, or null: the two don't stand side by side, or can't share otherwise.
   * @param {import('./stream.js').Choice[]} cells @param {number} index
   */
  #edge(cells, index) {
    const [left, right] = [this.#box(index), this.#box(index + 1)];
    if (!left || !right || Math.abs(left.top - right.top) > 4) return null;
    const steps = shares(Number(cells[index].value), Number(cells[index + 1].value), cells[index].options.map((one) => Number(one.value)));
    if (steps.length < 2) return null;
    const { overlay } = this.canvas;
    const frame = overlay.frame.element.getBoundingClientRect();
    const stage = overlay.stage.getBoundingClientRect();
    return {
      index, steps, left: Number(cells[index].value), right: Number(cells[index + 1].value),
      x: frame.left - stage.left + ((left.right + right.left) / 2) * overlay.scale,
      top: frame.top - stage.top + left.top * overlay.scale,
      height: Math.max(24, (Math.max(left.bottom, right.bottom) - left.top) * overlay.scale),
    };
  }

  /** @param {number} index */
  #box(index) {
    const list = this.canvas.frame.lists.find((one) => one.owner === this.row && one.place === index);
    return list?.start.parentElement?.getBoundingClientRect() || null;
  }

  /** @param {Edge} edge */
  #made(edge) {
    const handle = /** @type {Handle} */ (/** @type {HTMLElement} */ (make('div', { class: 'gk-canvas-column-edge', role: 'separator', tabindex: 0, 'aria-orientation': 'vertical' })));
    handle.addEventListener('pointerdown', (event) => this.#draw(handle, event));
    handle.addEventListener('keydown', (event) => this.#key(handle, event));
    this.#update(handle, edge);
    return handle;
  }

  /** @param {Handle} handle @param {Edge} edge */
  #update(handle, edge) {
    const { words } = this.canvas;
    handle.edge = edge;
    handle.setAttribute('aria-label', filled(words.columnEdge, { left: edge.index + 1, right: edge.index + 2 }));
    handle.setAttribute('aria-valuenow', String(edge.left));
    handle.setAttribute('aria-valuemin', String(edge.steps[0]));
    handle.setAttribute('aria-valuemax', String(edge.steps[edge.steps.length - 1]));
    handle.setAttribute('aria-valuetext', `${edge.left} : ${edge.right}`);
    Object.assign(handle.style, { left: `${edge.x - 6}px`, top: `${edge.top}px`, height: `${edge.height}px` });
  }

  /** @param {Handle} handle @param {KeyboardEvent} event */
  #key(handle, event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') this.canvas.outline.focus();
    if (!step) return;
    event.preventDefault();
    const { steps, index, left } = handle.edge;
    this.#share(index, steps[Math.max(0, Math.min(steps.length - 1, steps.indexOf(left) + step))]);
  }

  /** @param {Handle} handle @param {PointerEvent} event */
  #draw(handle, event) {
    event.preventDefault();
    const { edge } = handle;
    const { overlay } = this.canvas;
    const [left, right] = [this.#box(edge.index), this.#box(edge.index + 1)];
    if (!left || !right) return;
    const twelfth = (right.right - left.left) / (edge.left + edge.right);
    let value = 0;
    this.held = edge.index;
    overlay.stage.classList.add('is-resizing');
    follow(window, event, {
      move: (x) => {
        const inFrame = (x - overlay.frame.element.getBoundingClientRect().left) / overlay.scale;
        value = nearest(edge.steps, (inFrame - left.left) / twelfth);
        handle.style.left = `${edge.x - 6 + (value - edge.left) * twelfth * overlay.scale}px`;
        handle.dataset.share = `${value} : ${edge.left + edge.right - value}`;
      },
      done: (moved) => {
        this.held = -1;
        delete handle.dataset.share;
        overlay.stage.classList.remove('is-resizing');
        if (moved && value) this.#share(edge.index, value);
        this.canvas.draw();
      },
    });
  }

  /** @param {number} index @param {number} left */
  #share(index, left) {
    const cells = this.canvas.stream.columns(this.row);
    const whole = Number(cells[index].value) + Number(cells[index + 1].value);
    if (Number(cells[index].value) === left) return;
    this.canvas.acts.share(this.row, index, left, whole - left);
  }
}
