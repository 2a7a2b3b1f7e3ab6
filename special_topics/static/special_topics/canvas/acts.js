// @ts-check
// What one can do with tiles. Pointer, keyboard, menu and bar all come here.
import { keep, kept } from './clipboard.js';
import { icon, make } from './dom.js';
import { isShown, listsOf } from './drag.js';
import { fresh } from './fresh.js';
import { USUAL } from './look.js';
import { MISSING } from './stream.js';

const ROOT = { owner: '', key: '' };

export class Acts {
  /** @param {import('./canvas.js').Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  get stream() { return this.canvas.stream; }

  get node() { return this.stream.find(this.canvas.chosen); }

  /** Fill the bar of the chosen tile. @param {HTMLElement} bar */
  buttons(bar) {
    const units = this.canvas.regions.mayAssign ? [['units', 'group']] : [];
    const names = [['write', 'edit'], ['up', 'arrow-up'], ['down', 'arrow-down'], ['copy', 'copy'], ['cut', 'cut'], ['duplicate', 'circle-plus'], ['hide', 'calendar-alt'], ['look', 'sliders'], ...units, ['remove', 'bin']];
    bar.replaceChildren(...names.map(([name, symbol]) => make('button', {
      type: 'button', 'data-act': name, 'aria-label': this.canvas.words[name], title: this.canvas.words[name],
      on: { click: () => /** @type {Record<string, any>} */ (this)[name]() },
    }, [icon(symbol)])));
  }

  /** @param {import('./stream.js').Spot} spot */
  mayPut(spot) { return this.canvas.regions.mayPut(spot); }

  /** @param {string} id */
  mayChange(id) { return this.canvas.regions.mayChange(id); }

