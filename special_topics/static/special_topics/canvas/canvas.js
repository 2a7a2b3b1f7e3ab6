// @ts-check
// The canvas: the editor of a topic opens on the page itself. This module puts the parts together.
import { Acts } from './acts.js';
import { ColumnEdges } from './columns.js';
import { filled, icon, make } from './dom.js';
import { Drawer, settingsLast } from './drawer.js';
import { Frame } from './frame.js';
import { History } from './history.js';
import { InPlace } from './inplace.js';
import { keysOf } from './keys.js';
import { Look } from './look.js';
import { Outline } from './outline.js';
import { Overlay } from './overlay.js';
import { Palette } from './palette.js';
import { listenTo } from './pointing.js';
import { Quick } from './quick.js';
import { goOnSaving, isRefused, keepHistory, takeHistory } from './refused.js';
import { Regions } from './regions.js';
import { missNothing, watched } from './session.js';
import { streamOf } from './stream.js';
import { Sync } from './sync.js';
import { Together } from './together.js';

/** @typedef {import('./overlay.js').Problem} Problem */
/** @typedef {{words: Record<string, string>, frame: string, tiles: string, problems: string, together: string, page: number, title: string,
 *   most: number, pictures?: Record<string, string>, regions: import('./regions.js').Settings}} Settings  what the server says of the topic */

/** @type {Record<string, number>} */
const WIDTHS = { desktop: 1280, tablet: 768, phone: 390 };
/** @type {Record<string, string>} */
const ICONS = { desktop: 'desktop', tablet: 'tablet-alt', phone: 'mobile-alt' };
const PREFERENCE = 'gk-canvas';
const NARROW = 900;
const LOOK_MS = 1500;
const REFUSALS = new Set(['notYours', 'doesNotFit', 'noDay', 'late', 'tooLarge', 'refused']); // what those who look must see, too

/** The canvas with nothing but the page in it: it loads while Wagtail is still drawing the form. @param {Settings} settings */
function shell(settings) {
  const frame = make('iframe', { class: 'gk-canvas-frame', title: settings.words.stage, src: settings.frame, tabindex: -1 });
  const stage = make('div', { class: 'gk-canvas-stage', role: 'region', 'aria-label': settings.words.stage }, [frame]);
  const element = make('div', { class: 'gk-canvas', role: 'region', 'aria-label': settings.words.canvas, hidden: true }, [stage]);
  document.querySelector('#page-edit-form')?.before(element);
  return { element, stage, frame };
}

/** The canvas of one topic, with all its parts. */
export class Canvas {
  /** @type {HTMLButtonElement[]} */
  devices = [];

  /** @type {HTMLButtonElement} */
  undoButton;

  /** @type {HTMLButtonElement} */
  redoButton;

