// @ts-check
// What was done in this session, without end: each state is a list of texts, one a tile, and texts that didn't change
// are shared between states.

const TOGETHER_MS = 1000;

/** @typedef {import('./stream.js').Tile} Tile */

export class History {
  /** @param {Tile[]} state @param {() => number} clock */
  constructor(state, clock = Date.now) {
    this.clock = clock;
    /** @type {Map<string, string>} */
    this.texts = new Map();
    /** @type {string[][]} */
    this.past = [];
    /** @type {string[][]} */
    this.future = [];
    this.now = this.#packed(state);
    this.last = { tile: '', at: -Infinity };
  }

  /** @param {import('./stream.js').Tile[]} state */
  #packed(state) {
    return state.map((tile) => {
      const text = JSON.stringify(tile);
      const held = this.texts.get(text);
      if (held === undefined) this.texts.set(text, text);
      return held === undefined ? text : held;
    });
  }

  /** What there was at the beginning: editors of grids write their tables anew while they load. @param {Tile[]} state */
  begin(state) {
    this.now = this.#packed(state);
  }

  /** All of it as text, for the same page drawn anew. */
  text() {
    const texts = [...this.texts.keys()];
    const at = new Map(texts.map((text, index) => [text, index]));
    /** @param {string[][]} states */
    const steps = (states) => states.map((state) => state.map((text) => at.get(text)));
    return JSON.stringify({ texts, past: steps(this.past), future: steps(this.future), now: this.now.map((text) => at.get(text)) });
  }

  /**
   * Go on with what :meth:`text` gave, where the page still has the same tiles.
   * @param {string} text @param {import('./stream.js').Tile[]} state @returns {boolean} whether it has
   */
  resume(text, state) {
    /** @type {{texts: string[], past: number[][], future: number[][], now: number[]} | null} */
    const kept = JSON.parse(text || 'null');
    /** @param {{id: string}[]} tiles */
    const ids = (tiles) => tiles.map((tile) => tile.id).join();
    if (!kept || ids(kept.now.map((index) => JSON.parse(kept.texts[index]))) !== ids(state)) return false;
    /** @param {number[][]} states */
    const steps = (states) => states.map((indices) => indices.map((index) => kept.texts[index]));
    kept.texts.forEach((one) => this.texts.set(one, one));
    this.past = steps(kept.past);
    this.future = steps(kept.future);
    this.now = this.#packed(state);
    return true;
  }

  /**
   * Take down how the stream is now; nothing where it is what it was. What is typed into one tile without a pause is
   * one step.
   * @returns {boolean} whether something had changed
   * @param {import('./stream.js').Tile[]} state
   */
  record(state, typed = false) {
    const packed = this.#packed(state);
    if (same(packed, this.now)) return false;
    const tile = typed ? onlyChange(this.now, packed) : '';
    const at = this.clock();
    const goesOn = tile && tile === this.last.tile && at - this.last.at < TOGETHER_MS;
    if (!goesOn) this.past.push(this.now);
    this.future = [];
    this.now = packed;
    this.last = { tile, at };
    return true;
  }

  /** @returns {Tile[] | null} the state before, or null where there is none */
  undo() {
    return this.#step(this.past, this.future);
  }

  /** @returns {Tile[] | null} the state after, or null where there is none */
  redo() {
    return this.#step(this.future, this.past);
  }

  /** @param {string[][]} from @param {string[][]} to */
  #step(from, to) {
    const state = from.pop();
    if (!state) return null;
    to.push(this.now);
    this.now = state;
    this.last = { tile: '', at: -Infinity };
    return state.map((text) => JSON.parse(text));
  }

  get canUndo() { return this.past.length > 0; }

  get canRedo() { return this.future.length > 0; }
}

/** @param {string[]} one @param {string[]} other */
function same(one, other) {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}

/** @param {string[]} before @param {string[]} after */
function onlyChange(before, after) {
  if (before.length !== after.length) return '';
  const changed = after.map((_text, index) => index).filter((index) => after[index] !== before[index]);
  if (changed.length !== 1) return '';
  const [old, now] = [JSON.parse(before[changed[0]]), JSON.parse(after[changed[0]])];
  return old.id === now.id ? now.id : '';
}
