// @ts-check
// Pasting from Word or WPS into the text of a page: the server cleans it, tables and pictures become tiles.
// A few words go the editor's own way; so does everything where the page has no stream of tiles.
const settings = /** @type {Record<string, string>} */ (/** @type {HTMLElement} */ (document.querySelector('script[data-gk-paste]')).dataset);
const OFFICE = /urn:schemas-microsoft-com|class="?'?Mso|\bmso-|ProgId|kingsoft|WPS Office/i;
const PARTS = /<(?:p|h[1-6]|li|table)[\s>]/gi;

function stream() {
  return window.wagtail?.editHandler?.getPanelByName?.('body')?.getBoundWidget?.();
}

/** @param {string} html */
function isForBlocks(html) {
  if (/<table[\s>]/i.test(html)) return true;
  return OFFICE.test(html) && ((html.match(PARTS) || []).length > 1 || /<img[\s>]/i.test(html));
}

/** @param {Element} editor @param {Wagtail.Stream} blocks */
function placeOf(editor, blocks) {
  return blocks.children.findIndex((child) => child.element.contains(editor));
}

/** @param {Element} editor */
function textIn(editor) {
  return editor.textContent.replace(/\u200b/g, '').trim();
}

/** @param {string} html */
async function ask(html) {
  const body = new FormData();
  body.append('html', new Blob([html], { type: 'text/html' }), 'pasted.html');
  const response = await fetch(settings.gkPaste, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { [window.wagtailConfig.CSRF_HEADER_NAME]: window.wagtailConfig.CSRF_TOKEN },
    body,
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** @param {Element} editor @param {string} text @param {string[]} losses @param {(() => void) | null} undo */
function say(editor, text, losses, undo) {
  document.querySelectorAll('.gk-pasted').forEach((old) => old.remove());
  const notice = document.createElement('div');
  notice.className = 'gk-notice gk-pasted';
  notice.setAttribute('role', 'status');
  const words = document.createElement('div');
  const sentence = document.createElement('p');
  sentence.textContent = losses.length ? `${text}${settings.lost}` : text;
  words.append(sentence);
  if (losses.length) {
    const list = document.createElement('ul');
    losses.forEach((loss) => {
      const item = document.createElement('li');
      item.textContent = loss;
      list.append(item);
    });
    words.append(list);
  }
  if (undo) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button-secondary button-small';
    button.textContent = settings.undo;
    button.addEventListener('click', () => { undo(); notice.remove(); });
    words.append(button);
  }
  notice.append(words);
  (editor.closest('[data-contentpath="body"]') || editor.closest('form'))?.prepend(notice);
  notice.scrollIntoView({ block: 'nearest' });
}

/** @param {Wagtail.Stream} blocks @param {number} place @param {{id: string}[]} tiles */
function insert(blocks, place, tiles) {
  tiles.forEach((tile, offset) => blocks.insert(tile, place + 1 + offset, { animate: false }));
  const ids = tiles.map((tile) => tile.id);
  return () => {
    for (let index = blocks.children.length - 1; index >= 0; index -= 1) {
      if (ids.includes(blocks.children[index].id)) blocks.deleteBlock(index);
    }
  };
}

document.addEventListener('paste', async (event) => {
  const editor = /** @type {Element} */ (event.target).closest?.('.public-DraftEditor-content');
  const html = event.clipboardData?.getData('text/html') || '';
  const blocks = stream();
  if (!editor || !blocks?.blockDef?.childBlockDefsByName?.table || !isForBlocks(html)) return;
  const place = placeOf(editor, blocks);
  if (place < 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  try {
    const { tiles, losses } = await ask(html);
    const wasEmpty = !textIn(editor);
    const undo = insert(blocks, place, tiles);
    if (wasEmpty && tiles.length) blocks.deleteBlock(place);
    say(editor, settings.done, losses, undo);
  } catch (error) {
    say(editor, settings.failed, [], null);
  }
}, true);