  /**
   * @param {Settings} settings @param {import('./stream.js').Stream} stream
   * @param {{element: HTMLElement, stage: HTMLElement, frame: HTMLIFrameElement}} parts
   */
  constructor(settings, stream, { element, stage, frame }) {
    this.settings = settings;
    this.words = settings.words;
    this.stream = stream;
    this.chosen = '';
    this.listening = false; // whether it hears the pointer and the keyboard
    /** @type {Document | null} */
    this.shown = null;
    /** @type {Map<string, Problem[]>} */
    this.problems = new Map();
    this.width = WIDTHS.desktop;
    this.history = new History(stream.state());
    this.isTouched = false; // whether anybody has done anything yet
    this.isRefused = isRefused(stream.form); // whether the last save was refused: the form holds what isn't stored
    this.frameElement = frame;
    this.frame = new Frame(frame);
    this.frame.standIn = (id) => filled(this.words.placeholder, { tile: stream.find(id)?.label || '' });
    this.regions = new Regions(settings.regions, stream, this.words);
    this.acts = new Acts(this);
    this.drawer = new Drawer(stream, this.words, this.regions);
    this.outline = new Outline(this.words, { choose: (id) => this.choose(id) }, this.regions);
    this.palette = new Palette(this.words, settings.pictures || {});
    this.quick = new Quick(this.words, (type) => this.acts.addType(type));
    this.outline.element.prepend(this.quick.element);
    this.live = make('p', { class: 'gk-canvas-live', 'aria-live': 'polite', role: 'status' });
    this.stage = stage;
    this.element = element;
    element.prepend(this.#tools(), this.outline.element); // the frame stays where it is: moved, it would load again
    element.append(this.palette.element, this.regions.element, this.live);
    this.overlay = new Overlay(this.frame, this.stage, this.words, this.acts);
    this.look = new Look(this);
    this.edges = new ColumnEdges(this);
    this.overlay.layer.append(this.edges.element, this.look.element);
    this.overlay.comments = () => stream.comments();
    this.overlay.regions = () => this.regions.marks();
    this.inPlace = new InPlace(stream, this.frame, { ended: () => this.#written(), changed: () => this.changed(true) });
    this.sync = new Sync(stream, this.frame, settings, {
      shown: (ms) => this.#shown(ms), late: () => { this.element.removeAttribute('data-stale'); this.say('late'); },
      busy: (is) => this.element.toggleAttribute('data-busy', is),
      problems: (list) => this.#troubled(list),
    });
    this.keys = keysOf(this.acts);
    this.together = new Together(stream.form, settings.together, this.words);
  }

  async open() {
    this.element.hidden = false;
    this.element.toggleAttribute('data-stale', this.isRefused); // the frame holds what is stored, and not what the form holds
    this.#layout();
    this.outline.draw(this.stream.tree(), this.chosen, this.problems);
    this.quick.draw(this.stream.offered({ owner: '', key: '' }));
    this.drawer.show(undefined);
    this.frameElement.addEventListener('load', () => this.#loaded());
    if (this.frame.document?.readyState === 'complete' && this.frame.document.URL !== 'about:blank') this.#loaded();
    if (this.isRefused) goOnSaving(this.stream.form);
    missNothing(this.stream.form, await watched());
    this.stream.form.addEventListener('input', () => this.changed(true));
    this.stream.form.addEventListener('change', () => this.changed());
    this.stream.form.addEventListener('keyup', () => this.changed(true));
    this.stream.form.addEventListener('click', () => this.changed());
    this.stream.form.addEventListener('submit', (event) => this.#leaves(event), true);
    this.stream.form.addEventListener('w-autosave:success', () => this.#accepted());
    // Buttons show that they are at work as soon as they are pressed: they are asked before that.
    this.stream.form.addEventListener('click', (event) => { if (/** @type {Element} */ (event.target).closest?.('button[type="submit"]')) this.#fits(event); }, true);
    this.stream.onComments(() => window.requestAnimationFrame(() => this.draw()));
    this.touchedIn(document);
    document.addEventListener('w-unsaved:add', () => this.changed());
    // Choosers and others write into fields without saying so.
    window.setInterval(() => this.changed(), LOOK_MS);
    new ResizeObserver(() => this.#layout()).observe(this.stage);
    const kept = takeHistory(this.settings.page);
    if (this.isRefused) this.#goOn(kept);
    else this.say('ready', { count: this.stream.all().length });
    window.addEventListener('hashchange', () => this.#asked());
    this.#asked();
    this.element.dataset.ready = '';
  }

  /** Lists of what is to be mended lead to a tile. */
  #asked() {
    if (this.stream.find(askedFor())) this.choose(askedFor());
  }

  /** A save was refused: the fault is in sight, and what was done before can still be undone. */
  #goOn(/** @type {string} */ kept) {
    this.history.resume(kept, this.stream.state());
    const [faulty = ''] = this.stream.refused().keys();
    this.#troubled([]);
    this.choose(faulty, { announce: false });
    this.say('refused', { tile: this.stream.find(faulty)?.label || this.words.page });
  }

  /** What was refused has been mended, and is saved. */
  #accepted() {
    if (!this.isRefused) return;
    this.isRefused = false;
    this.stream.isAccepted = true;
    document.body.classList.add('gk-canvas-mended');
    this.sync.lookOver();
  }

  /** The form is sent: what can be undone is kept, should it come back. @param {Event} event */
  #leaves(event) {
    this.#fits(event);
    if (event.defaultPrevented) return;
    this.changed();
    keepHistory(this.settings.page, this.history);
  }

  /** What is larger than the server takes isn't sent, and so not lost: it is said which tile to shorten. @param {Event} event */
  #fits(event) {
    const size = this.stream.size();
    if (size.whole <= this.settings.most) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.element.hidden) this.reopen();
    this.choose(size.tile, { announce: false });
    this.say('tooLarge', { tile: this.stream.find(size.tile)?.label || '', size: megabytes(size.whole), most: megabytes(this.settings.most) });
  }

  /** From the first key or click on, what changes is somebody's doing. @param {Document} place */
  touchedIn(place) {
    ['pointerdown', 'keydown'].forEach((name) => place.addEventListener(name, () => {
      if (this.isTouched) return;
      this.changed();
      this.isTouched = true;
    }, true));
  }

  #loaded() {
    if (this.shown === this.frame.document) return;
    this.shown = this.frame.document;
    this.frame.index();
    this.sync.settled();
    if (this.isRefused) this.sync.shown.clear();
    this.touchedIn(this.frame.document);
    listenTo(this);
    this.acts.buttons(this.overlay.bar);
    this.refresh();
    if (!('shown' in this.element.dataset)) this.frame.elements(this.chosen)[0]?.scrollIntoView({ block: 'center' });
    this.element.dataset.shown = '';
    performance.mark('gk-canvas-shown');
    this.sync.soon();
    this.sync.lookOver();
  }

  #tools() {
    const words = this.words;
    /** @param {string} name @param {string} symbol @param {() => void} act */
    const button = (name, symbol, act) => make('button', { type: 'button', class: 'gk-canvas-button', 'data-act': name, on: { click: act } }, [
      ...(symbol ? [icon(symbol)] : []), make('span', { text: words[name] }),
    ]);
    this.devices = Object.keys(WIDTHS).map((name) => {
      const device = button(name, ICONS[name], () => this.resize(name));
      device.setAttribute('aria-pressed', String(name === 'desktop'));
      return device;
    });
    this.undoButton = button('undo', 'arrow-left', () => this.acts.undo());
    this.redoButton = button('redo', 'arrow-right', () => this.acts.redo());
    return make('div', { class: 'gk-canvas-tools', role: 'toolbar', 'aria-label': words.canvas }, [
      make('strong', { text: this.settings.title }),
      make('span', { class: 'gk-canvas-space' }),
      button('palette', 'plus', () => this.acts.add()),
      button('paste', 'clipboard-list', () => this.acts.paste()),
      this.undoButton, this.redoButton,
      make('span', { role: 'group', 'aria-label': words.device, class: 'gk-canvas-devices' }, this.devices),
      button('form', 'form', () => this.close()),
    ]);
  }

  /** The classic form, one click away; what was done stays in it. */
  close() {
    localStorage.setItem(PREFERENCE, 'form');
    this.inPlace.end();
    this.drawer.release();
    document.body.classList.remove('has-canvas');
    this.element.hidden = true;
    this.back = this.back || make('button', { type: 'button', class: 'button button-secondary gk-canvas-back', text: this.words.back, on: { click: () => this.reopen() } });
    this.stream.form.before(this.back);
    this.back.focus();
  }

  reopen() {
    localStorage.setItem(PREFERENCE, 'canvas');
    this.element.hidden = false;
    this.back?.remove();
    this.#layout();
    this.changed();
    this.choose(this.chosen);
    this.outline.focus();
  }

  /** Choose a tile ("" is the page itself): its form opens beside it. @param {string} id */
  choose(id, { announce = true, scroll = true } = {}) {
    if (this.inPlace.isOn && this.inPlace.id !== id) this.inPlace.end();
    const node = this.stream.find(id);
    this.chosen = node ? id : '';
    this.drawer.show(node);
    this.drawer.problems(this.problems.get(this.chosen) || []);
    if (scroll && node) this.frame.elements(id)[0]?.scrollIntoView({ block: 'nearest' });
    this.refresh();
    if (announce && node) this.say('chosen', { tile: node.label, place: node.index + 1, count: this.stream.at(node.spot).children.length });
  }

  /** Something in the form may have changed: take it down, and bring the page up to date. */
  changed(typed = false) {
    if (this.element.hidden || this.stream.isBusy) return;
    if (!this.isTouched) this.history.begin(this.stream.state());
    else if (this.history.record(this.stream.state(), typed)) this.refresh();
    if (!this.inPlace.element) this.sync.soon();
  }

  /** Somebody has ended writing on the page: it is brought up to date now. */
  #written() {
    this.changed();
    this.refresh();
  }

  /** Draw everything around the page anew. */
  refresh() {
    if (this.chosen && !this.stream.find(this.chosen)) {
      this.chosen = '';
      this.drawer.show(undefined);
    }
    this.outline.draw(this.stream.tree(), this.chosen, this.problems);
    this.undoButton.disabled = !this.history.canUndo;
    this.redoButton.disabled = !this.history.canRedo;
    this.draw();
  }

  draw() {
    this.overlay.chosen = this.chosen;
    this.overlay.problems = this.problems;
    this.overlay.draw((id) => (id ? this.stream.find(id) : undefined));
    this.edges.draw();
    this.look.place(this.overlay.bar);
    this.inPlace.place((id) => {
      const box = this.overlay.place(id);
      const stage = this.stage.getBoundingClientRect();
      return box && { ...box, left: box.left + stage.left, top: box.top + stage.top };
    });
  }

  /** @param {number} ms */
  #shown(ms) {
    if (this.element.hasAttribute('data-stale')) {
      this.element.removeAttribute('data-stale');
      this.frame.elements(this.chosen)[0]?.scrollIntoView({ block: 'center' });
    }
    this.element.dataset.lastMs = String(Math.round(ms));
    this.element.dataset.syncs = String(Number(this.element.dataset.syncs || 0) + 1);
    this.draw();
  }

