// @ts-check
// What is drawn over the frame: outlines, the bar of the chosen tile, places to add, and what is wrong with a tile.
import { filled, icon, make } from './dom.js';

/** @typedef {{tile?: string, message: string, weight: number}} Problem  what is wrong with a tile */
/** @typedef {{left: number, top: number, width: number, height: number, right: number, bottom: number}} Place  on the stage */
/** @typedef {{spot: import('./stream.js').Spot, index: number, x: number, y: number}} End  where a tile may be added */

export class Overlay {
  /**
   * @param {import('./frame.js').Frame} frame @param {HTMLElement} stage @param {Record<string, string>} words
   * @param {import('./acts.js').Acts} acts
   */
  constructor(frame, stage, words, acts) {
    this.frame = frame;
    this.stage = stage;
    this.words = words;
    this.acts = acts;
    this.hovered = '';
    this.chosen = '';
    this.scale = 1;
    this.hover = make('div', { class: 'gk-canvas-hover', hidden: true, 'aria-hidden': 'true' });
    this.box = make('div', { class: 'gk-canvas-chosen', hidden: true });
    this.edge = make('div', { class: 'gk-canvas-edge', hidden: true, 'aria-hidden': 'true' });
    this.bar = make('div', { class: 'gk-canvas-bar', role: 'toolbar', 'aria-label': words.acts, hidden: true });
    this.drop = make('div', { class: 'gk-canvas-drop', hidden: true, 'aria-hidden': 'true' });
    this.adders = [0, 1, 2].map(() => this.#adder());
    this.flags = make('div', { class: 'gk-canvas-flags' });
    this.badges = make('div', { class: 'gk-canvas-badges' });
    this.layer = make('div', { class: 'gk-canvas-layer' }, [this.hover, this.box, this.flags, this.badges, this.drop, ...this.adders, this.edge, this.bar]);
    stage.append(this.layer);
    /** @type {Map<string, Problem[]>} */
    this.problems = new Map();
    /** @type {() => Map<string, number>} */
    this.comments = () => new Map();
    /** @type {() => {id: string, text: string, own: boolean}[]} */
    this.regions = () => [];
  }

  #adder() {
    const adder = /** @type {HTMLButtonElement & {spot: import('./stream.js').Spot, place: number}} */ (make('button', { type: 'button', class: 'gk-canvas-add', hidden: true, 'aria-label': this.words.addHere, title: this.words.addHere }, [icon('plus')]));
    adder.addEventListener('click', () => this.acts.addAt(adder.spot, adder.place));
    return adder;
  }

  /** Where a tile shows on the stage. @param {string} id */
  place(id) {
    const box = this.frame.box(id);
    if (!box) return null;
    const frame = this.frame.element.getBoundingClientRect();
    const stage = this.stage.getBoundingClientRect();
    const [left, top] = [frame.left - stage.left, frame.top - stage.top];
    return {
      left: left + box.left * this.scale, top: top + box.top * this.scale,
      width: box.width * this.scale, height: box.height * this.scale,
      right: left + box.right * this.scale, bottom: top + box.bottom * this.scale,
    };
  }

  /** Draw everything where it belongs now. @param {(id: string) => import('./stream.js').Node | undefined} find */
  draw(find) {
    this.#fit(this.hover, this.hovered && this.hovered !== this.chosen ? this.place(this.hovered) : null);
    const place = this.chosen ? this.place(this.chosen) : null;
    this.#fit(this.box, place);
    this.#bar(place);
    this.#adders(find);
    this.#badges();
    this.#flags();
    const resizable = place && this.acts.isResizable(this.chosen);
    this.edge.hidden = !resizable;
    if (resizable) Object.assign(this.edge.style, { left: `${place.right - 5}px`, top: `${place.top}px`, height: `${place.height}px` });
  }

