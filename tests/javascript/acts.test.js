// What one can do with tiles, on a form without a browser.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { module } from './support/canvas.js';
import { form, row, text } from './support/form.js';
import { Storage } from './support/storage.js';

globalThis.window = {};
const { Acts } = await module('acts');
const { History } = await module('history');
const { Stream } = await module('stream');

beforeEach(() => { globalThis.localStorage = new Storage(); });

/** Acts on a page, with a tile chosen; `free` says of a tile or a place whether it is one's own. */
function acting(chosen, free = () => true) {
  const stream = new Stream(form([text('a'), row('r', [text('b'), text('c')], []), text('d')]));
  const history = new History(stream.state());
  const said = [];
  const canvas = {
    stream, history, chosen, words: {}, inPlace: { end() {} },
    regions: { mayPut: free, mayTake: free, mayChange: free, settings: { owner: '办公室' } },
    outline: { get order() { return ['', ...stream.all().map((node) => node.id)]; }, focus() {} },
    quick: { used() {} },
    palette: { ask: async () => 'heading' },
    changed: () => history.record(stream.state()),
    choose(id) { this.chosen = id; },
    say: (name) => said.push(name),
  };
  const order = () => stream.state().map((tile) => (tile.type === 'row' ? tile.value.columns.map((column) => column.value.tiles.map(({ id }) => id)) : tile.id));
  return { acts: new Acts(canvas), canvas, order, said, stream };
}

test('a tile goes up and down, and no further than the ends', () => {
  const { acts, order, said } = acting('a');
  acts.up();
  assert.deepEqual([order(), said], [['a', [['b', 'c'], []], 'd'], []]);
  acts.down();
  acts.down();
  acts.down();
  assert.deepEqual([order(), said], [[[['b', 'c'], []], 'd', 'a'], ['moved', 'moved']]);
});

test('a tile goes across into the columns of a row, and back to the page', () => {
  const { acts, order } = acting('a');
  acts.across(1);
  assert.deepEqual(order(), [[['b', 'c', 'a'], []], 'd']);
  acts.across(1);
  assert.deepEqual(order(), [[['b', 'c'], ['a']], 'd']);
  acts.across(-1);
  acts.across(-1);
  assert.deepEqual(order(), ['a', [['b', 'c'], []], 'd']);
});

test('a row goes neither into itself nor into a column', () => {
  const { acts, order, said, stream } = acting('r');
  acts.across(1);
  acts.moveTo('r', stream.find('b').spot, 0);
  assert.deepEqual([order(), said], [['a', [['b', 'c'], []], 'd'], ['doesNotFit', 'doesNotFit']]);
});

test('after a removal the next tile is chosen, or the one before, or what is above', () => {
  for (const [id, next] of [['b', 'c'], ['c', 'b'], ['d', 'r'], ['a', 'r']]) {
    const { acts, canvas } = acting(id);
    acts.remove();
    assert.equal(canvas.chosen, next, id);
  }
  const { acts, canvas } = acting('b');
  acts.remove();
  acts.remove();
  assert.equal(canvas.chosen, 'r');
});

test('what is copied is pasted after the chosen tile with an id of its own; what is cut is gone', () => {
  const { acts, canvas, order, stream } = acting('b');
  acts.copy();
  canvas.chosen = 'a';
  acts.paste();
  const made = canvas.chosen;
  assert.notEqual(made, 'b');
  assert.deepEqual(order(), ['a', made, [['b', 'c'], []], 'd']);
  assert.equal(stream.state()[1].value, 'b');
  canvas.chosen = 'c';
  acts.cut();
  assert.deepEqual(order(), ['a', made, [['b'], []], 'd']);
});

test('a row that was copied is not pasted into a column; nothing copied is said', () => {
  const { acts, canvas, order, said } = acting('r');
  acts.paste();
  acts.copy();
  canvas.chosen = 'b';
  acts.paste();
  assert.deepEqual([order(), said], [['a', [['b', 'c'], []], 'd'], ['nothingToPaste', 'copied', 'doesNotFit']]);
});

test('a new tile stands where it was asked for, and is chosen', async () => {
  const { acts, canvas, order } = acting('c');
  await acts.addBefore();
  assert.deepEqual(order(), ['a', [['b', canvas.chosen, 'c'], []], 'd']);
});

test('what is undone and redone is said, and so is when there is nothing more', () => {
  const { acts, order, said } = acting('a');
  acts.remove();
  acts.undo();
  assert.deepEqual(order(), ['a', [['b', 'c'], []], 'd']);
  acts.redo();
  assert.deepEqual(order(), [[['b', 'c'], []], 'd']);
  acts.redo();
  acts.undo();
  acts.undo();
  assert.deepEqual(said, ['removed', 'undone', 'redone', 'nothingToRedo', 'undone', 'nothingToUndo']);
});

test('what is not one\'s own stays as it is, whatever one does', async () => {
  const { acts, order, said } = acting('b', () => false);
  acts.up();
  acts.down();
  acts.cut();
  acts.remove();
  acts.duplicate();
  acts.across(1);
  await acts.add();
  assert.deepEqual(order(), ['a', [['b', 'c'], []], 'd']);
  assert.deepEqual([...new Set(said)], ['notYours']);
});

test('walking goes through the page and all tiles in the order of reading', () => {
  const { acts, canvas } = acting('');
  const walked = [];
  for (let step = 0; step < 6; step += 1) { acts.walk(1); walked.push(canvas.chosen); }
  assert.deepEqual(walked, ['a', 'r', 'b', 'c', 'd', 'd']);
  acts.walk(-1e6);
  assert.equal(canvas.chosen, '');
});
