// @ts-check
// While a request is written: what is like it already, and where it will stand. The form works without it.
const place = /** @type {HTMLElement} */ (document.querySelector('[data-gk-beside]'));
const form = /** @type {HTMLFormElement} */ (place.closest('form'));
const title = /** @type {HTMLInputElement} */ (form.elements.namedItem('title'));
const parent = /** @type {HTMLSelectElement} */ (form.elements.namedItem('parent'));
const PAUSE = 300;
let waiting = 0;
let asked = 0;

async function look() {
  const number = (asked += 1);
  const query = new URLSearchParams({ title: title.value, parent: parent.value });
  const answer = await fetch(`${place.dataset.gkBeside}?${query}`, { headers: { Accept: 'text/html' } });
  if (answer.ok && number === asked) place.innerHTML = await answer.text();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
}

title.addEventListener('input', soon);
parent.addEventListener('change', soon);
title.closest('.gk-field')?.after(place);
if (title.value || parent.value) look();
