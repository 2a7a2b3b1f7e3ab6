import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module } from './support/canvas.js';
import { chance } from './support/chance.js';

const { plan } = await module('plan');

/** Carry steps out on a list; what is put in anew is marked. */
function carriedOut(now, then, steps) {
  const list = [...now];
  steps.forEach((step) => {
    if (step.act === 'remove') list.splice(step.index, 1);
    else if (step.act === 'move') list.splice(step.index, 0, ...list.splice(step.from, 1));
    else list.splice(step.index, 0, `${then[step.index]} anew`);
  });
  return list;
}

const all = (list) => list.map(() => true);

test('nothing is done where the order is what is wanted', () => {
  assert.deepEqual(plan(['a', 'b', 'c'], [true, true, true], ['a', 'b', 'c']), []);
});

test('one tile that moved is moved, and nothing else is touched', () => {
  assert.deepEqual(plan(['a', 'b', 'c', 'd'], all('abcd'.split('')), ['d', 'a', 'b', 'c']), [{ act: 'move', from: 3, index: 0 }]);
});

test('a tile that is gone is taken out, and a new one put where it is wanted', () => {
  const steps = plan(['a', 'b', 'c'], [true, false, true], ['a', 'c', 'd']);
  assert.deepEqual(steps, [{ act: 'remove', index: 1 }, { act: 'insert', index: 2 }]);
});

test('a tile whose content differs is put in anew in its place', () => {
  const steps = plan(['a', 'b', 'c'], [true, false, true], ['a', 'b', 'c']);
  assert.deepEqual(carriedOut(['a', 'b', 'c'], ['a', 'b', 'c'], steps), ['a', 'b anew', 'c']);
});

test('any order becomes any other; what stays as it is keeps its form', () => {
  const { below } = chance(7);
  for (let round = 0; round < 500; round += 1) {
    const names = Array.from({ length: 9 }, (_, index) => `t${index}`);
    const some = () => names.filter(() => below(3)).sort(() => below(3) - 1);
    const [now, then] = [some(), some()];
    const kept = now.map((id) => then.includes(id) && below(4) > 0);
    const expected = then.map((id) => (kept[now.indexOf(id)] ? id : `${id} anew`));
    assert.deepEqual(carriedOut(now, then, plan(now, kept, then)), expected, JSON.stringify({ now, kept, then }));
  }
});