  /** Whether the regions allow it; else it is said whose it is. @param {'mayPut' | 'mayTake' | 'mayChange'} what @param {any} place */
  #may(what, place) {
    const { regions } = this.canvas;
    if (regions[what](place)) return true;
    this.canvas.say('notYours', { unit: regions.settings.owner });
    return false;
  }

  /** Say which units edit the chosen tile. */
  async units() {
    const node = this.node;
    if (!node || !this.canvas.regions.mayAssign) return;
    const names = await this.canvas.regions.ask(node);
    this.canvas.refresh();
    if (names !== null) this.canvas.say('given', { tile: node.label, units: names || this.canvas.regions.settings.owner });
    this.canvas.outline.focus();
  }

  /** @param {string} id */
  choose(id) {
    this.canvas.choose(id);
  }

  /** @param {string} saying @param {Record<string, unknown>} values @param {string} [id] */
  #did(saying, values, id) {
    this.canvas.changed();
    if (id !== undefined) this.canvas.choose(id, { announce: false });
    this.canvas.say(saying, values);
  }

  /** Where a new tile goes: after the chosen one, else at the end. @returns {[import('./stream.js').Spot, number]} */
  #next() {
    const node = this.node;
    return node ? [node.spot, node.index + 1] : [ROOT, this.stream.bound.children.length];
  }

  async add() {
    const [spot, index] = this.#next();
    await this.addAt(spot, index);
  }

  async addBefore() {
    const node = this.node;
    await this.addAt(node ? node.spot : ROOT, node ? node.index : 0);
  }

  /** @param {import('./stream.js').Spot} spot @param {number} index */
  async addAt(spot, index) {
    if (!this.#may('mayPut', spot)) return;
    const type = await this.canvas.palette.ask(this.stream.offered(spot));
    if (!type) {
      this.canvas.outline.focus();
      return;
    }
    this.#begin(type, spot, index);
    this.canvas.outline.focus();
  }

  /** @param {string} type @param {import('./stream.js').Spot} spot @param {number} index */
  #begin(type, spot, index) {
    const tile = this.stream.beginning(type, spot);
    this.stream.insert(tile, spot, index);
    this.#did('added', { tile: this.#label(tile.id), place: index + 1 }, tile.id);
    this.canvas.quick.used(type);
  }

  /** Add a tile of a type after the chosen one (in the page itself, where it fits nowhere else), and go on writing in it. @param {string} type */
  addType(type) {
    const [spot, index] = this.#next();
    const fits = this.stream.fits(type, spot);
    const top = this.node && this.stream.topOf(this.node.id);
    /** @type {[import('./stream.js').Spot, number]} */
    const [there, at] = fits ? [spot, index] : [ROOT, top ? top.index + 1 : index];
    if (!this.#may('mayPut', there)) return;
    this.#begin(type, there, at);
    this.edit();
  }

  /** @param {string} id */
  #label(id) {
    return this.stream.find(id)?.label || '';
  }

  up() { this.#by(-1); }

  down() { this.#by(1); }

  /** @param {number} step */
  #by(step) {
    const node = this.node;
    if (!node) return;
    const count = this.stream.at(node.spot).children.length;
    const index = node.index + step;
    if (index < 0 || index >= count) return;
    this.moveTo(node.id, node.spot, index);
  }

  /** Into the list before or after this one: columns of a row, then the page again. @param {number} step */
  across(step) {
    const node = this.node;
    if (!node) return;
    const spots = [ROOT, ...this.stream.all().flatMap((one) => one.streams.map((inner) => inner.spot))];
    const at = spots.findIndex((spot) => spot.owner === node.spot.owner && spot.key === node.spot.key);
    for (let next = at + step; next >= 0 && next < spots.length; next += step) {
      const spot = spots[next];
      if (this.#mayStand(node, spot)) {
        this.moveTo(node.id, spot, spot.owner ? this.stream.at(spot).children.length : (this.stream.topOf(node.id)?.index || 0) + (step > 0 ? 1 : 0));
        return;
      }
    }
    this.canvas.say('doesNotFit', { tile: node.label });
  }

  /** @param {import('./stream.js').Node} node @param {import('./stream.js').Spot} spot */
  #mayStand(node, spot) {
    for (let owner = spot.owner; owner; owner = this.stream.find(owner)?.spot.owner || '') {
      if (owner === node.id) return false;
    }
    return this.stream.fits(node.type, spot);
  }

  /** @param {string} id @param {import('./stream.js').Spot} spot @param {number} index */
  moveTo(id, spot, index) {
    const node = this.stream.find(id);
    if (node && !(this.#may('mayTake', node) && this.#may('mayPut', spot))) return;
    if (!node || !this.#mayStand(node, spot)) {
      this.canvas.say('doesNotFit', { tile: node?.label || '' });
      return;
    }
    this.stream.move(id, spot, index);
    this.#did('moved', { tile: node.label, place: index + 1, count: this.stream.at(spot).children.length }, id);
  }

  /** @param {import('./stream.js').Node} node */
  #state(node) {
    /** @type {(tiles: any[]) => import('./stream.js').Tile | undefined} */
    const read = (tiles) => tiles.find((tile) => tile.id === node.id);
    /** @type {(value: any) => import('./stream.js').Tile | null} */
    const search = (value) => {
      if (Array.isArray(value)) return read(value) || value.reduce((found, item) => found || search(item), null);
      if (value && typeof value === 'object') return Object.values(value).reduce((found, item) => found || search(item), null);
      return null;
    };
    return /** @type {import('./stream.js').Tile} */ (search(this.stream.state())); // a node of the stream is in its state
  }

  copy() {
    const node = this.node;
    if (!node) return;
    keep(this.#state(node));
    this.canvas.say('copied', { tile: node.label });
  }

  cut() {
    const node = this.node;
    if (!node) return;
    if (!this.#may('mayTake', node)) return;
    keep(this.#state(node));
    this.remove();
  }

  paste() {
    const tile = kept();
    if (!tile) {
      this.canvas.say('nothingToPaste');
      return;
    }
    const [spot, index] = this.#next();
    this.#put(fresh(tile), spot, index);
  }

  duplicate() {
    const node = this.node;
    if (node) this.#put(fresh(this.#state(node)), node.spot, node.index + 1);
  }

  /** @param {import('./stream.js').Tile} tile @param {import('./stream.js').Spot} spot @param {number} index */
  #put(tile, spot, index) {
    if (!this.#may('mayPut', spot)) return;
    if (!this.stream.fits(tile.type, spot)) {
      this.canvas.say('doesNotFit', { tile: tile.type === MISSING ? tile.value?.type : tile.type });
      return;
    }
    this.stream.insert(tile, spot, index);
    this.#did('added', { tile: this.#label(tile.id), place: index + 1 }, tile.id);
  }

  remove() {
    const node = this.node;
    if (!node || !this.#may('mayTake', node)) return;
    const order = this.canvas.outline.order;
    const at = order.indexOf(node.id);
    const siblings = this.stream.at(node.spot).children;
    const next = (siblings[node.index + 1] || siblings[node.index - 1])?.id || order[at - 1] || '';
    this.stream.remove(node.id);
    this.#did('removed', { tile: node.label }, next);
  }

  undo() { this.#step(this.canvas.history.undo(), 'undone', 'nothingToUndo'); }

  redo() { this.#step(this.canvas.history.redo(), 'redone', 'nothingToRedo'); }

  /** @param {import('./stream.js').Tile[] | null} state @param {string} done @param {string} nothing */
  #step(state, done, nothing) {
    if (!state) {
      this.canvas.say(nothing);
      return;
    }
    this.canvas.inPlace.end();
    const { chosen } = this.canvas;
    this.stream.restore(state);
    this.#did(done, {}, chosen);
  }

  /** Edit the text of the chosen tile where it stands. @param {HTMLElement | null} [pointed] */
  write(pointed = null) {
    const node = this.node;
    if (!node || !this.#may('mayChange', node.id)) return;
    if (this.canvas.inPlace.begin(node.id, pointed)) this.canvas.say('writing');
    else this.edit();
  }

  /** Say from which day on the chosen tile shows. */
  hide() {
    const node = this.node;
    const field = node && this.stream.settingField(node.id, 'hide_until');
    if (field) this.canvas.drawer.focusField(field);
    else if (node) this.canvas.say('noDay', { tile: node.label });
  }

  /** Go on in the form of the chosen tile. */
  edit() {
    if (this.node) this.canvas.drawer.focus(this.node);
  }

  /** Open the comments of a tile beside its form. @param {string} id */
  discuss(id) {
    this.choose(id);
    if (!document.body.classList.contains('side-panel-open')) /** @type {HTMLElement | null} */ (document.querySelector('[data-side-panel-toggle="comments"]'))?.click();
  }

  /** Step through the tiles in the order of reading. @param {number} step */
  walk(step) {
    const { order } = this.canvas.outline;
    const at = order.indexOf(this.canvas.chosen);
    const next = order[Math.max(0, Math.min(order.length - 1, at + step))];
    if (next !== undefined && next !== this.canvas.chosen) this.canvas.choose(next);
    this.canvas.outline.focus();
  }

  /** @param {string} id */
  isResizable(id) {
    return this.canvas.regions.mayChange(id) && (this.stream.setting(id, 'width')?.options.length || 0) > 1;
  }

  /** One step wider or narrower. @param {number} step */
  widen(step) {
    const node = this.node;
    const width = node && this.stream.setting(node.id, 'width');
    if (!node || !width?.options.length || !this.#may('mayChange', node.id)) return;
    const steps = width.options.map((option) => Number(option.value)).sort((one, other) => one - other);
    const at = steps.indexOf(Number(width.value));
    const next = steps[Math.max(0, Math.min(steps.length - 1, at + step))];
    this.width(node.id, next);
  }

  /** @param {string} id @param {number} value */
  width(id, value) {
    const width = this.stream.setting(id, 'width');
    const option = width?.options.find((one) => Number(one.value) === value);
    if (!width || !option || width.value === option.value) return;
    width.set(option.value);
    this.#did(option.label, {}, id);
  }

  /** Two neighbouring columns of a row share their twelfths. @param {string} id @param {number} index @param {number} left @param {number} right */
  share(id, index, left, right) {
    if (!this.#may('mayChange', id)) return;
    this.stream.share(id, index, left, right);
    this.#did('shared', { left, right });
  }

  /** @param {string} id */
  hasLook(id) { return this.canvas.look.has(id); }

  /** How the chosen row looks: opens what there is to choose. */
  look() {
    if (this.node && this.#may('mayChange', this.node.id)) this.canvas.look.toggle(this.node.id);
    this.canvas.draw();
  }

  /** Choose one of what a field of a tile offers. @param {string} id @param {string} name @param {string} value */
  choice(id, name, value) {
    const field = this.stream.setting(id, name);
    const option = field?.options.find((one) => one.value === value);
    if (!field || !option || field.value === value || !this.#may('mayChange', id)) return;
    field.set(value);
    this.#did('looks', { field: this.canvas.words[name], value: value ? option.label : this.canvas.words[USUAL[name]] });
  }

  /** Places at the end of the page and in empty lists, for adding. */
  ends() {
    const { frame, overlay } = this.canvas;
    return listsOf(frame, this.stream).filter(isShown).filter((list) => !list.tiles.length).map((list) => {
      const at = overlay.frame.element.getBoundingClientRect();
      const stage = overlay.stage.getBoundingClientRect();
      return {
        spot: list.spot, index: 0,
        x: at.left - stage.left + ((list.box.left + list.box.right) / 2) * overlay.scale,
        y: at.top - stage.top + list.box.top * overlay.scale + 20,
      };
    });
  }
}
