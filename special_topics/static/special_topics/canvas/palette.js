// @ts-check
// The palette: every tile that fits, searched by name and by what it is for, with a picture.
import { icon, make } from './dom.js';

export class Palette {
  /** @param {Record<string, string>} words @param {Record<string, string>} pictures addresses of pictures by tile */
  constructor(words, pictures) {
    this.words = words;
    this.pictures = pictures;
    this.chosen = '';
    this.search = make('input', { type: 'search', 'aria-label': words.search, placeholder: words.search, on: { input: () => this.#filter() } });
    this.list = make('div', { class: 'gk-palette-list' });
    this.none = make('p', { role: 'status', class: 'gk-palette-none' });
    const close = make('button', { type: 'button', class: 'gk-canvas-button', 'aria-label': words.close, on: { click: () => this.element.close() } }, [icon('cross')]);
    this.element = make('dialog', { class: 'gk-palette', 'aria-labelledby': 'gk-palette-title', on: { keydown: (/** @type {KeyboardEvent} */ event) => this.#keys(event) } }, [
      make('header', {}, [make('h2', { id: 'gk-palette-title', text: words.palette }), close]), this.search, this.none, this.list,
    ]);
    this.element.addEventListener('click', (event) => { if (event.target === this.element) this.element.close(); });
  }

  /**
   * Ask which tile. @param {{label: string, tiles: import('./stream.js').Offer[]}[]} groups
   * @returns {Promise<string>} its type, or "" when none was wanted
   */
  ask(groups) {
    this.search.value = '';
    this.chosen = '';
    this.list.replaceChildren(...groups.filter((group) => group.tiles.length).map((group) => make('section', {}, [
      make('h3', { text: group.label }), make('div', { class: 'gk-palette-tiles' }, group.tiles.map((tile) => this.#tile(tile))),
    ])));
    this.#filter();
    return new Promise((resolve) => {
      this.element.addEventListener('close', () => resolve(this.chosen), { once: true });
      this.element.showModal();
      this.search.focus();
    });
  }

  /** @param {import('./stream.js').Offer} tile */
  #tile(tile) {
    const picture = this.pictures[tile.type]
      ? make('img', { src: this.pictures[tile.type], alt: '', width: 120, height: 80 })
      : make('span', { class: 'gk-palette-icon' }, [icon(tile.icon || 'placeholder')]);
    const about = tile.description ? [make('small', { text: tile.description })] : [];
    return make('button', {
      type: 'button', class: 'gk-palette-tile', 'data-type': tile.type,
      'data-words': `${tile.label} ${tile.description || ''} ${tile.type}`.toLowerCase(),
      on: { click: () => { this.chosen = tile.type; this.element.close(); } },
    }, [picture, make('strong', { text: tile.label }), ...about]);
  }

  #filter() {
    const wanted = this.search.value.trim().toLowerCase();
    this.list.querySelectorAll('section').forEach((section) => {
      const tiles = tilesIn(section);
      tiles.forEach((tile) => { tile.hidden = !tile.dataset.words?.includes(wanted); });
      section.hidden = tiles.every((tile) => tile.hidden);
    });
    this.none.textContent = this.#shown().length ? '' : this.words.nothing;
  }

  #shown() {
    return tilesIn(this.list).filter((tile) => !tile.hidden);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const shown = this.#shown();
    if (event.key === 'Enter' && event.target === this.search && shown.length) {
      event.preventDefault();
      shown[0].click();
    }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || (event.target === this.search && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const at = shown.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at + step < 0) this.search.focus();
    else shown[Math.min(at + step, shown.length - 1)]?.focus();
  }
}

/** @param {HTMLElement} element @returns {HTMLElement[]} */
function tilesIn(element) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll('.gk-palette-tile'))];
}
