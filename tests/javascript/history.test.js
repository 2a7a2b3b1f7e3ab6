import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module } from './support/canvas.js';
import { chance } from './support/chance.js';
import { text } from './support/form.js';

const { History } = await module('history');

/** A history whose clock stands until it is moved. */
function begun(state) {
  const clock = { now: 0 };
  return { history: new History(state, () => clock.now), clock };
}

test('there is nothing to undo or redo at the beginning', () => {
  const { history } = begun([text('a')]);
  assert.deepEqual([history.canUndo, history.canRedo, history.undo(), history.redo()], [false, false, null, null]);
});

test('what did not change is no step', () => {
  const { history } = begun([text('a')]);
  assert.equal(history.record([text('a')]), false);
  assert.equal(history.canUndo, false);
});

test('order is part of the state', () => {
  const { history } = begun([text('a'), text('b')]);
  assert.equal(history.record([text('b'), text('a')]), true);
  assert.deepEqual(history.undo(), [text('a'), text('b')]);
});

test('what is redone is what was undone, and a new act ends redoing', () => {
  const { history } = begun([text('a', '1')]);
  history.record([text('a', '2')]);
  assert.deepEqual(history.undo(), [text('a', '1')]);
  assert.deepEqual(history.redo(), [text('a', '2')]);
  history.undo();
  history.record([text('a', '3')]);
  assert.equal(history.canRedo, false);
  assert.equal(history.redo(), null);
});

test('what is typed into one tile without a pause is one step', () => {
  const { history, clock } = begun([text('a', ''), text('b', '')]);
  for (const typed of ['g', 'go', 'gon']) {
    clock.now += 900;
    history.record([text('a', typed), text('b', '')], true);
  }
  assert.deepEqual(history.undo(), [text('a', ''), text('b', '')]);
  assert.equal(history.canUndo, false);
});

test('a pause, another tile, and an act that is not typing each begin a step', () => {
  const { history, clock } = begun([text('a', ''), text('b', '')]);
  history.record([text('a', '1'), text('b', '')], true);
  clock.now += 1000;
  history.record([text('a', '2'), text('b', '')], true);
  history.record([text('a', '2'), text('b', '3')], true);
  history.record([text('a', '2'), text('b', '4')]);
  assert.equal(history.past.length, 4);
});

test('typing after an undoing is a step of its own', () => {
  const { history } = begun([text('a', '')]);
  history.record([text('a', '1')], true);
  history.undo();
  history.record([text('a', '2')], true);
  history.record([text('a', '23')], true);
  assert.deepEqual(history.undo(), [text('a', '')]);
});

test('what the form does while it loads is no step, and not what undoing leads back to', () => {
  const { history } = begun([text('a', 'as stored')]);
  history.begin([text('a', 'as the editor writes it')]);
  assert.equal(history.canUndo, false);
  history.record([text('a', 'mine')]);
  assert.deepEqual(history.undo(), [text('a', 'as the editor writes it')]);
});

test('a state is handed out anew: who changes it does not change what was taken down', () => {
  const { history } = begun([text('a', '1')]);
  history.record([text('a', '2')]);
  history.undo()[0].value = 'changed';
  history.redo();
  assert.deepEqual(history.undo(), [text('a', '1')]);
});

test('without end: a thousand acts are undone to the beginning and redone to the end', () => {
  const states = Array.from({ length: 1001 }, (_, number) => [text('a', String(number)), text('b')]);
  const { history } = begun(states[0]);
  states.slice(1).forEach((state) => history.record(state));
  for (let at = 999; at >= 0; at -= 1) assert.deepEqual(history.undo(), states[at]);
  assert.equal(history.undo(), null);
  for (let at = 1; at <= 1000; at += 1) assert.deepEqual(history.redo(), states[at]);
  assert.equal(history.redo(), null);
});

test('tiles that did not change are held once', () => {
  const { history } = begun([text('a', '0'), text('b', 'long'.repeat(1000))]);
  for (let number = 1; number <= 100; number += 1) history.record([text('a', String(number)), text('b', 'long'.repeat(1000))]);
  assert.equal(history.texts.size, 102);
  assert.ok(history.text().length < 20000);
});

test('a page drawn anew goes on with what was done before', () => {
  const { below } = chance(3);
  const states = Array.from({ length: 30 }, () => [text('a', String(below(1e6))), text('b', String(below(1e6)))]);
  const { history } = begun(states[0]);
  states.slice(1).forEach((state) => history.record(state));
  history.undo();
  const { history: after } = begun([text('a', 'refused'), text('b', 'refused')]);
  assert.equal(after.resume(history.text(), states[28]), true);
  assert.deepEqual(after.redo(), states[29]);
  for (let at = 28; at >= 0; at -= 1) assert.deepEqual(after.undo(), states[at]);
  assert.equal(after.canUndo, false);
});

test('nothing is gone on with where the page has other tiles, or nothing was kept', () => {
  const { history } = begun([text('a')]);
  history.record([text('a', '2')]);
  const { history: after } = begun([text('b')]);
  assert.equal(after.resume(history.text(), [text('b')]), false);
  assert.equal(after.resume('', [text('b')]), false);
  assert.equal(after.canUndo, false);
});
