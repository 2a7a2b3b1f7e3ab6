// @ts-check
// Text that is edited where it stands. A short text of the page that is exactly a field of the tile's form is written
// into that field while it is typed; the rich text editor of the form is laid over its place in the page.

export class InPlace {
  /** @param {import('./stream.js').Stream} stream @param {import('./frame.js').Frame} frame
   *  @param {{ended: () => void, changed: () => void}} tell */
  constructor(stream, frame, tell) {
    this.stream = stream;
    this.frame = frame;
    this.tell = tell;
    /** @type {HTMLElement | null} */
    this.element = null;
    /** @type {HTMLElement | null} */
    this.editor = null;
    this.id = '';
    this.onInput = this.onBlur = () => {};
    this.onKey = (/** @type {KeyboardEvent} */ _event) => {};
    /** @type {((id: string) => Pick<DOMRect, 'left' | 'top' | 'width' | 'height'> | null) | undefined} */
    this.where = undefined;
  }

  get isOn() { return Boolean(this.element || this.editor); }

  /**
   * Begin with a tile, at an element of it where one was pointed at; false where it has no such text.
   * @param {string} id @param {HTMLElement | null} [pointed]
   */
  begin(id, pointed = null) {
    this.end();
    this.id = id;
    return this.#short(id, pointed) || this.#rich(id);
  }

  /** @param {string} id @param {HTMLElement | null} pointed */
  #short(id, pointed) {
    const texts = this.stream.texts(id);
    const candidates = pointed ? [pointed] : this.#leaves(id);
    const element = candidates.find((one) => texts.some((text) => spoken(text.value) === spoken(one.textContent) && text.value));
    if (!element) return false;
    const said = spoken(element.textContent);
    const nth = this.#leaves(id).filter((one) => spoken(one.textContent) === said).indexOf(element);
    const field = texts.filter((text) => spoken(text.value) === said)[Math.max(0, nth)];
    if (!field) return false;
    this.element = element;
    this.onInput = () => { field.set(element.textContent.replace(/\u00a0/g, ' ')); this.tell.changed(); };
    this.onKey = (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') event.preventDefault(); };
    this.onBlur = () => this.end();
    element.setAttribute('contenteditable', 'plaintext-only');
    if (element.contentEditable !== 'plaintext-only') element.setAttribute('contenteditable', 'true');
    element.addEventListener('input', this.onInput);
    element.addEventListener('keydown', this.onKey);
    element.addEventListener('blur', this.onBlur);
    element.style.userSelect = 'text';
    element.focus();
    const range = this.frame.document.createRange();
    range.selectNodeContents(element);
    const selection = /** @type {Selection} */ (this.frame.view.getSelection());
    selection.removeAllRanges();
    selection.addRange(range);
    return true;
  }

  /** @param {string} id @returns {HTMLElement[]} */
  #leaves(id) {
    return /** @type {HTMLElement[]} */ (this.frame.elements(id))
      .flatMap((element) => [element, .../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll('*'))])
      .filter((element) => element.textContent.trim() && this.frame.tileAt(element) === id
        && [...element.children].every((child) => child.tagName === 'BR'));
  }

  /** @param {string} id */
  #rich(id) {
    const editor = this.stream.richText(id);
    const input = /** @type {HTMLElement | null} */ (editor?.querySelector('[contenteditable="true"]'));
    if (!editor || !input) return false;
    this.editor = editor;
    this.frame.elements(id)[0]?.scrollIntoView({ block: 'center' });
    editor.classList.add('gk-in-place');
    this.place();
    input.focus();
    return true;
  }

  /** Lay the editor over its place again, after anything has moved. @param {InPlace['where']} where */
  place(where = this.where) {
    this.where = where;
    if (!this.editor) return;
    const box = where?.(this.id);
    if (!box) return;
    Object.assign(this.editor.style, {
      left: `${box.left}px`, top: `${box.top}px`, width: `${Math.max(box.width, 240)}px`, minHeight: `${box.height}px`,
    });
  }

  end() {
    const { element, editor } = this;
    this.element = null;
    this.editor = null;
    if (element) {
      element.removeEventListener('input', this.onInput);
      element.removeEventListener('keydown', this.onKey);
      element.removeEventListener('blur', this.onBlur);
      element.removeAttribute('contenteditable');
      element.style.userSelect = '';
    }
    if (editor) {
      editor.classList.remove('gk-in-place');
      editor.removeAttribute('style');
    }
    if (element || editor) this.tell.ended();
  }
}

/** @param {string} text */
function spoken(text) {
  return text.replace(/\s+/g, ' ').trim();
}
