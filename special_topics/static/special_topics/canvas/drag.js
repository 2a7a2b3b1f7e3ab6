// @ts-check
// Moving tiles and their edges with the pointer, on the page itself.

/** @typedef {Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom' | 'width' | 'height'>} Box */

const FAR = 6;
const WHOLE = 0.9; // a tile narrower than this part of its list has others beside it

/**
 * Follow a pointer that went down in a document until it goes up: ``move(x, y)``, then ``done(moved)``.
 * @param {Window} view @param {PointerEvent} event @param {{move: (x: number, y: number) => void, done: (moved: boolean) => void}} calls
 */
export function follow(view, event, { move, done }) {
  const [startX, startY] = [event.clientX, event.clientY];
  let far = false;
  /** @param {PointerEvent} now */
  const onMove = (now) => {
    far = far || Math.hypot(now.clientX - startX, now.clientY - startY) > FAR;
    if (far) move(now.clientX, now.clientY);
  };
  /** @param {boolean} finished */
  const end = (finished) => {
    view.removeEventListener('pointermove', onMove);
    view.removeEventListener('pointerup', onUp);
    view.removeEventListener('keydown', onKey, true);
    done(far && finished);
  };
  const onUp = () => end(true);
  /** @param {KeyboardEvent} now */
  const onKey = (now) => { if (now.key === 'Escape') { now.preventDefault(); now.stopPropagation(); end(false); } };
  view.addEventListener('pointermove', onMove);
  view.addEventListener('pointerup', onUp);
  view.addEventListener('keydown', onKey, true);
}

/**
 * Where a tile that is dragged would go: beside the tile under the pointer, or into an empty list.
 * @param {import('./frame.js').Frame} frame @param {import('./stream.js').Stream} stream
 * @returns {{spot: any, index: number, line: {left: number, top: number, width: number, height: number}} | null}
 * @param {import('./stream.js').Node} dragged @param {number} x @param {number} y
 */
export function target(frame, stream, dragged, x, y) {
  const lists = listsOf(frame, stream).filter((list) => stream.fits(dragged.type, list.spot) && !inside(stream, list.spot, dragged.id));
  const under = lists.filter(isShown).filter((list) => x >= list.box.left && x <= list.box.right && y >= list.box.top - 20 && y <= list.box.bottom + 20);
  const list = under.sort((one, other) => one.box.width * one.box.height - other.box.width * other.box.height)[0] || lists[0];
  if (!list) return null;
  const tiles = list.tiles.filter((tile) => tile.id !== dragged.id).map((tile) => ({ tile, box: frame.box(tile.id) })).filter(isShown);
  if (!tiles.length) {
    if (!list.box) return null;
    return { spot: list.spot, index: 0, line: { left: list.box.left, top: list.box.top, width: list.box.width, height: 0 } };
  }
  const near = tiles.reduce((best, one) => (apart(one.box, x, y) < apart(best.box, x, y) ? one : best));
  const others = list.tiles.filter((tile) => tile.id !== dragged.id);
  const at = others.indexOf(near.tile);
  const { left, top, right, bottom, width, height } = near.box;
  if (list.box && width < list.box.width * WHOLE) {
    const after = x > left + width / 2; // tiles stand side by side
    return { spot: list.spot, index: at + (after ? 1 : 0), line: { left: after ? right : left, top, width: 0, height } };
  }
  const after = y > top + height / 2;
  return { spot: list.spot, index: at + (after ? 1 : 0), line: { left, top: after ? bottom : top, width, height: 0 } };
}

/** Whether something takes up room in the frame. @template {{box: Box | null}} Thing @param {Thing} thing @returns {thing is Thing & {box: Box}} */
export function isShown(thing) {
  return thing.box !== null;
}

/** How far a point is from a box; 0 inside. @param {Box} box @param {number} x @param {number} y */
function apart(box, x, y) {
  return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
}

/**
 * Every list of tiles with the box that it takes up in the frame.
 * @param {import('./frame.js').Frame} frame @param {import('./stream.js').Stream} stream
 */
export function listsOf(frame, stream) {
  const nodes = [{ spot: { owner: '', key: '' }, tiles: stream.tree(), number: 0 }];
  stream.all().forEach((node) => node.streams.forEach((inner, number) => nodes.push({ ...inner, number })));
  return nodes.map((list) => {
    const found = frame.lists.find((one) => one.owner === list.spot.owner && one.place === list.number);
    return { ...list, box: found?.start.parentElement?.getBoundingClientRect() || null };
  });
}

/** @param {import('./stream.js').Stream} stream @param {import('./stream.js').Spot} spot @param {string} id */
function inside(stream, spot, id) {
  for (let owner = spot.owner; owner; owner = stream.find(owner)?.spot.owner || '') {
    if (owner === id) return true;
  }
  return false;
}
