// @ts-check
// While a form is written: what the portal says to it, at the place for it. The form works without.
const PAUSE = 400; // milliseconds without a key before the portal is asked
const place = /** @type {HTMLElement} */ (document.querySelector('[data-gk-beside]'));
const form = /** @type {HTMLFormElement} */ (place.closest('form'));
const names = (place.dataset.gkFields || '').split(' ');
const fields = names.map((name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)));
let waiting = 0;
let asked = 0;

async function look() {
  const number = (asked += 1);
  const answer = await fetch(place.dataset.gkBeside || '', { method: 'POST', credentials: 'same-origin', body: new FormData(form) }).catch(() => null);
  if (answer?.ok && number === asked) place.innerHTML = await answer.text();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
}

for (const field of fields) {
  field.addEventListener('input', soon);
  field.addEventListener('change', soon);
}
fields[0].closest('.gk-field')?.after(place);
if (fields.some((field) => field.value)) look();
