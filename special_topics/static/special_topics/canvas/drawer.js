// @ts-check
// The form beside the page: Wagtail's own, with everything put aside but the chosen tile. It stays where it is in
// the document, so that choosers, rich text, validation and comments go on working.
import { make } from './dom.js';

const ASIDE = 'gk-canvas-aside';
const AROUND = 'gk-canvas-around'; // what the chosen tile stands in: it takes no room

/**
 * What a tile says comes before how it stands in the page. The order of fields is part of what Wagtail compares to find
 * out whether anything has changed: all tiles are brought into it before it looks for the first time.
 * @param {Element} element
 */
export function settingsLast(element) {
  element.querySelectorAll('[data-block-settings]').forEach((settings) => {
    if (settings.nextElementSibling) settings.parentElement?.append(settings);
  });
}

export class Drawer {
  /** @param {import('./stream.js').Stream} stream @param {Record<string, string>} words @param {import('./regions.js').Regions} regions */
  constructor(stream, words, regions) {
    this.stream = stream;
    this.words = words;
    this.regions = regions;
    this.whose = make('p', { class: 'gk-canvas-whose', hidden: true });
    this.title = make('h2', { class: 'gk-canvas-form-title' });
    this.troubles = make('ul', { class: 'gk-canvas-problems' });
    this.form = stream.form;
    const offers = this.form.querySelectorAll('[data-regions-keep]'); // to keep one's own regions, and nothing else
    this.form.prepend(this.title, ...offers, this.whose, this.troubles);
    // A place to fill in ("✎【…】") is replaced by what is typed.
    this.form.addEventListener('focusin', (event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (field.value?.includes?.('✎【')) field.select?.();
    });
  }

  /** Show the form of a tile, or that of the page where none is chosen. @param {import('./stream.js').Node | undefined} node */
  show(node) {
    this.#clear();
    this.form.classList.toggle('is-tile', Boolean(node));
    this.title.textContent = node ? node.label : this.words.settings;
    this.#guard(node);
    if (!node) {
      this.stream.panel.classList.add(ASIDE);
      return;
    }
    this.#openTab();
    settingsLast(node.child.element);
    node.streams.forEach((inner) => this.#putAside(inner.spot));
    let element = node.child.element;
    // The form's own children (dialogs, buttons, what is hidden) stay as they are.
    while (element.parentElement && element.parentElement !== this.form) {
      [...element.parentElement.children].forEach((other) => {
        if (other !== element && !other.matches('script, template, [type="hidden"]')) other.classList.add(ASIDE);
      });
      this.#unfold(element);
      element.classList.add(AROUND);
      element = element.parentElement;
    }
  }

  /** The tiles inside the chosen one have forms of their own: their list isn't shown, nor its label. @param {import('./stream.js').Spot} spot */
  #putAside(spot) {
    const list = this.stream.at(spot)?.element;
    const field = list?.closest(`[data-contentpath="${spot.key.split('.').pop()}"]`);
    const whole = field && this.stream.find(spot.owner)?.child.element.contains(field) ? field : list;
    whole?.classList.add(ASIDE);
  }

  /** What isn't the person's own is read on the page; its form stays shut. @param {import('./stream.js').Node | undefined} node */
  #guard(node) {
    const shut = node && !this.regions.mayChange(node.id) ? node : null;
    this.whose.hidden = !shut;
    this.whose.textContent = shut ? this.words.notYours.replace('{unit}', this.regions.settings.owner) : '';
    this.guarded?.removeAttribute('inert');
    this.guarded = shut ? shut.child.element : null;
    this.guarded?.setAttribute('inert', '');
  }

  /** Say above the form what is wrong with the tile. @param {{message: string, weight: number}[]} list */
  problems(list) {
    this.troubles.replaceChildren(...list.map((problem) => make('li', { class: `is-weight-${problem.weight}`, text: problem.message })));
    this.troubles.hidden = !list.length;
  }

  /** Show everything again: the classic form. */
  release() {
    this.#clear();
    this.form.classList.remove('is-tile');
    this.#guard(undefined);
  }

  #clear() {
    this.form.querySelectorAll(`.${ASIDE}, .${AROUND}`).forEach((element) => element.classList.remove(ASIDE, AROUND));
  }

  #openTab() {
    const pane = /** @type {HTMLElement | null} */ (this.stream.panel.closest('[role="tabpanel"]'));
    if (pane?.hidden) /** @type {HTMLElement | null} */ (this.form.querySelector(`[aria-controls="${pane.id}"]`))?.click();
  }

  /** Panels that were folded away open when what is in them is chosen. @param {Element} element */
  #unfold(element) {
    /** @type {HTMLButtonElement | null} */
    const toggle = element.querySelector?.(':scope > .w-panel__header [data-panel-toggle][aria-expanded="false"]')
      || element.querySelector?.(':scope > section > .w-panel__header [data-panel-toggle][aria-expanded="false"]');
    if (toggle && !toggle.disabled) toggle.click();
  }

  /** Put the cursor into one field. @param {HTMLElement} field */
  focusField(field) {
    for (let panel = field.closest('.w-panel'); panel && this.form.contains(panel); panel = /** @type {HTMLElement} */ (panel.parentElement).closest('.w-panel')) this.#unfold(panel);
    /** @type {HTMLElement | null} */ (field.querySelector('input, select, textarea'))?.focus();
  }

  /** Put the cursor into the first field of the chosen tile. @param {import('./stream.js').Node} node */
  focus(node) {
    /** @type {NodeListOf<HTMLElement>} */
    const fields = node.child.element.querySelectorAll('input:not([type="hidden"]), textarea, select, [contenteditable="true"], button.chooser__choose-button, [data-chooser-action-choose]');
    const first = [...fields].find((field) => field.offsetParent !== null);
    if (first) first.focus();
    else node.child.block.focus?.();
  }
}
