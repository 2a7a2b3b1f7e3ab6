// @ts-check
/**
 * Make an element: ``make('button', {type: 'button', text: '…', on: {click}}, [children])``.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, any>} [options] @param {(Node | string)[]} [children] @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, options = {}, children = []) {
  const { text, on, ...attributes } = options;
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  });
  if (text !== undefined) element.textContent = text;
  Object.entries(on || {}).forEach(([name, act]) => element.addEventListener(name, act));
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One of Wagtail's own icons. @param {string} name */
export function icon(name) {
  const element = document.createElementNS(SVG, 'svg');
  element.setAttribute('class', 'icon');
  element.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  element.append(use);
  return element;
}

/** The element that something happened to. @param {Event} event */
export function targetOf(event) {
  return /** @type {HTMLElement} */ (event.target);
}

/** Fill ``{name}`` in a text. @param {string} text @param {Record<string, any>} values */
export function filled(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
