// @ts-check
// The only module that touches Wagtail's client-side objects (bound.js reads them for it). The form is the one truth:
// what the canvas does, it does to the form's stream, and what it shows it reads from there.
import { choiceOf, fieldsIn, stateOf, streamsIn, tileOf, titleOf } from './bound.js';
import { fresh, newId } from './fresh.js';
import { plan } from './plan.js';

export const MISSING = 'missing_tile';
/** @typedef {{type: string, value: any, id: string}} Tile  the form's state of a tile, as JSON */
/** @typedef {{value: any, options: {value: string, label: string}[], put: (value: string) => void}} Choice  a field in which one of several is chosen */
/** @typedef {{type: string, name?: string, label: string, icon: string, description?: string}} Offer  a tile that may be added */
/** @typedef {{owner: string, key: string}} Spot  a stream: the tile that holds it ("" for the page's own) and where */
/** @typedef {{id: string, type: string, label: string, icon: string, title: string, spot: Spot, index: number,
 *   child: Wagtail.Child, streams: {spot: Spot, tiles: Node[]}[]}} Node */

/** Resolves with the stream of a panel, as soon as Wagtail has drawn its form. @param {string} name */
export async function streamOf(name) {
  for (;;) {
    const bound = window.wagtail?.editHandler?.getPanelByName?.(name)?.getBoundWidget?.();
    if (bound?.children) return new Stream(bound);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

export class Stream {
  /** @param {Wagtail.Stream} bound */
  constructor(bound) {
    this.bound = bound;
    this.form = /** @type {HTMLFormElement} */ (bound.element.closest('form'));
    /** @type {HTMLInputElement | null | undefined} */
    this.typedIn = null;
    this.isBusy = false; // in the middle of several steps that are one act
    this.isAccepted = false; // since it arrived the form was saved: what it says was refused is mended
    this.form.addEventListener('input', (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target.isContentEditable) this.typedIn = target.closest('.Draftail-Editor')?.parentElement?.parentElement?.querySelector('input[type="hidden"]');
    });
    this.#number();
  }

  /** Rich text is written into the form a moment after it was typed: whoever reads the form first asks for it now. */
  #catchUp() {
    const editor = this.typedIn?.draftailEditor;
    this.typedIn = null;
    editor?.saveState?.();
  }

  /** Old rows can hold tiles without an id: they get one, so that the page and the form name the same tile. */
  #number() {
    /** @param {Wagtail.Stream} bound */
    const visit = (bound) => bound.children.forEach((child) => {
      if (!child.id) {
        child.id = newId();
        const input = /** @type {HTMLInputElement | null} */ (child.element.querySelector(`:scope > input[name="${child.prefix}-id"]`));
        if (input) input.value = child.id;
        child.element.removeAttribute('data-contentpath-disabled');
        child.element.setAttribute('data-contentpath', child.id);
      }
      streamsIn(child.block).forEach((inner) => visit(inner.bound));
    });
    visit(this.bound);
  }

  /** @returns {Tile[]} */
  state() {
    this.#catchUp();
    return stateOf(this.bound);
  }

  /** The page's tiles as a tree. @returns {Node[]} */
  tree() {
    /** @type {(bound: Wagtail.Stream, spot: Spot) => Node[]} */
    const read = (bound, spot) => bound.children.map((child, index) => ({
      id: child.id,
      type: /** @type {string} */ (child.type),
      label: child.blockDef.meta.label,
      icon: child.blockDef.meta.icon,
      title: titleOf(child),
      spot,
      index,
      child,
      streams: streamsIn(child.block).map(({ key, bound: inner }) => {
        const own = { owner: child.id, key };
        return { spot: own, tiles: read(inner, own) };
      }),
    }));
    return read(this.bound, { owner: '', key: '' });
  }

  /** Every tile in the order of reading. @returns {Node[]} */
  all() {
    /** @type {(nodes: Node[]) => Node[]} */
    const flat = (nodes) => nodes.flatMap((node) => [node, ...node.streams.flatMap((stream) => flat(stream.tiles))]);
    return flat(this.tree());
  }

  /** @param {string} id @returns {Node | undefined} */
  find(id) {
    return this.all().find((node) => node.id === id);
  }

  /** The tile of the page's own stream in which a tile stands. @param {string} id */
  topOf(id) {
    let node = this.find(id);
    while (node && node.spot.owner) node = this.find(node.spot.owner);
    return node;
  }

  /** The stream at a spot that was read from the form. @param {Spot} spot @returns {Wagtail.Stream} */
  at(spot) {
    if (!spot.owner) return this.bound;
    const owner = this.find(spot.owner);
    return /** @type {Wagtail.Stream} */ (owner && streamsIn(owner.child.block).find((found) => found.key === spot.key)?.bound);
  }

  /** What may be added at a spot, by group. @param {Spot} spot */
  offered(spot) {
    const groups = this.at(spot)?.blockDef.groupedChildBlockDefs || [];
    return groups.map(([label, defs]) => ({ label: label || '', tiles: defs.map((def) => ({ type: def.name, ...def.meta })) }));
  }

  /** @param {string} type @param {Spot} spot */
  fits(type, spot) {
    return Boolean(this.at(spot)?.blockDef.childBlockDefsByName[type]);
  }

  /** A new tile as Wagtail begins it. @returns {Tile} @param {string} type @param {Spot} spot */
  beginning(type, spot) {
    const value = this.at(spot).blockDef.initialChildStates[type];
    return { type, value: fresh(value), id: newId() };
  }

  /** @param {Tile} tile @param {Spot} spot @param {number} index */
  insert(tile, spot, index) {
    this.#whole(() => this.at(spot).insert(tile, index, { animate: false }));
  }

  /** Do something of several steps, and say only at its end that the form has changed. @param {() => void} act */
  #whole(act) {
    this.isBusy = true;
    try {
      act();
    } finally {
      this.isBusy = false;
    }
    this.#touched();
  }

  /** @param {string} id */
  remove(id) {
    const node = this.find(id);
    if (node) this.#whole(() => this.#drop(this.at(node.spot), node.index));
  }

  /** Move a tile so that it stands at ``index`` of a spot, counted without itself. @param {string} id @param {Spot} spot @param {number} index */
  move(id, spot, index) {
    this.#whole(() => this.#move(id, spot, index));
  }

  /** @param {string} id @param {Spot} spot @param {number} index */
  #move(id, spot, index) {
    const node = /** @type {Node} */ (this.find(id));
    const from = this.at(node.spot);
    const to = this.at(spot);
    if (from === to) {
      from.moveBlock(node.index, index);
    } else {
      this.#catchUp();
      const state = tileOf(node.child);
      const before = node.child.getContentPath();
      const made = to.insert(state, index, { animate: false });
      this.#carryComments(before, made.getContentPath());
      this.#drop(from, from.children.indexOf(node.child));
    }
  }

  /** How many open comments stand at each tile. @returns {Map<string, number>} */
  comments() {
    const found = new Map();
    const all = window.comments?.commentApp?.store.getState().comments.comments;
    if (!all?.size) return found;
    const ids = new Set(this.all().map((node) => node.id));
    all.forEach((comment) => {
      const id = comment.contentpath.split('.').reverse().find((part) => ids.has(part));
      if (id && !comment.deleted && !comment.resolved && comment.mode !== 'creating') found.set(id, (found.get(id) || 0) + 1);
    });
    return found;
  }

  /** Call when comments come, change or go. @param {() => void} act */
  onComments(act) {
    window.comments?.commentApp?.store.subscribe(act);
  }

  /** @param {string} before @param {string} after */
  #carryComments(before, after) {
    const app = window.comments?.commentApp;
    if (!app || !before || !after) return;
    app.utils.selectCommentsForContentPathFactory(before)(app.store.getState())
      .forEach((comment) => app.updateContentPath(comment.localId, after));
  }

  /**
   * Deleted tiles stay in Wagtail's form as hidden fields; nobody reads what is in them, so it isn't sent.
   * @param {Wagtail.Stream} bound @param {number} index
   */
  #drop(bound, index) {
    const { element, prefix } = bound.children[index];
    bound.deleteBlock(index, { animate: false });
    /** @type {NodeListOf<HTMLInputElement>} */
    (element.querySelectorAll('input, textarea, select')).forEach((field) => {
      if (field.name !== `${prefix}-deleted` && field.name !== `${prefix}-order`) field.removeAttribute('name');
    });
    element.setAttribute('data-gk-deleted', '');
  }

  /** Make the stream what an earlier state was, touching only the tiles that differ. @param {Tile[]} then */
  restore(then) {
    this.#whole(() => this.#restore(this.bound, then));
  }

  /** @param {Wagtail.Stream} bound @param {Tile[]} then */
  #restore(bound, then) {
    /** @type {Tile[]} */
    const now = stateOf(bound);
    const wanted = new Map(then.map((tile) => [tile.id, tile]));
    /** @type {(tile: Tile) => boolean} */
    const same = (tile) => {
      const goal = wanted.get(tile.id);
      if (!goal) return false;
      if (JSON.stringify(goal) === JSON.stringify(tile)) return true;
      const child = bound.children.find((one) => one.id === tile.id);
      return child !== undefined && this.#descend(child, tile, goal);
    };
    const kept = now.map(same);
    plan(now.map((tile) => tile.id), kept, then.map((tile) => tile.id)).forEach((step) => {
      if (step.act === 'remove') this.#drop(bound, step.index);
      else if (step.act === 'move') bound.moveBlock(step.from, step.index);
      else bound.insert(then[step.index], step.index, { animate: false });
    });
  }

  /**
   * Where two states of a tile differ in its inner streams only, restore those; tell whether that was so.
   * @param {Wagtail.Child} child @param {Tile} tile @param {Tile} goal
   */
  #descend(child, tile, goal) {
    const inner = streamsIn(child.block).filter(({ key }) => key !== 'self');
    if (!inner.length || tile.type !== goal.type) return false;
    /** @type {(state: Tile, key: string) => any} */
    const pick = (state, key) => key.split('.').reduce((held, name) => held?.[name]?.value ?? held?.[name], state.value);
    /** @param {Tile} state */
    const without = (state) => {
      const copy = JSON.parse(JSON.stringify(state));
      inner.forEach(({ key }) => { const found = pick(copy, key); if (Array.isArray(found)) found.length = 0; });
      return JSON.stringify(copy);
    };
    if (inner.some(({ key }) => !Array.isArray(pick(goal, key))) || without(tile) !== without(goal)) return false;
    inner.forEach(({ key, bound }) => this.#restore(bound, pick(goal, key)));
    return true;
  }

  /** A field of a tile's settings, by name: {value, options, set}; undefined where the tile has none. @param {string} id @param {string} name */
  setting(id, name) {
    const choice = choiceOf(this.#settingOf(id, name));
    return choice && { ...choice, set: (/** @type {string} */ value) => this.#whole(() => choice.put(value)) };
  }

  /** The row that a tile is, or stands in. @param {string} id @returns {Node | undefined} */
  rowOf(id) {
    let node = this.find(id);
    while (node && !this.columns(node.id).length) node = node.spot.owner ? this.find(node.spot.owner) : undefined;
    return node;
  }

  /** The widths of a row's columns; none for other tiles. @param {string} id */
  columns(id) {
    const list = this.find(id)?.child.block.childBlocks?.columns;
    return (list?.children || []).flatMap(({ block }) => choiceOf(block.childBlocks?.width) || []);
  }

  /**
   * Give two neighbouring columns of a row their widths, as one act.
   * @param {string} id @param {number} index @param {number} left @param {number} right
   */
  share(id, index, left, right) {
    const cells = this.columns(id);
    this.#whole(() => [left, right].forEach((width, number) => cells[index + number].put(String(width))));
  }

  /** @param {string} id @param {string} name */
  #settingOf(id, name) {
    const block = this.find(id)?.child.block;
    return block?.childBlocks?.settings?.childBlocks?.[name] || block?.childBlocks?.[name];
  }

  /** The element of a setting in the form, or undefined. @returns {HTMLElement | undefined} @param {string} id @param {string} name */
  settingField(id, name) {
    const bound = this.#settingOf(id, name);
    return bound?.element || bound?.widget?.input || undefined;
  }

  /** Short texts of a tile, in the order of its form: {value, set}. @param {string} id */
  texts(id) {
    const node = this.find(id);
    if (!node) return [];
    return fieldsIn(node.child.block)
      .filter(({ bound }) => typeof bound.getState() === 'string' && this.#isText(bound))
      .map(({ bound }) => ({
        value: String(bound.getState()),
        set: (/** @type {string} */ value) => {
          bound.setState(value);
          this.#touched();
        },
      }));
  }

  /** @param {Wagtail.Bound} bound */
  #isText(bound) {
    const input = this.#input(bound);
    return input instanceof HTMLTextAreaElement || (input instanceof HTMLInputElement && input.type === 'text');
  }

  /** @param {Wagtail.Bound} bound */
  #input(bound) {
    const { widget } = bound;
    return widget?.input || widget?.element || null;
  }

  /** What holds the rich text editor of a tile's form, where it has one; the editor itself is React's. @param {string} id */
  richText(id) {
    return this.find(id)?.child.element.querySelector('.Draftail-Editor')?.parentElement || null;
  }

  /** The fields of the form that belong to these tiles of the page's own stream. @param {Node[]} nodes */
  fields(nodes) {
    const data = new FormData();
    const wanted = nodes.map((node) => `${node.child.prefix}-`);
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === 'string' && wanted.some((prefix) => name.startsWith(prefix))) data.append(name, value);
    }
    nodes.forEach((node) => data.append('tile', node.child.prefix));
    return data;
  }

  /** All fields of the stream. */
  allFields() {
    const data = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === 'string' && name.startsWith(`${this.bound.prefix}-`)) data.append(name, value);
    }
    return data;
  }

  /** How large the form is, in bytes, and its largest tile. @returns {{whole: number, tile: string}} */
  size() {
    const tiles = new Map(this.bound.children.map((child) => [`${child.prefix}-`, { id: child.id, bytes: 0 }]));
    let whole = 0;
    for (const [name, value] of new FormData(this.form)) {
      const bytes = typeof value === 'string' ? new Blob([value]).size : 0;
      const tile = tiles.get(/^\w+-\d+-/.exec(name)?.[0] || '');
      if (tile) tile.bytes += bytes;
      whole += bytes;
    }
    const largest = [...tiles.values()].sort((one, other) => other.bytes - one.bytes)[0];
    return { whole, tile: largest?.id || '' };
  }

  /** The element of the whole field, label and errors included. */
  get panel() {
    return this.bound.element.closest('.w-panel, [data-contentpath="body"]') || this.bound.element;
  }

  /** What the server refused in the form when it was saved, by tile: messages. @returns {Map<string, string[]>} */
  refused() {
    const found = new Map();
    if (this.isAccepted) return found;
    const ids = new Set(this.all().map((node) => node.id));
    this.form.querySelectorAll('[data-streamfield-child] .error-message, [data-streamfield-child] .help-critical, [data-streamfield-child] .w-field__errors .icon-warning ~ *').forEach((element) => {
      const text = element.textContent.trim();
      const id = element.closest('[data-gk-deleted]') ? '' : tileAround(element, ids);
      if (text && id) found.set(id, [...new Set([...(found.get(id) || []), text])]);
    });
    return found;
  }

  #touched() {
    this.bound.countInput.get(0).dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/**
 * The innermost tile around an element of the form; items of its lists are no tiles.
 * @param {Element} element @param {Set<string>} ids @returns {string} its id, or ""
 */
function tileAround(element, ids) {
  /** @param {Element | null} one */
  const around = (one) => one?.closest('[data-streamfield-child][data-contentpath]');
  for (let child = around(element); child; child = around(child.parentElement)) {
    const id = child.getAttribute('data-contentpath') || '';
    if (ids.has(id)) return id;
  }
  return '';
}
