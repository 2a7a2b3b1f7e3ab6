// @ts-check
/* Suggestions below the search boxes while somebody is typing: a combobox with a list, as WAI-ARIA describes it.
   Without this file the box is an ordinary form. */
const PAUSE = 150; // milliseconds without a key before the portal is asked
const SHORTEST = 2;

/** @typedef {{text: string, number?: string}} Suggestion */

class Suggestions {
  /** @param {HTMLInputElement} input @param {string} name */
  constructor(input, name) {
    this.input = input;
    this.form = /** @type {HTMLFormElement} */ (input.form);
    this.address = new URL("suggest/", this.form.action);
    this.list = document.createElement("ul");
    this.status = document.createElement("p");
    this.active = -1;
    this.composing = false;
    this.build(name);
    this.listen();
  }

  /** @param {string} name */
  build(name) {
    const [label] = /** @type {NodeListOf<HTMLLabelElement>} */ (this.input.labels);
    label.id = label.id || `${name}-label`;
    this.list.id = name;
    this.list.className = "gk-suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-labelledby", label.id);
    this.status.className = "gk-hidden";
    this.status.setAttribute("role", "status");
    for (const [attribute, value] of [
      ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", name],
    ]) { this.input.setAttribute(attribute, value); }
    this.form.append(this.list, this.status);
  }

  listen() {
    this.input.addEventListener("compositionstart", () => { this.composing = true; this.forget(); });
    this.input.addEventListener("compositionend", () => { this.composing = false; this.wait(); });
    this.input.addEventListener("input", () => { if (!this.composing) { this.wait(); } });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[role=option]"));
      if (option) { this.choose(option); }
    });
  }

  /* Whatever was asked for before does not count any more. */
  forget() {
    window.clearTimeout(this.timer);
    if (this.asking) { this.asking.abort(); }
  }

  wait() {
    this.forget();
    if (this.input.value.trim().length < SHORTEST) { this.close(); return; }
    this.timer = window.setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asking = new AbortController();
    this.address.searchParams.set("q", this.input.value);
    try {
      const response = await fetch(this.address, { signal: this.asking.signal });
      if (response.ok) { this.show(await response.json()); } else { this.close(); }
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") { this.close(); }
    }
  }

  /** @param {{said: string, suggestions: Suggestion[]}} answer */
  show({ said, suggestions }) {
    if (document.activeElement !== this.input) { return; }
    this.list.replaceChildren(...suggestions.map((suggestion, place) => this.option(suggestion, place)));
    this.status.textContent = said;
    this.mark(-1);
    this.open(suggestions.length > 0);
  }

  /** @param {Suggestion} suggestion @param {number} place */
  option({ text, number }, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.dataset.text = text;
    option.append(text);
    if (number) {
      const small = document.createElement("small");
      small.append(number);
      option.append(" ", small);
    }
    return option;
  }

  /** @param {boolean} shown */
  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
  }

  close() {
    this.forget();
    this.mark(-1);
    this.open(false);
    this.status.textContent = "";
  }

  /** @param {number} place */
  mark(place) {
    this.active = place;
    Array.from(this.list.children).forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = this.list.children[place];
    if (!option) { this.input.removeAttribute("aria-activedescendant"); return; }
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** One place on or back; between the last and the first the box itself stands. @param {number} by */
  move(by) {
    const places = this.list.children.length + 1;
    this.mark((this.active + 1 + by + places) % places - 1);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) { return; }
    const shown = !this.list.hidden;
    const option = /** @type {HTMLElement} */ (this.list.children[this.active]);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (shown) { this.move(event.key === "ArrowDown" ? 1 : -1); } else { this.wait(); }
    } else if (event.key === "Escape" && shown) {
      this.close();
    } else if (event.key === "Enter" && shown && option) {
      this.choose(option);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {HTMLElement} option */
  choose(option) {
    this.input.value = option.dataset.text || "";
    this.close();
    this.form.submit();
  }
}

/** @type {NodeListOf<HTMLInputElement>} */
(document.querySelectorAll(".gk-search input[type=search]")).forEach((input, number) => {
  new Suggestions(input, `gk-suggestions-${number}`);
});
