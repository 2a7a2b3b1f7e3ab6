import { registerHooks } from 'node:module';

const CANVAS = new URL('../../../special_topics/static/special_topics/canvas/', import.meta.url).href;

// Browsers are told by the page that these are modules; Node would look for a package.json, up to the top of the disk.
registerHooks({
  load: (url, context, next) => next(url, url.startsWith(CANVAS) ? { ...context, format: 'module' } : context),
});

/** A module of the canvas, as the browser gets it. @param {string} name */
export const module = (name) => import(`${CANVAS}${name}.js`);
