import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module } from './support/canvas.js';

const { keysOf, undoingOf } = await module('keys');

/** What one key does: the acts with what they are given, and whether the browser's own doing was held back. */
function pressed(make, key, held = {}) {
  const done = [];
  const acts = new Proxy({}, { get: (_target, name) => (...given) => done.push([name, ...given]) });
  const event = {
    key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held, isHeld: false,
    preventDefault() { this.isHeld = true; }, stopPropagation() {},
  };
  make(acts)(event);
  return { done, isHeld: event.isHeld };
}

const ctrl = { ctrlKey: true };
const cases = [
  ['ArrowDown', {}, ['walk', 1]], ['ArrowUp', {}, ['walk', -1]], ['Enter', {}, ['edit']], ['F2', {}, ['write']],
  ['Insert', {}, ['add']], ['Delete', {}, ['remove']], ['Backspace', {}, ['remove']], ['Escape', {}, ['choose', '']],
  ['ArrowUp', { altKey: true }, ['up']], ['ArrowDown', { altKey: true }, ['down']],
  ['ArrowLeft', { altKey: true }, ['across', -1]], ['ArrowRight', { altKey: true }, ['across', 1]],
  ['ArrowLeft', { shiftKey: true }, ['widen', -1]], ['ArrowRight', { shiftKey: true }, ['widen', 1]],
  ['Insert', { shiftKey: true }, ['addBefore']],
  ['z', ctrl, ['undo']], ['z', { metaKey: true }, ['undo']], ['Z', { ctrlKey: true, shiftKey: true }, ['redo']],
  ['y', ctrl, ['redo']], ['c', ctrl, ['copy']], ['x', ctrl, ['cut']], ['v', ctrl, ['paste']], ['d', ctrl, ['duplicate']],
];

for (const [key, held, act] of cases) {
  test(`${[...Object.keys(held), key].join(' ')}: ${act.join(' ')}`, () => {
    assert.deepEqual(pressed(keysOf, key, held), { done: [act], isHeld: true });
  });
}

test('other keys are left to the browser', () => {
  for (const [key, held] of [['a', {}], ['Tab', {}], ['p', ctrl], ['ArrowDown', { shiftKey: true }], ['z', { ctrlKey: true, altKey: true }]]) {
    assert.deepEqual(pressed(keysOf, key, held), { done: [], isHeld: false }, key);
  }
});

test('from wherever the cursor is, undoing and redoing are all that is taken', () => {
  assert.deepEqual(pressed(undoingOf, 'z', ctrl), { done: [['undo']], isHeld: true });
  assert.deepEqual(pressed(undoingOf, 'Z', { metaKey: true, shiftKey: true }), { done: [['redo']], isHeld: true });
  assert.deepEqual(pressed(undoingOf, 'y', ctrl), { done: [['redo']], isHeld: true });
  for (const [key, held] of [['z', {}], ['d', ctrl], ['Delete', {}], ['z', { ctrlKey: true, altKey: true }]]) {
    assert.deepEqual(pressed(undoingOf, key, held), { done: [], isHeld: false });
  }
});
