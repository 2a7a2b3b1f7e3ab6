// @ts-check
// Tiles that were copied, for this topic and for others: kept by the browser.
const KEY = 'gk-canvas-copied';

/** @param {import('./stream.js').Tile} tile */
export function keep(tile) {
  localStorage.setItem(KEY, JSON.stringify(tile));
}

/** @returns {import('./stream.js').Tile | null} */
export function kept() {
  try {
    const tile = JSON.parse(localStorage.getItem(KEY) || 'null');
    return tile && typeof tile.type === 'string' && 'value' in tile ? tile : null;
  } catch (error) {
    return null;
  }
}
