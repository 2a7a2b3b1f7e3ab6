/** The address of a module of the canvas. @param {string} name */
const address = (name) => new URL(`../../../special_topics/static/special_topics/canvas/${name}.js`, import.meta.url).href;

/** A module of the canvas, as the browser gets it. @param {string} name */
export const module = (name) => import(address(name));
