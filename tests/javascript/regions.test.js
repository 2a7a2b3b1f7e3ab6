// Whose tile is whose: what people of a unit may do on the canvas. The server asks the same again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module } from './support/canvas.js';
import { Element, form, row, text } from './support/form.js';

globalThis.window = {};
globalThis.document = { createElement: () => new Element() };
const { Regions } = await module('regions');
const { Stream } = await module('stream');
const ROOT = { owner: '', key: '' };

/** Regions of a page: a text, a row of two texts, another text. */
function regions({ own = null, given = {}, assign = '' } = {}) {
  const stream = new Stream(form([text('a'), row('r', [text('b')], [text('c')]), text('d')]));
  const names = { 1: '法规处', 2: '规划处' };
  return { stream, regions: new Regions({ own, owner: '办公室', given, names, assign }, stream, {}) };
}

test('who edits the whole page may do everything', () => {
  const { stream, regions: all } = regions({ given: { r: [1] } });
  assert.ok(stream.all().every((node) => all.mayChange(node.id) && all.mayTake(node) && all.mayPut(node.spot)));
});

test('what is in an own region is changed, taken and put; the region itself stays', () => {
  const { stream, regions: some } = regions({ own: ['r'], given: { r: [1] } });
  assert.deepEqual(stream.all().filter((node) => some.mayChange(node.id)).map((node) => node.id), ['r', 'b', 'c']);
  assert.deepEqual(stream.all().filter((node) => some.mayTake(node)).map((node) => node.id), ['b', 'c']);
  assert.equal(some.mayPut(ROOT), false);
  assert.equal(some.mayPut(stream.find('b').spot), true);
});

test('of regions in one another the inner one counts', () => {
  const { stream, regions: some } = regions({ own: ['r'], given: { r: [1], c: [2] } });
  assert.deepEqual(stream.all().filter((node) => some.mayChange(node.id)).map((node) => node.id), ['r', 'b']);
  assert.equal(some.mayTake(stream.find('c')), false, 'a region of others stays where it is');
});

test('what holds a region is not moved by those who do not have all of the page', () => {
  const { stream, regions: some } = regions({ own: ['c'], given: { c: [1] } });
  assert.deepEqual(stream.all().filter((node) => some.mayTake(node)), []);
});

test('units are named at their tiles', () => {
  const { regions: some } = regions({ own: ['b'], given: { b: [2, 1, 9], d: [] } });
  assert.equal(some.unitsOf('b'), '规划处、法规处');
  assert.deepEqual(some.marks(), [{ id: 'b', text: '规划处、法规处', own: true }]);
});
