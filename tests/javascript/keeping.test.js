// What the browser keeps: copied tiles, tiles that were used last, and what can be undone.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { module } from './support/canvas.js';
import { text } from './support/form.js';
import { Storage } from './support/storage.js';

globalThis.window = { setTimeout: () => 0 };
globalThis.document = { addEventListener() {} };
const { keep, kept } = await module('clipboard');
const { frequent } = await module('quick');
const { goOnSaving, isRefused, keepHistory, takeHistory } = await module('refused');
const { History } = await module('history');

beforeEach(() => {
  globalThis.localStorage = new Storage();
  globalThis.sessionStorage = new Storage();
});

test('a copied tile is there for other pages, until another one is copied', () => {
  assert.equal(kept(), null);
  keep(text('a'));
  keep(text('b', '文字'));
  assert.deepEqual(kept(), text('b', '文字'));
  assert.deepEqual(kept(), text('b', '文字'));
});

test('what is no tile is not pasted', () => {
  for (const held of ['', 'not JSON', 'null', '7', '"text"', '{"value": 1}', '{"type": 3, "value": 1}', '{"type": "text"}']) {
    localStorage.setItem('gk-canvas-copied', held);
    assert.equal(kept(), null, held);
  }
});

test('what was used last comes first, then the usual ones, each once and only what fits', () => {
  const offered = ['notice', 'row', 'heading', 'table', 'video', 'rich_text', 'image', 'figures'];
  assert.deepEqual(frequent([], offered), ['heading', 'rich_text', 'image', 'notice', 'figures', 'row']);
  assert.deepEqual(frequent(['table', 'gone', 'image'], offered), ['table', 'image', 'heading', 'rich_text', 'notice', 'figures']);
});

test('what can be undone is kept for one page, and taken once', () => {
  const history = new History([text('a')]);
  keepHistory(7, history);
  assert.equal(takeHistory(8), '');
  assert.equal(takeHistory(7), history.text());
  assert.equal(takeHistory(7), '');
});

test('where it is more than the browser keeps, nothing older is taken in its place', () => {
  keepHistory(7, new History([text('a')]));
  sessionStorage.most = 100;
  keepHistory(7, new History([text('a', 'long'.repeat(100))]));
  assert.equal(takeHistory(7), '');
});

test('after a refusal Wagtail looks for changes again, and the form stays unsaved', () => {
  const calls = [];
  const watch = {
    forceValue: true, checkIntervalValue: 500,
    setInitialFormData() { calls.push(['initial', this.forceValue]); },
    checkIntervalValueChanged(value) { calls.push([value, this.forceValue]); },
  };
  window.wagtail = { app: { getControllerForElementAndIdentifier: () => watch } };
  const form = { dataset: { wUnsavedForceValue: 'true' } };
  assert.equal(isRefused(form), true);
  goOnSaving(form);
  assert.deepEqual(calls, [['initial', true], [500, false]]);
  assert.equal(watch.forceValue, true);
});

test('a form that was not refused is left alone', () => {
  window.wagtail = { app: { getControllerForElementAndIdentifier: () => ({ forceValue: false }) } };
  assert.equal(isRefused({ dataset: {} }), false);
  goOnSaving({ dataset: {} }); // its watch has nothing that could be called
});
