// @ts-check
// Two people at once: says what of others was put together with what one saved, and asks where both changed one tile.
import { make, targetOf } from './dom.js';
import { neverOverwrites, onSaving } from './session.js';

const TAKEN = 'together_taken'; // the field in which the server tells it

export class Together {
  /**
   * @param {HTMLFormElement} form @param {string} address where the questions are asked for @param {Record<string, string>} words
   */
  constructor(form, address, words) {
    this.form = form;
    this.address = address;
    this.text = make('span', {});
    this.note = make('p', { class: 'gk-together-note', role: 'status', hidden: true }, [
      this.text, ' ', make('button', { type: 'button', class: 'button button-small button-secondary', text: words.seeNewest, on: { click: () => window.location.reload() } }),
    ]);
    this.form.prepend(this.note);
    this.asked = ''; // what was asked last: the same is asked once, and again with the button that saves
    /** @type {HTMLDialogElement} */
    this.element = this.form.querySelector('dialog.gk-together') || make('dialog', { class: 'gk-palette gk-together', 'aria-labelledby': 'gk-together-title' });
    if (this.element.parentElement !== this.form) this.form.append(this.element);
    this.element.addEventListener('click', (event) => { if (targetOf(event).closest?.('[data-together-close]')) this.element.close(); });
    neverOverwrites();
    onSaving(form, { saved: (updates) => this.#told(updates[TAKEN]), refused: () => this.#ask() });
    if (this.element.childElementCount) this.#show(this.element.innerHTML);
  }

  /** @param {string | undefined} text */
  #told(text) {
    if (!text) return;
    this.text.textContent = text;
    this.note.hidden = false;
  }

  /** The server refused what was to be saved: was it because somebody else changed the same tile? */
  async #ask() {
    if (this.element.open) return;
    const data = new FormData(this.form);
    const answer = await fetch(this.address, { method: 'POST', credentials: 'same-origin', body: data }).catch(/** @returns {null} */ () => null);
    const { html = '' } = answer?.ok ? await answer.json() : {};
    if (html && html !== this.asked) this.#show(html);
  }

  /** @param {string} html */
  #show(html) {
    this.asked = html;
    this.element.innerHTML = html;
    this.element.showModal();
  }
}
