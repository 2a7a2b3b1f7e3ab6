// @ts-check
// The outline of the page: a tree that is read and worked with from the keyboard.
import { icon, make, filled, targetOf } from './dom.js';

export const PAGE = '';

export class Outline {
  /** @param {Record<string, string>} words @param {{choose: (id: string) => void}} acts @param {import('./regions.js').Regions} regions */
  constructor(words, acts, regions) {
    this.words = words;
    this.regions = regions;
    this.tree = make('ul', { role: 'tree', 'aria-label': words.outline, class: 'gk-outline' });
    this.element = make('nav', { class: 'gk-canvas-outline', 'aria-label': words.outline }, [
      make('h2', { text: words.outline }), this.tree, make('p', { class: 'gk-canvas-keys', text: words.keys }),
    ]);
    this.tree.addEventListener('click', (event) => {
      const item = /** @type {HTMLElement | null} */ (targetOf(event).closest('[role="treeitem"]'));
      if (item) acts.choose(item.dataset.tile || PAGE);
    });
    this.tree.addEventListener('focusin', (event) => {
      const item = /** @type {HTMLElement | null} */ (targetOf(event).closest('[role="treeitem"]'));
      if (item && item.getAttribute('aria-selected') !== 'true') acts.choose(item.dataset.tile || PAGE);
    });
  }

  /** Draw the tree anew. @param {import('./stream.js').Node[]} nodes @param {string} chosen @param {Map<string, unknown>} troubled */
  draw(nodes, chosen, troubled) {
    const had = this.tree.contains(document.activeElement);
    const page = this.#item(PAGE, this.words.page, 'doc-empty', 1, chosen, false);
    this.tree.replaceChildren(page, ...nodes.map((node) => this.#node(node, 1, chosen, troubled)));
    if (!this.tree.querySelector('[tabindex="0"]')) page.tabIndex = 0;
    if (had) this.focus();
  }

  /** @param {import('./stream.js').Node} node @param {number} level @param {string} chosen @param {Map<string, unknown>} troubled */
  #node(node, level, chosen, troubled) {
    const said = node.title ? `${node.label} · ${node.title}` : node.label;
    const units = this.regions.unitsOf(node.id);
    const name = units ? `${said}（${units}）` : said;
    const item = this.#item(node.id, name, node.icon, level, chosen, troubled.has(node.id));
    if (node.streams.length) {
      const groups = node.streams.flatMap((stream, number) => {
        const inner = stream.tiles.map((tile) => this.#node(tile, level + 1, chosen, troubled));
        const word = stream.spot.key.startsWith('columns') ? this.words.column : this.words.part;
        const title = node.streams.length > 1 ? [make('li', { role: 'none', class: 'gk-outline-column', text: filled(word, { number: number + 1 }) })] : [];
        return [...title, ...inner];
      });
      item.append(make('ul', { role: 'group' }, groups));
      item.setAttribute('aria-expanded', 'true');
    }
    item.toggleAttribute('data-shut', !this.regions.mayChange(node.id));
    return item;
  }

  /** @param {string} id @param {string} name @param {string} symbol @param {number} level @param {string} chosen @param {boolean} troubled */
  #item(id, name, symbol, level, chosen, troubled) {
    const mark = troubled ? [make('span', { class: 'gk-outline-trouble', 'aria-hidden': 'true', text: '!' })] : [];
    return make('li', {
      role: 'treeitem', 'data-tile': id, 'aria-level': level, 'aria-selected': String(id === chosen),
      'aria-label': name, title: name, tabindex: id === chosen ? 0 : -1,
    }, [make('span', { class: 'gk-outline-name' }, [icon(symbol || 'placeholder'), make('span', { text: name }), ...mark])]);
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.tree.querySelector('[tabindex="0"]'))?.focus({ preventScroll: false });
  }

  /** The ids in the order of the tree. */
  get order() {
    /** @type {NodeListOf<HTMLElement>} */
    const items = this.tree.querySelectorAll('[role="treeitem"]');
    return [...items].map((item) => item.dataset.tile || PAGE);
  }
}
