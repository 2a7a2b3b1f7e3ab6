// Where a dragged tile goes, and how columns share a row: numbers, without a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module } from './support/canvas.js';

const { nearest, shares } = await module('columns');
const { target } = await module('drag');
const { filled } = await module('dom');
const WIDTHS = [3, 4, 6, 8, 9];

const box = (left, top, width, height) => ({ left, top, width, height, right: left + width, bottom: top + height });
const list = (owner, place, at) => ({ owner, place, start: { parentElement: { getBoundingClientRect: () => at } } });

/** A page of tiles, one below the other, and a row with two columns; where each stands is given. */
function page(boxes) {
  const spot = (owner, key) => ({ owner, key });
  const node = (id, where, streams = []) => ({ id, type: 'text', spot: where, streams });
  const [root, left, right] = [spot('', ''), spot('r', 'columns.0.tiles'), spot('r', 'columns.1.tiles')];
  const inner = node('c', left);
  const nodes = [node('a', root), node('b', root), { ...node('r', root, [{ spot: left, tiles: [inner] }, { spot: right, tiles: [] }]), type: 'row' }];
  const all = [...nodes, inner];
  const stream = {
    tree: () => nodes, all: () => all, find: (id) => all.find((one) => one.id === id),
    fits: (type, where) => type !== 'row' || !where.owner,
  };
  const frame = {
    box: (id) => boxes[id] || null,
    lists: [list('', 0, box(0, 0, 600, 400)), list('r', 0, box(0, 200, 300, 200)), list('r', 1, box(300, 200, 300, 200))],
  };
  return { frame, stream, all };
}

const BOXES = { a: box(0, 0, 600, 100), b: box(0, 100, 600, 100), r: box(0, 200, 600, 200), c: box(0, 200, 300, 100) };
const at = (dragged, x, y, boxes = BOXES) => {
  const { frame, stream, all } = page(boxes);
  const other = { id: dragged, type: 'row', streams: [] }; // from somewhere else
  const goal = target(frame, stream, all.find((one) => one.id === dragged) || other, x, y);
  return goal && [goal.spot.key, goal.index];
};

test('neighbours share what they have in all the ways that both may be wide', () => {
  assert.deepEqual(shares(6, 6, WIDTHS), [3, 4, 6, 8, 9]);
  assert.deepEqual(shares(4, 4, WIDTHS), [4]);
  assert.deepEqual(shares(3, 4, WIDTHS), [3, 4]);
  for (const left of shares(8, 4, WIDTHS)) assert.ok(WIDTHS.includes(12 - left));
});

test('the nearest width is taken, the first of two that are as near', () => {
  assert.equal(nearest(WIDTHS, 6.9), 6);
  assert.equal(nearest(WIDTHS, 7.1), 8);
  assert.equal(nearest(WIDTHS, -5), 3);
  assert.equal(nearest(WIDTHS, 7), 6);
});

test('a tile goes before or after the one whose half is under the pointer, counted without itself', () => {
  assert.deepEqual(at('a', 300, 120), ['', 0]);
  assert.deepEqual(at('a', 300, 160), ['', 1]);
  assert.deepEqual(at('b', 300, 20), ['', 0]);
});

test('it goes into the innermost list, an empty one, too', () => {
  assert.deepEqual(at('a', 100, 290), ['columns.0.tiles', 1]);
  assert.deepEqual(at('a', 450, 300), ['columns.1.tiles', 0]);
});

test('a row goes neither into a column nor into itself', () => {
  assert.deepEqual(at('r', 450, 300), ['', 2]);
  assert.deepEqual(at('other', 450, 310), ['', 3]);
});

test('where tiles stand side by side, left and right decide', () => {
  const boxes = { a: box(0, 0, 300, 100), b: box(300, 0, 300, 100) };
  assert.deepEqual(at('r', 50, 90, boxes), ['', 0]);
  assert.deepEqual(at('r', 250, 10, boxes), ['', 1]);
  assert.deepEqual(at('r', 590, 10, boxes), ['', 2]);
});

test('names in braces are filled, others stand as they are', () => {
  assert.equal(filled('{tile}：第 {place} 个 {other}', { tile: '文字', place: 2 }), '文字：第 2 个 {other}');
  assert.equal(filled('{a}', { a: '{b}', b: 'no' }), '{b}');
});
