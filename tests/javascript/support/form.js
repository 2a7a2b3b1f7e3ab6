// The client-side objects of Wagtail's form, as far as the canvas touches them: streams, structures and fields without
// a browser. They hold what is put in and hand it out again, as Wagtail's own do.

/** An element that shows nothing: it keeps its attributes, and swallows the rest. */
export class Element {
  constructor() {
    this.attributes = new Map();
  }

  addEventListener() {}

  append() {}

  closest() { return this; }

  dispatchEvent() { Element.said += 1; return true; }

  getAttribute(name) { return this.attributes.get(name) ?? null; }

  querySelector() { return null; }

  querySelectorAll() { return []; }

  removeAttribute(name) { this.attributes.delete(name); }

  setAttribute(name, value) { this.attributes.set(name, value); }
}

Element.said = 0;

/** How often a form has said that it changed. */
export const timesSaid = () => Element.said;

class Field {
  constructor(value) {
    this.value = value;
    this.element = new Element();
    this.widget = { input: this.element };
  }

  getState() { return this.value; }

  getTextLabel() { return this.value; }

  setState(value) { this.value = value; }
}

class Structure {
  constructor(fields) {
    this.childBlocks = fields;
  }
}

class List {
  constructor(children) {
    this.element = new Element();
    this.children = children;
    this.blockDef = {};
  }
}

let made = 0;

class Stream {
  constructor(tiles, types) {
    this.element = new Element();
    this.countInput = { get: () => this.element };
    this.types = types;
    this.children = [];
    this.blockDef = {
      childBlockDefsByName: Object.fromEntries(types.map((type) => [type, { name: type }])),
      groupedChildBlockDefs: [['', types.map((type) => ({ name: type, meta: { label: type.toUpperCase() } }))]],
      initialChildStates: Object.fromEntries(types.map((type) => [type, type === 'row' ? { columns: [] } : ''])),
    };
    tiles.forEach((tile, index) => this.insert(tile, index));
    this.inserted = 0;
  }

  insert(tile, index) {
    made += 1;
    const prefix = `body-${made}`;
    this.inserted += 1;
    const child = {
      id: tile.id, type: tile.type, prefix, element: new Element(), block: blockOf(tile),
      blockDef: { meta: { label: tile.type.toUpperCase(), icon: 'doc' } }, getContentPath: () => `${prefix}.${tile.id}`,
    };
    this.children.splice(index, 0, child);
    return child;
  }

  deleteBlock(index) { this.children.splice(index, 1); }

  moveBlock(from, to) { this.children.splice(to, 0, ...this.children.splice(from, 1)); }
}

function blockOf({ type, value }) {
  if (type !== 'row') return new Field(value);
  return new Structure({
    columns: new List(value.columns.map((column) => ({
      id: column.id, element: new Element(),
      block: new Structure({ width: new Field(column.value.width), tiles: new Stream(column.value.tiles, ['text', 'heading']) }),
    }))),
  });
}

/** The page's own stream with these tiles: texts, headings, and rows of columns with tiles of their own. */
export function form(tiles) {
  return new Stream(tiles, ['text', 'heading', 'row']);
}

/** A tile as JSON. */
export function text(id, value = id) {
  return { type: 'text', value, id };
}

/** A row as JSON: a list of tiles for each column. */
export function row(id, ...columns) {
  const width = String(12 / columns.length);
  const cells = columns.map((tiles, number) => ({ value: { width, tiles }, id: `${id}-${number}` }));
  return { type: 'row', value: { columns: cells }, id };
}
