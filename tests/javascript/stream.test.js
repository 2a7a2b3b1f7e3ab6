import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module } from './support/canvas.js';
import { chance } from './support/chance.js';
import { form, row, text, timesSaid } from './support/form.js';

const { Stream } = await module('stream');
const { History } = await module('history');
globalThis.window = {};
const ROOT = { owner: '', key: '' };
const page = () => [text('a'), row('r', [text('b'), text('c')], []), text('d')];

/** One act by chance: something is added, taken out, moved (into another list, too) or written. */
function act(stream, { below, pick }, number) {
  const nodes = stream.all();
  const spots = [ROOT, ...nodes.flatMap((node) => node.streams.map((inner) => inner.spot))];
  const spot = pick(spots);
  const room = stream.at(spot).children.length;
  const chosen = nodes.length && pick(nodes);
  const kind = chosen ? below(4) : 0;
  if (kind === 0) {
    const tile = spot.owner || below(3) ? text(`new${number}`) : row(`new${number}`, [text(`in${number}`)], []);
    stream.insert(tile, spot, below(room + 1));
  } else if (kind === 1) stream.remove(chosen.id);
  else if (kind === 2 && (chosen.type !== 'row' || !spot.owner)) {
    const same = chosen.spot.owner === spot.owner && chosen.spot.key === spot.key;
    stream.move(chosen.id, spot, below(same ? room : room + 1));
  } else if (chosen.type === 'text') chosen.child.block.setState(`written ${number}`);
}

test('the state of the form is what was put into it', () => {
  assert.deepEqual(new Stream(form(page())).state(), page());
});

test('tiles inside others are found, with the list that they stand in', () => {
  const stream = new Stream(form(page()));
  assert.deepEqual(stream.all().map((node) => node.id), ['a', 'r', 'b', 'c', 'd']);
  assert.deepEqual(stream.find('c').spot, { owner: 'r', key: 'columns.0.tiles' });
  assert.deepEqual([stream.topOf('c').id, stream.rowOf('c').id, stream.rowOf('a')], ['r', 'r', undefined]);
  assert.deepEqual([stream.fits('row', ROOT), stream.fits('row', stream.find('c').spot)], [true, false]);
});

test('a tile without an id gets one', () => {
  const stream = new Stream(form([{ type: 'text', value: 'old', id: null }]));
  assert.match(stream.state()[0].id, /^[\da-f-]{36}$/);
});

test('a tile moves into another list with what it holds', () => {
  const stream = new Stream(form(page()));
  stream.move('a', { owner: 'r', key: 'columns.1.tiles' }, 0);
  assert.deepEqual(stream.state(), [row('r', [text('b'), text('c')], [text('a')]), text('d')]);
});

test('comments go with a tile that moves into another list', (context) => {
  const stream = new Stream(form(page()));
  const before = (id) => stream.find(id).child.getContentPath();
  const comments = [{ localId: 1, contentpath: `${before('a')}.text` }, { localId: 2, contentpath: before('d') }];
  const moved = [];
  window.comments = { commentApp: {
    store: { getState: () => comments },
    utils: { selectCommentsForContentPathFactory: (path) => (all) => all.filter((one) => one.contentpath.startsWith(path)) },
    updateContentPath: (id, path) => moved.push([id, path]),
  } };
  context.after(() => { delete window.comments; });
  stream.move('a', { owner: 'r', key: 'columns.1.tiles' }, 0);
  assert.deepEqual(moved, [[1, before('a')]]);
});

test('open comments are counted at the innermost tile', (context) => {
  const open = { deleted: false, resolved: false, mode: 'default' };
  const all = [
    { ...open, contentpath: 'body.r.columns.r-0.tiles.b.text' }, { ...open, contentpath: 'body.b' }, { ...open, contentpath: 'body.gone' },
    { ...open, contentpath: 'body.a', resolved: true }, { ...open, contentpath: 'body.d', mode: 'creating' },
  ];
  const state = { comments: { comments: new Map(all.map((comment, at) => [at, comment])) } };
  window.comments = { commentApp: { store: { getState: () => state } } };
  context.after(() => { delete window.comments; });
  assert.deepEqual([...new Stream(form(page())).comments()], [['b', 2]]);
});

test('an act of several steps says once, at its end, that the form has changed', () => {
  const stream = new Stream(form(page()));
  const before = timesSaid();
  stream.restore([text('d'), text('a', 'other')]);
  assert.equal(timesSaid(), before + 1);
  assert.equal(stream.isBusy, false);
});

test('restoring touches only what differs, also inside a row', () => {
  const bound = form(page());
  const stream = new Stream(bound);
  const [first, held] = bound.children;
  stream.restore([text('a'), row('r', [text('b'), text('c', 'other')], []), text('d')]);
  assert.equal(bound.inserted, 0);
  assert.equal(bound.children[0], first);
  assert.equal(bound.children[1], held);
  assert.deepEqual(stream.state(), [text('a'), row('r', [text('b'), text('c', 'other')], []), text('d')]);
});

test('a row of which more than the tiles differ is put in anew', () => {
  const bound = form(page());
  const stream = new Stream(bound);
  const then = page();
  then[1].value.columns[0].value.width = '8';
  stream.restore(then);
  assert.equal(bound.inserted, 1);
  assert.deepEqual(stream.state(), then);
});

test('fifty acts by chance are undone one by one, and redone one by one', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const by = chance(seed);
    const stream = new Stream(form(page()));
    const history = new History(stream.state());
    const states = [stream.state()];
    for (let number = 0; states.length <= 50; number += 1) {
      act(stream, by, number);
      if (history.record(stream.state())) states.push(stream.state());
    }
    for (let at = 49; at >= 0; at -= 1) {
      stream.restore(history.undo());
      assert.deepEqual(stream.state(), states[at], `undoing ${at} of ${seed}`);
    }
    assert.deepEqual(stream.state(), page());
    for (let at = 1; at <= 50; at += 1) {
      stream.restore(history.redo());
      assert.deepEqual(stream.state(), states[at], `redoing ${at} of ${seed}`);
    }
  }
});
