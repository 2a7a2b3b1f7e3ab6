// @ts-check
/* The editor's view of a tile whose extension is switched off: read-only, kept whole, never offered for insertion. */
(function () {
  'use strict';
  var NAME = 'missing_tile';

  /** @typedef {{token: string, type: string, text: string}} Missing */

  class BoundMissingTile {
    /** @param {HTMLElement} element @param {HTMLInputElement} input @param {Missing | null} state */
    constructor(element, input, state) {
      this.element = element;
      this.input = input;
      this.idForLabel = null;
      this.state = { token: '', type: '', text: '' };
      this.setState(state);
    }
    /** @param {Missing | null} state */
    setState(state) {
      /** @type {Missing} */
      this.state = state || { token: '', type: '', text: '' };
      this.input.value = this.state.token;
      /** @type {HTMLElement} */ (this.element.querySelector('[data-type]')).textContent = this.state.type;
      /** @type {HTMLElement} */ (this.element.querySelector('[data-text]')).textContent = this.state.text;
    }
    getState() { return this.state; }
    getValue() { return this.input.value; }
    getTextLabel() { return this.state.type; }
    setInvalid() {}
    focus() {}
  }

  class MissingTileWidget {
    /** @param {{note: string, type: string}} texts */
    constructor(texts) { this.texts = texts; }
    /** @param {HTMLElement} placeholder @param {string} name @param {string} id @param {Missing | null} state */
    render(placeholder, name, id, state) {
      var box = document.createElement('div');
      var input = document.createElement('input');
      input.type = 'hidden';
      input.name = name;
      input.id = id;
      box.className = 'help-block help-warning';
      [[this.texts.note, null], [this.texts.type + ': ', 'type'], ['', 'text']].forEach(function (part) {
        var line = document.createElement('p');
        line.textContent = part[0];
        if (part[1]) {
          var slot = document.createElement('span');
          slot.setAttribute('data-' + part[1], '');
          slot.style.whiteSpace = 'pre-line';
          line.appendChild(slot);
        }
        box.appendChild(line);
      });
      box.appendChild(input);
      placeholder.replaceWith(box);
      return new BoundMissingTile(box, input, state);
    }
  }

  class TileStreamBlock extends window.wagtailStreamField.blocks.StreamBlockDefinition {
    /** @param {string} name @param {[string, Wagtail.BlockDef[]][]} groups @param {Record<string, any>} states @param {object} meta */
    constructor(name, groups, states, meta) {
      super(name, groups, states, meta);
      // Known by name (childBlockDefsByName), but not offered by the picker.
      this.groupedChildBlockDefs = groups
        .map(/** @returns {[string, Wagtail.BlockDef[]]} */ function (group) { return [group[0], group[1].filter(function (def) { return def.name !== NAME; })]; })
        .filter(function (group) { return group[1].length; });
    }
  }

  window.telepath.register('portal.tiles.MissingTileWidget', MissingTileWidget);
  window.telepath.register('portal.tiles.TileStreamBlock', TileStreamBlock);
})();
