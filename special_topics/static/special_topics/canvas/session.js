// @ts-check
// Wagtail's background saving and editing sessions, as far as the canvas knows them. What others save meanwhile is put
// together on the server, so Wagtail's question whether to overwrite it would not be true here.
const SESSION = '[data-controller~="w-session"]';
const CONFLICT = 'conflict';
const REFUSED = 'validation_error';

/**
 * Call when a background save ended.
 * @param {HTMLFormElement} form
 * @param {{saved: (updates: Record<string, string>) => void, refused: () => void}} calls
 */
export function onSaving(form, { saved, refused }) {
  form.addEventListener('w-autosave:success', (event) => saved(event.detail?.data?.field_updates || {}));
  form.addEventListener('w-autosave:error', (event) => {
    if (event.detail?.response?.error_code === REFUSED) refused();
  });
}

/** Saving doesn't ask whether to overwrite a newer version: nothing is. */
export function neverOverwrites() {
  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('[data-edit-form] button[type="submit"]')) return;
    const session = document.querySelector(SESSION);
    if (session?.getAttribute('data-w-session-intercept-value') === CONFLICT) session.setAttribute('data-w-session-intercept-value', '');
  }, true);
}
