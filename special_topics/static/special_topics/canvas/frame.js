// @ts-check
// The page in the frame: finds the tiles by their marks, and puts new renderings in their places.

const OPEN = /^tile ([\w-]{1,64})$/;

/** @typedef {{id: string, start: Comment, end: Comment, list: List}} Range */
/** @typedef {{start: Comment, end: Comment, owner: string, place: number}} List */

export class Frame {
  /** @param {HTMLIFrameElement} element */
  constructor(element) {
    this.element = element;
    /** @type {Map<string, Range>} */
    this.ranges = new Map();
    /** @type {List[]} */
    this.lists = [];
    /** What stands in the place of a tile of which nothing shows. @type {null | ((id: string) => string)} */
    this.standIn = null;
  }

  get document() { return /** @type {Document} */ (this.element.contentDocument); }

  get view() { return /** @type {Window} */ (this.element.contentWindow); }

  /** Read the marks anew, after anything has been put in. */
  index() {
    this.ranges.clear();
    this.lists = [];
    const walker = this.document.createTreeWalker(this.document.body, NodeFilter.SHOW_COMMENT);
    /** @type {Omit<Range, 'end'>[]} */
    const tiles = [];
    /** @type {List[]} */
    const lists = [];
    const counts = new Map();
    for (let found = walker.nextNode(); found; found = walker.nextNode()) {
      const node = /** @type {Comment} */ (found);
      const text = node.data;
      const opened = OPEN.exec(text);
      if (opened) {
        tiles.push({ id: opened[1], start: node, list: lists[lists.length - 1] });
      } else if (text.startsWith('/tile ')) {
        const tile = tiles.pop();
        if (tile) this.#found({ ...tile, end: node });
      } else if (text === 'tiles') {
        const owner = tiles[tiles.length - 1]?.id || '';
        const place = counts.get(owner) || 0;
        counts.set(owner, place + 1);
        lists.push({ start: node, end: node, owner, place });
      } else if (text === '/tiles') {
        const list = lists.pop();
        if (list) {
          list.end = node;
          this.lists.push(list);
        }
      }
    }
  }

  /** @param {Range} range */
  #found(range) {
    this.ranges.set(range.id, range);
    if (this.standIn && !this.elements(range.id).length) {
      const note = this.document.createElement('p');
      note.textContent = this.standIn(range.id);
      note.setAttribute('style', 'margin:8px 0;padding:16px;border:1px dashed #77837c;color:#55615b;text-indent:0;max-width:none');
      range.end.before(note);
    }
    this.elements(range.id).forEach((element) => element.setAttribute('data-gk-tile', range.id));
  }

  /** The outermost elements of a tile. @param {string} id @returns {Element[]} */
  elements(id) {
    const range = this.ranges.get(id);
    if (!range) return [];
    const found = [];
    for (let node = range.start.nextSibling; node && node !== range.end; node = node.nextSibling) {
      if (node.nodeType === Node.ELEMENT_NODE) found.push(/** @type {Element} */ (node));
    }
    return found;
  }

  /** The innermost tile around a node of the frame. @param {EventTarget | null} at @returns {string} its id, or "" */
  tileAt(at) {
    const node = /** @type {Element | null} */ (at);
    const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    return element?.closest?.('[data-gk-tile]')?.getAttribute('data-gk-tile') || '';
  }

  /** Where a tile stands in the frame's own view, or null where nothing of it shows. @param {string} id */
  box(id) {
    const boxes = this.elements(id).map((element) => element.getBoundingClientRect()).filter((box) => box.width || box.height);
    if (!boxes.length) return null;
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const right = Math.max(...boxes.map((box) => box.right));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  }

  /** The list of the page's own tiles. */
  get root() { return this.lists.find((list) => !list.owner); }

  /** Bring order and renderings of the page's own tiles up to date. @param {string[]} order @param {Record<string, string>} html */
  arrange(order, html) {
    const root = this.root;
    if (!root) return;
    const wanted = new Set(order);
    [...this.ranges.values()].filter((range) => range.list === root && !wanted.has(range.id))
      .forEach((range) => this.#nodes(range).forEach((node) => node.remove()));
    const around = /** @type {ParentNode} */ (root.end.parentNode);
    let before = root.start.nextSibling;
    order.forEach((id) => {
      const range = this.ranges.get(id);
      const held = range && range.start.isConnected && range.list === root ? this.#nodes(range) : [];
      if (html[id] === undefined) {
        if (!held.length) return;
        if (held[0] !== skipped(before)) held.forEach((node) => around.insertBefore(node, before));
        before = held[held.length - 1].nextSibling;
        return;
      }
      const template = this.document.createElement('template');
      template.innerHTML = html[id];
      const made = [...template.content.childNodes];
      const last = held.length ? held[held.length - 1].nextSibling : before;
      const stays = held.length && held[0] === skipped(before);
      made.forEach((node) => around.insertBefore(node, stays ? held[0] : before));
      held.forEach((node) => node.remove());
      before = stays ? last : before;
    });
    this.index();
  }

  /** @param {Range} range */
  #nodes(range) {
    /** @type {ChildNode[]} */
    const nodes = [];
    for (let node = /** @type {ChildNode | null} */ (range.start); node; node = node.nextSibling) {
      nodes.push(node);
      if (node === range.end) break;
    }
    return nodes;
  }

  /** Dragging a tile must not mark its text. */
  still() {
    this.document.body.style.userSelect = 'none';
  }

  /** Put a whole new rendering of the page into the frame, keeping its place. @param {string} html */
  replace(html) {
    const made = new DOMParser().parseFromString(html, 'text/html');
    const { scrollX, scrollY } = this.view;
    this.document.documentElement.setAttribute('style', made.documentElement.getAttribute('style') || '');
    this.document.head.querySelectorAll('style').forEach((style) => style.remove());
    this.document.head.append(...made.head.querySelectorAll('style'));
    this.document.body.className = made.body.className;
    this.document.body.setAttribute('style', made.body.getAttribute('style') || '');
    this.still();
    this.document.body.replaceChildren(...made.body.childNodes);
    this.view.scrollTo(scrollX, scrollY);
    this.index();
  }
}

/** The first node from here on that isn't mere space. @param {ChildNode | null} node */
function skipped(node) {
  let found = node;
  while (found && found.nodeType === Node.TEXT_NODE && !found.nodeValue?.trim()) found = found.nextSibling;
  return found;
}
