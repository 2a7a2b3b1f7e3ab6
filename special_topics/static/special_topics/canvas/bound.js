// @ts-check
// Reads Wagtail's bound blocks: their state as JSON, the streams and the fields in them.

/**
 * The JSON state of a bound block. Wagtail's own is the same, but for rich text, where it is an object of Draft.js.
 * @param {Wagtail.Bound} bound @returns {any}
 */
export function stateOf(bound) {
  if (bound.childBlocks) {
    return Object.fromEntries(Object.entries(bound.childBlocks).map(([name, inner]) => [name, stateOf(inner)]));
  }
  if (bound.children) return bound.children.map((child) => tileOf(child));
  const state = bound.getState();
  return state && bound.widget && typeof state.getCurrentContent === 'function' ? richText(bound.widget) : state;
}

/** @typedef {{key: string, text: string, type: string, depth: number, inlineStyleRanges: object[], entityRanges: object[], data?: object}} RawBlock  as Draft.js has it */
/** @type {WeakMap<object, {raw: string, plain: string}>} */
const known = new WeakMap();

/**
 * The content of a rich text editor, the same whether it is as the server wrote it or as the editor saved it since.
 * @param {Wagtail.Widget} widget
 */
function richText(widget) {
  const raw = widget.getValue();
  const held = known.get(widget);
  if (held?.raw === raw) return held.plain;
  const plain = plainContent(raw);
  known.set(widget, { raw, plain });
  return plain;
}

/** @param {string} raw */
function plainContent(raw) {
  const content = JSON.parse(raw || 'null');
  /** @type {RawBlock[]} */
  const blocks = (content?.blocks || []).map((/** @type {RawBlock} */ { key, text, type, depth, inlineStyleRanges, entityRanges, data }) => ({
    key, text, type, depth, inlineStyleRanges, entityRanges, ...(data && Object.keys(data).length ? { data } : {}),
  }));
  const says = blocks.some((block) => block.text || block.entityRanges.length || block.type !== 'unstyled');
  return says ? JSON.stringify({ blocks, entityMap: content.entityMap }) : 'null';
}

/** A field in which one of several is chosen: its value, what there is, and how another one is put in. @param {Wagtail.Bound | undefined} bound */
export function choiceOf(bound) {
  if (!bound?.widget) return undefined;
  const state = bound.getState();
  const list = Array.isArray(state);
  const select = bound.element?.querySelector?.('select') || bound.field?.querySelector?.('select');
  const options = select ? [...select.options].map((option) => ({ value: option.value, label: option.text })) : [];
  return { value: list ? state[0] : state, options, put: (/** @type {string} */ value) => bound.setState(list ? [value] : value) };
}

/** The JSON state of a tile or an item. @param {Wagtail.Child} child @returns {any} */
export function tileOf(child) {
  const base = { value: stateOf(child.block), id: child.id || null };
  return child.type ? { type: child.type, ...base } : base;
}

/** The streams in a block, each with the way to it. @param {Wagtail.Bound} bound @returns {{key: string, bound: Wagtail.Stream}[]} */
export function streamsIn(bound, path = '') {
  if (bound.childBlocks) {
    return Object.entries(bound.childBlocks).flatMap(([name, inner]) => streamsIn(inner, path ? `${path}.${name}` : name));
  }
  if (!bound.children) return [];
  if (bound.blockDef?.childBlockDefsByName) return [{ key: path || 'self', bound: /** @type {Wagtail.Stream} */ (bound) }];
  return bound.children.flatMap((child, index) => streamsIn(child.block, path ? `${path}.${index}` : `${index}`));
}

/** The fields in a block, streams aside. @param {Wagtail.Bound} bound @param {string[]} [path] @returns {{bound: Wagtail.Bound, path: string[]}[]} */
export function fieldsIn(bound, path = []) {
  if (bound.childBlocks) {
    return Object.entries(bound.childBlocks).flatMap(([name, inner]) => fieldsIn(inner, [...path, name]));
  }
  if (bound.children) {
    if (bound.blockDef?.childBlockDefsByName) return [];
    return bound.children.flatMap((child, index) => fieldsIn(child.block, [...path, String(index)]));
  }
  return [{ bound, path }];
}

/** What a tile says first, for the outline. @param {Wagtail.Child} child */
export function titleOf(child) {
  for (const { bound, path } of fieldsIn(child.block)) {
    const label = path[0] !== 'settings' && typeof stateOf(bound) === 'string' && bound.getTextLabel?.({ maxLength: 40 });
    if (label && label.trim()) return label.trim();
  }
  return '';
}
