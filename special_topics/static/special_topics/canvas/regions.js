// @ts-check
// Regions: tiles that other units edit, on the page itself or inside a row. Says what the person at the canvas may change
// in it; the server asks the same again when the page is saved.
import { make } from './dom.js';

/** @typedef {{own: string[] | null, owner: string, given: Record<string, number[]>, names: Record<string, string>, assign: string}} Settings */

export class Regions {
  /**
   * @param {Settings} settings
   * @param {import('./stream.js').Stream} stream @param {Record<string, string>} words
   */
  constructor(settings, stream, words) {
    this.settings = settings;
    this.stream = stream;
    this.words = words;
    this.own = settings.own && new Set(settings.own);
    this.id = '';
    /** @type {string | null} */
    this.answer = null;
    this.title = make('h2', { id: 'gk-regions-title', text: words.units });
    this.choices = make('div', { class: 'gk-regions-choices' });
    this.problem = make('p', { role: 'alert', class: 'gk-regions-problem' });
    this.form = make('form', { method: 'dialog', on: { submit: (/** @type {Event} */ event) => this.#give(event) } }, [
      this.title, make('p', { text: words.unitsHelp }), this.choices, this.problem,
      make('p', { class: 'gk-regions-buttons' }, [
        make('button', { class: 'button', text: words.keep }),
        make('button', { type: 'button', class: 'button button-secondary', text: words.close, on: { click: () => this.element.close() } }),
      ]),
    ]);
    this.element = make('dialog', { class: 'gk-palette gk-regions', 'aria-labelledby': 'gk-regions-title' }, [this.form]);
  }

  /** Whether the person says who edits what. */
  get mayAssign() { return Boolean(this.settings.assign); }

  /** Whether what a tile holds may be changed: the nearest region around it (or itself) is one's own. @param {string} id */
  mayChange(id) {
    if (!this.own) return true;
    let node = this.stream.find(id);
    while (node && !this.#isRegion(node.id)) node = node.spot.owner ? this.stream.find(node.spot.owner) : undefined;
    return node !== undefined && this.own.has(node.id);
  }

  /** @param {string} id */
  #isRegion(id) {
    return Boolean(this.own?.has(id)) || Boolean(this.settings.given[id]?.length);
  }

  /**
   * Whether a tile may be taken out, or moved from where it stands: a region stays in its place, and what is around it.
   * @param {import('./stream.js').Node} node
   */
  mayTake(node) {
    if (!this.own) return true;
    /** @type {(one: import('./stream.js').Node) => boolean} */
    const held = (one) => this.#isRegion(one.id) || one.streams.some((inner) => inner.tiles.some(held));
    return !held(node) && this.mayPut(node.spot);
  }

  /** Whether something may be put into a list. @param {import('./stream.js').Spot} spot */
  mayPut(spot) {
    return !this.own || (Boolean(spot.owner) && this.mayChange(spot.owner));
  }

  /** The units that edit a tile, as one text; "" where only the owner does. @param {string} id */
  unitsOf(id) {
    return (this.settings.given[id] || []).map((unit) => this.settings.names[unit]).filter(Boolean).join('、');
  }

  /** Every tile that shows whose it is: {id, text, own}. Those of the owner show it to others only. */
  marks() {
    return this.stream.all()
      .map(({ id }) => ({ id, text: this.unitsOf(id), own: Boolean(this.own?.has(id)) }))
      .filter(({ text }) => text);
  }

  /** Ask which units edit a tile. @param {import('./stream.js').Node} node @returns {Promise<string | null>} their names, or null */
  ask(node) {
    this.id = node.id;
    this.answer = null;
    this.problem.textContent = '';
    const given = new Set(this.settings.given[node.id] || []);
    const names = Object.entries(this.settings.names).sort(([, one], [, other]) => one.localeCompare(other, 'zh'));
    this.choices.replaceChildren(...names.map(([key, name]) => make('label', {}, [
      make('input', { type: 'checkbox', name: 'units', value: key, checked: given.has(Number(key)) }), ` ${name}`,
    ])));
    return new Promise((resolve) => {
      this.element.addEventListener('close', () => resolve(this.answer), { once: true });
      this.element.showModal();
    });
  }

  /** @param {Event} event */
  async #give(event) {
    event.preventDefault();
    const data = new FormData(this.form);
    data.append('tile', this.id);
    const config = window.wagtailConfig;
    const headers = { Accept: 'application/json', [config.CSRF_HEADER_NAME]: config.CSRF_TOKEN };
    const found = await fetch(this.settings.assign, { method: 'POST', credentials: 'same-origin', headers, body: data })
      .then((answer) => answer.json()).catch(() => ({ problem: this.words.late }));
    if (found.problem) {
      this.problem.textContent = found.problem;
      return;
    }
    this.settings.given[this.id] = found.units.map((/** @type {{id: number}} */ unit) => unit.id);
    this.answer = this.unitsOf(this.id);
    this.element.close();
  }
}
