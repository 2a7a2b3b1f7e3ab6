// @ts-check
// Everything from the keyboard: in the outline and on the page, not in fields.

/** Undoing and redoing, from wherever the cursor is. @param {import('./acts.js').Acts} acts @returns {(event: KeyboardEvent) => void} */
export function undoingOf(acts) {
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) acts.redo();
    else acts.undo();
  };
}

/** @param {import('./acts.js').Acts} acts @returns {(event: KeyboardEvent) => void} */
export function keysOf(acts) {
  /** @type {Record<string, () => void>} */
  const plain = {
    ArrowDown: () => acts.walk(1), ArrowUp: () => acts.walk(-1), Home: () => acts.walk(-1e6), End: () => acts.walk(1e6),
    Enter: () => acts.edit(), F2: () => acts.write(), Insert: () => acts.add(), Delete: () => acts.remove(), Backspace: () => acts.remove(),
    Escape: () => acts.choose(''),
  };
  /** @type {Record<string, () => void>} */
  const alt = { ArrowUp: () => acts.up(), ArrowDown: () => acts.down(), ArrowLeft: () => acts.across(-1), ArrowRight: () => acts.across(1) };
  /** @type {Record<string, () => void>} */
  const shift = { ArrowLeft: () => acts.widen(-1), ArrowRight: () => acts.widen(1), Insert: () => acts.addBefore() };
  /** @type {Record<string, () => void>} */
  const control = {
    z: () => acts.undo(), y: () => acts.redo(), c: () => acts.copy(), x: () => acts.cut(), v: () => acts.paste(), d: () => acts.duplicate(),
  };
  return (event) => {
    const mod = event.ctrlKey || event.metaKey;
    let act;
    if (mod && !event.altKey) {
      const key = event.key.toLowerCase();
      act = key === 'z' && event.shiftKey ? () => acts.redo() : control[key];
    } else if (event.altKey) act = alt[event.key];
    else if (event.shiftKey) act = shift[event.key];
    else act = plain[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
