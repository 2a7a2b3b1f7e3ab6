import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module } from './support/canvas.js';
import { row, text } from './support/form.js';

const { fresh, newId } = await module('fresh');
const VERSION_4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** Every id in a state. */
function ids(state) {
  if (!state || typeof state !== 'object') return [];
  const own = 'id' in state && 'value' in state ? [state.id] : [];
  return [...own, ...Object.values(state).flatMap(ids)];
}

test('an id is a random UUID, and no two are the same', () => {
  const made = Array.from({ length: 1000 }, newId);
  made.forEach((id) => assert.match(id, VERSION_4));
  assert.equal(new Set(made).size, 1000);
});

test('it is one, too, where the address is not a secure one and the browser gives none', (context) => {
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
  context.after(() => { delete crypto.randomUUID; });
  const made = Array.from({ length: 1000 }, newId);
  made.forEach((id) => assert.match(id, VERSION_4));
  assert.equal(new Set(made).size, 1000);
});

test('a copy has new ids all the way down, and the same content', () => {
  const state = row('r', [text('a', 'one'), text('b', 'two')], [text('c', 'three')]);
  const kept = structuredClone(state);
  const copy = fresh(state);
  assert.equal(ids(state).length, 6);
  assert.equal(new Set([...ids(state), ...ids(copy)]).size, 12);
  assert.deepEqual(copy.value.columns.map(({ value }) => value.tiles.map((tile) => tile.value)), [['one', 'two'], ['three']]);
  assert.deepEqual(state, kept, 'what was copied is as it was');
});

test('what only looks like a tile keeps its id', () => {
  assert.deepEqual(fresh({ id: 7, title: 'a chosen page' }), { id: 7, title: 'a chosen page' });
  assert.deepEqual([fresh(null), fresh('text'), fresh(0)], [null, 'text', 0]);
});
