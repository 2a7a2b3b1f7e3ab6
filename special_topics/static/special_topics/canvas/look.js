// @ts-check
// How a row looks: background, colour of the text and spacing, from the theme's own and never free. The same fields
// stand in the row's form.
import { make } from './dom.js';

/** What each field says where nothing is chosen: the name of the word. */
/** @type {Record<string, string>} */
export const USUAL = { background: 'backgroundUsual', colour: 'colourUsual', spacing: 'spacingUsual' };
const FIELDS = Object.keys(USUAL);
/** @type {Record<string, string>} */
const ACCENTS = { accent: '--gk-accent', 'accent-2': '--gk-accent-2' };

export class Look {
  /** @param {import('./canvas.js').Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.id = '';
    this.element = make('div', { class: 'gk-canvas-look', role: 'group', 'aria-label': canvas.words.look, hidden: true });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.close();
      canvas.outline.focus();
    });
  }

  /** Whether a tile has a look of its own to be chosen. @param {string} id */
  has(id) {
    return FIELDS.some((name) => (this.canvas.stream.setting(id, name)?.options.length || 0) > 1);
  }

  /** Open it for a tile, with the cursor in it; close it where it is open. @param {string} id */
  toggle(id) {
    if (!this.element.hidden && this.id === id) {
      this.close();
      return;
    }
    this.id = id;
    this.#fill();
    this.element.hidden = false;
    /** @type {HTMLElement | null} */ (this.element.querySelector('input:checked, input'))?.focus();
  }

  close() {
    this.element.hidden = true;
  }

  /** Keep it beside the bar of its tile, and with what the form holds now. @param {HTMLElement} bar */
  place(bar) {
    if (this.element.hidden) return;
    if (bar.hidden || this.canvas.chosen !== this.id || !this.has(this.id)) {
      this.close();
      return;
    }
    FIELDS.forEach((name) => {
      const value = this.canvas.stream.setting(this.id, name)?.value || '';
      /** @type {NodeListOf<HTMLInputElement>} */
      (this.element.querySelectorAll(`input[name="gk-look-${name}"]`)).forEach((input) => { input.checked = input.value === value; });
    });
    Object.assign(this.element.style, { top: `${bar.offsetTop + bar.offsetHeight + 4}px`, right: bar.style.right });
  }

  #fill() {
    const groups = FIELDS.map((name) => ({ name, field: this.canvas.stream.setting(this.id, name) }));
    this.element.replaceChildren(...groups.flatMap(({ name, field }) => (!field || field.options.length < 2 ? [] : make('fieldset', {}, [
      make('legend', { text: this.canvas.words[name] }),
      ...field.options.map((option) => this.#choice(name, field, option)),
    ]))));
  }

  /** @param {string} name @param {import('./stream.js').Choice} field @param {import('./stream.js').Choice['options'][number]} option */
  #choice(name, field, option) {
    const input = make('input', {
      type: 'radio', name: `gk-look-${name}`, value: option.value, checked: option.value === (field.value || ''),
      on: { change: () => this.canvas.acts.choice(this.id, name, option.value) },
    });
    const swatch = make('span', { class: 'gk-look-swatch', 'data-field': name, 'data-value': option.value, 'aria-hidden': 'true' });
    const page = this.canvas.frame.document?.documentElement;
    const accent = page && ACCENTS[option.value] && this.canvas.frame.view.getComputedStyle(page).getPropertyValue(ACCENTS[option.value]);
    if (accent) swatch.style.background = accent;
    return make('label', {}, [input, swatch, make('span', { text: option.value ? option.label : this.canvas.words[USUAL[name]] })]);
  }
}