  /**
   * What is wrong with the tiles, as the checks found it and as the server said when the form was saved.
   * @param {import('./overlay.js').Problem[]} list
   */
  #troubled(list) {
    /** @type {Map<string, Problem[]>} */
    const found = new Map();
    /** @param {string} id @param {Problem} problem */
    const add = (id, problem) => found.set(id, [...(found.get(id) || []), problem]);
    list.forEach((problem) => add(problem.tile || '', problem));
    this.stream.refused().forEach((messages, id) => messages.forEach((message) => add(id, { message, weight: 3 })));
    this.problems = found;
    this.element.dataset.looked = String(Number(this.element.dataset.looked || 0) + 1);
    this.drawer.problems(found.get(this.chosen) || []);
    this.refresh();
  }

  /** @param {string} name */
  resize(name) {
    this.width = WIDTHS[name];
    this.devices.forEach((device) => device.setAttribute('aria-pressed', String(device.dataset.act === name)));
    this.#layout();
    this.say(name);
  }

  /** The frame is as wide as the device and shrinks to what room there is. */
  #layout() {
    if (this.element.hidden) return;
    document.body.classList.add('has-canvas');
    const header = document.querySelector('.w-slim-header')?.getBoundingClientRect().height || 0;
    document.body.style.setProperty('--gk-canvas-top', `${header}px`);
    const room = this.stage.clientWidth - 24;
    this.overlay.scale = Math.min(1, room / this.width);
    Object.assign(this.frameElement.style, {
      width: `${this.width}px`,
      height: `${(this.stage.clientHeight - 24) / this.overlay.scale}px`,
      transform: `scale(${this.overlay.scale})`,
      left: `${Math.max(12, (this.stage.clientWidth - this.width * this.overlay.scale) / 2)}px`,
    });
    window.requestAnimationFrame(() => this.draw());
  }

  /** Say something to those who listen. @param {string} name */
  say(name, values = {}) {
    this.live.classList.toggle('is-shown', REFUSALS.has(name));
    this.live.textContent = filled(this.words[name] || name, values);
  }
}

/** The tile that the address names, "" for none. */
function askedFor() {
  return /^#block-(.+)-section$/.exec(window.location.hash)?.[1] || '';
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

async function begin() {
  const settings = JSON.parse(document.getElementById('gk-canvas-settings')?.textContent || 'null');
  if (!settings) return;
  const parts = shell(settings);
  const stream = await streamOf('body');
  settingsLast(stream.panel);
  const canvas = new Canvas(settings, stream, parts);
  const form = (localStorage.getItem(PREFERENCE) === 'form' && !askedFor()) || window.innerWidth < NARROW;
  await canvas.open();
  if (form) canvas.close();
}

begin();
