// The frame is kept up to date: one question at a time, and only for what changed.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { module } from './support/canvas.js';
import { text } from './support/form.js';

const { Sync } = await module('sync');
const TOLD = ['shown', 'late', 'busy', 'problems'];
let questions;

globalThis.window = {
  wagtailConfig: { CSRF_HEADER_NAME: 'X-CSRFToken', CSRF_TOKEN: 'token' },
  setTimeout: (act, ms) => setTimeout(act, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

beforeEach(() => {
  questions = [];
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(globalThis, 'fetch', (address, { headers, body }) => new Promise((resolve, reject) => {
    assert.equal(headers['X-CSRFToken'], 'token');
    const answer = (content, ok = true) => resolve({ ok, status: ok ? 200 : 500, json: async () => content, text: async () => content });
    questions.push({ address, ids: body.getAll('tile'), answer, fail: () => reject(new Error('no network')) });
  }));
});

afterEach(() => mock.reset());

/** Let everything that waits for an answer go on. */
const settle = async () => { for (let turn = 0; turn < 20; turn += 1) await null; };

/** A page that shows its tiles, and what was done in the frame and said of it. */
function page(tiles) {
  const now = { tiles };
  const done = [];
  const stream = {
    state: () => now.tiles, tree: () => now.tiles, allFields: () => new FormData(), form: undefined,
    fields: (nodes) => { const data = new FormData(); nodes.forEach(({ id }) => data.append('tile', id)); return data; },
  };
  const frame = { arrange: (order, html) => done.push({ order, html }) };
  const tell = Object.fromEntries(TOLD.map((name) => [name, mock.fn()]));
  const sync = new Sync(stream, frame, { tiles: '/tiles/', frame: '/frame/', problems: '/problems/' }, tell);
  sync.settled();
  return { now, done, sync, tell };
}

const tick = async (ms) => { mock.timers.tick(ms); await settle(); };

test('what did not change is not asked for', async () => {
  const { sync, tell } = page([text('a')]);
  sync.soon();
  await tick(40);
  assert.equal(questions.length, 0);
  assert.deepEqual(tell.busy.mock.calls.map((call) => call.arguments[0]), [true, false]);
});

test('only the tile that changed is asked for, and put into its place', async () => {
  const { now, done, sync, tell } = page([text('a'), text('b')]);
  now.tiles = [text('a'), text('b', 'other')];
  sync.soon();
  sync.soon();
  await tick(40);
  assert.deepEqual(questions.map(({ address, ids }) => [address, ids]), [['/tiles/', ['b']]]);
  questions[0].answer({ tiles: { b: '<p>other</p>' } });
  await settle();
  assert.deepEqual(done, [{ order: ['a', 'b'], html: { b: '<p>other</p>' } }]);
  assert.equal(tell.shown.mock.callCount(), 1);
});

test('another order alone needs no server', async () => {
  const { now, done, sync } = page([text('a'), text('b')]);
  now.tiles = [text('b'), text('a')];
  sync.soon();
  await tick(40);
  assert.equal(questions.length, 0);
  assert.deepEqual(done, [{ order: ['b', 'a'], html: {} }]);
});

test('what changes while a question is under way is asked afterwards, all of it together', async () => {
  const { now, sync } = page([text('a'), text('b')]);
  now.tiles = [text('a', '1'), text('b')];
  sync.soon();
  await tick(40);
  now.tiles = [text('a', '12'), text('b')];
  sync.soon();
  await tick(40);
  now.tiles = [text('a', '12'), text('b', '3')];
  sync.soon();
  await tick(40);
  assert.equal(questions.length, 1);
  questions[0].answer({ tiles: { a: '1' } });
  await settle();
  await tick(40);
  assert.deepEqual(questions.map(({ ids }) => ids), [['a'], ['a', 'b']]);
});

test('an answer that fails is said, and the change is asked for again', async () => {
  const { now, sync, tell } = page([text('a')]);
  now.tiles = [text('a', '1')];
  sync.soon();
  await tick(40);
  questions[0].fail();
  await settle();
  assert.equal(tell.late.mock.callCount(), 1);
  assert.equal(tell.shown.mock.callCount(), 0);
  sync.soon();
  await tick(40);
  questions[1].answer({}, false);
  await settle();
  assert.equal(tell.late.mock.callCount(), 2);
  sync.soon();
  await tick(40);
  assert.deepEqual(questions[2].ids, ['a']);
});

test('what is wrong is asked once nothing has changed for a while', async () => {
  const { sync, tell } = page([text('a')]);
  sync.lookOver();
  await tick(800);
  sync.lookOver();
  await tick(800);
  assert.equal(questions.length, 0);
  await tick(100);
  assert.deepEqual(questions.map(({ address }) => address), ['/problems/']);
  questions[0].answer({ problems: [{ tile: 'a', message: 'empty', weight: 2 }] });
  await settle();
  assert.deepEqual(tell.problems.mock.calls[0].arguments, [[{ tile: 'a', message: 'empty', weight: 2 }]]);
});