  /** @param {HTMLElement} element @param {Place | null} place */
  #fit(element, place) {
    element.hidden = !place;
    if (!place) return;
    Object.assign(element.style, { left: `${place.left}px`, top: `${place.top}px`, width: `${place.width}px`, height: `${place.height}px` });
  }

  /** @param {Place | null} place */
  #bar(place) {
    const offered = place && this.acts.mayChange(this.chosen);
    this.bar.hidden = !offered;
    if (!offered) return;
    this.bar.querySelector('[data-act=look]')?.toggleAttribute('hidden', !this.acts.hasLook(this.chosen));
    const height = this.stage.clientHeight;
    const above = place.top > 44 ? place.top - 40 : Math.min(place.bottom + 6, height - 44);
    const right = Math.max(8, this.stage.clientWidth - Math.min(place.right, this.stage.clientWidth - 8));
    Object.assign(this.bar.style, { top: `${Math.max(4, Math.min(above, height - 44))}px`, right: `${right}px` });
  }

  /** @param {(id: string) => import('./stream.js').Node | undefined} find */
  #adders(find) {
    /** @type {End[]} */
    const wanted = [];
    const near = find(this.hovered) || find(this.chosen);
    const place = near && this.place(near.id);
    if (place) {
      // Beside the tile and not upon it: small tiles would be covered.
      const x = Math.max(18, place.left - 22);
      const apart = place.height < 34 ? (34 - place.height) / 2 : 0;
      wanted.push({ spot: near.spot, index: near.index, x, y: place.top - apart });
      wanted.push({ spot: near.spot, index: near.index + 1, x, y: place.bottom + apart });
    }
    wanted.push(...this.acts.ends().slice(0, this.adders.length - wanted.length));
    const offered = wanted.filter((want) => this.acts.mayPut(want.spot));
    this.adders.forEach((adder, number) => {
      const want = offered[number];
      adder.hidden = !want;
      if (!want) return;
      Object.assign(adder, { spot: want.spot, place: want.index });
      const y = Math.max(16, Math.min(want.y, this.stage.clientHeight - 16));
      Object.assign(adder.style, { left: `${want.x - 14}px`, top: `${y - 14}px` });
    });
  }

  #badges() {
    const troubles = [...this.problems].map(([id, list]) => this.#badge(id, 0, {
      class: `is-weight-${Math.max(...list.map((problem) => problem.weight))}`,
      'aria-label': list.map((problem) => problem.message).join(' '),
      title: list.map((problem) => problem.message).join('\n'),
      on: { click: () => this.acts.choose(id) },
    }, [String(list.length)]));
    const comments = [...this.comments()].map(([id, count]) => this.#badge(id, 28, {
      class: 'is-comment', 'aria-label': filled(this.words.comments, { count }), title: filled(this.words.comments, { count }),
      on: { click: () => this.acts.discuss(id) },
    }, [icon('comment'), String(count)]));
    this.badges.replaceChildren(...[...troubles, ...comments].flatMap((badge) => badge || []));
  }

  /** At each region the units that edit it. */
  #flags() {
    this.flags.replaceChildren(...this.regions().map(({ id, text, own }) => {
      const place = this.place(id);
      if (!place || place.bottom < 0 || place.top > this.stage.clientHeight) return '';
      const flag = make('div', { class: own ? 'gk-canvas-flag is-own' : 'gk-canvas-flag' }, [make('span', { text })]);
      this.#fit(flag, place);
      return flag;
    }));
  }

  /** @param {string} id @param {number} down @param {Record<string, any>} options @param {(Node | string)[]} children */
  #badge(id, down, options, children) {
    const place = this.place(id);
    if (!place || place.bottom < 0 || place.top > this.stage.clientHeight) return null;
    const badge = make('button', { type: 'button', ...options, class: `gk-canvas-badge ${options.class}` }, children);
    Object.assign(badge.style, { left: `${Math.min(place.right + 8, this.stage.clientWidth - 34)}px`, top: `${place.top + down}px` });
    return badge;
  }
}
