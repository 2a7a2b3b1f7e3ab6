// @ts-check
// The tiles that one uses most, one click away: what was added last comes first, and is remembered by the browser.
import { icon, make } from './dom.js';

const KEY = 'gk-canvas-recent';
const MOST = 6;
const FIRST = ['heading', 'rich_text', 'image', 'notice', 'figures', 'row'];

/** The types that were added last, then the usual ones. @param {string[]} recent @param {string[]} offered */
export function frequent(recent, offered) {
  return [...new Set([...recent, ...FIRST])].filter((type) => offered.includes(type)).slice(0, MOST);
}

export class Quick {
  /** @param {Record<string, string>} words @param {(type: string) => void} add */
  constructor(words, add) {
    this.add = add;
    this.element = make('div', { class: 'gk-canvas-quick', role: 'group', 'aria-label': words.quick });
  }

  /** Offer them. @param {{label: string, tiles: import('./stream.js').Offer[]}[]} groups what the page's own stream takes */
  draw(groups) {
    const tiles = new Map(groups.flatMap((group) => group.tiles).map((tile) => [tile.type, tile]));
    this.element.replaceChildren(...frequent(recent(), [...tiles.keys()]).map((type) => {
      const { label, icon: symbol } = /** @type {import('./stream.js').Offer} */ (tiles.get(type));
      return make('button', {
        type: 'button', class: 'gk-canvas-button', 'data-quick': type, title: label, 'aria-label': label, on: { click: () => this.add(type) },
      }, [icon(symbol || 'placeholder'), make('span', { text: label })]);
    }));
  }

  /** Remember that a tile was added. @param {string} type */
  used(type) {
    localStorage.setItem(KEY, JSON.stringify([type, ...recent().filter((other) => other !== type)].slice(0, MOST)));
  }
}

/** @returns {string[]} */
function recent() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || '[]');
    return Array.isArray(found) ? found.filter((type) => typeof type === 'string') : [];
  } catch (error) {
    return [];
  }
}
