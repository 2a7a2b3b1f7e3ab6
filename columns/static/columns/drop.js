// @ts-check
// A file dropped anywhere on the page is the one that becomes a draft. Without scripts the form does the same.
const form = /** @type {HTMLFormElement} */ (document.querySelector('[data-gk-drop]'));
const input = /** @type {HTMLInputElement} */ (form.querySelector('input[name="file"]'));

/** @param {DragEvent} event */
function hasFiles(event) {
  return Array.from(event.dataTransfer?.types ?? []).includes('Files');
}

for (const name of /** @type {const} */ (['dragenter', 'dragover'])) {
  document.addEventListener(name, (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add('is-over');
  });
}
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) form.classList.remove('is-over');
});
document.addEventListener('drop', (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  form.classList.remove('is-over');
  // Attachments are dropped on their own field; everything else is the text.
  const target = /** @type {HTMLInputElement} */ (/** @type {Element} */ (event.target).closest?.('input[type="file"]') ?? input);
  target.files = event.dataTransfer?.files ?? null;
});
form.addEventListener('submit', () => {
  /** @type {HTMLElement} */ (form.querySelector('[data-gk-busy]')).hidden = false;
});
