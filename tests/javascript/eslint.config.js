// Rules for the portal's scripts. They are delivered as they are, so what is written here is what browsers get.
import js from '@eslint/js';
import globals from 'globals';

/** Loaded with type="module"; every other script is a classic one. */
const MODULES = [
  '**/static/columns/drop.js', '**/static/approvals/beside.js', '**/static/search/suggest.js', '**/static/tiles/paste.js',
  '**/static/special_topics/canvas/**',
];

/** HTML that the portal's own server rendered from its own templates is put in here, and nowhere else. */
const SERVER_HTML = [
  '**/static/approvals/beside.js', // what the portal says to a form that is written: pages of staff
  '**/static/live/desk.js', // what waits for the recorder and the text reviewer
  '**/static/live/live.js', // passages that were approved and are on the air
  '**/static/special_topics/canvas/frame.js', // tiles as the page renders them, parsed in a template of the frame
  '**/static/special_topics/canvas/together.js', // the question of two people who changed one tile
];

const NO_MARKUP = [
  { selector: "AssignmentExpression > MemberExpression.left[property.name=/^(inner|outer)HTML$/]", message: 'Build elements, or list the file in SERVER_HTML with its reason.' },
  { selector: "CallExpression[callee.property.name=/^(insertAdjacentHTML|createContextualFragment)$/]", message: 'Build elements instead of text.' },
  { selector: "CallExpression[callee.object.name='document'][callee.property.name=/^write(ln)?$/]", message: 'Build elements instead of text.' },
];

const rules = {
  'array-callback-return': 'error',
  curly: ['error', 'multi-line'],
  'default-case-last': 'error',
  eqeqeq: 'error',
  'no-constructor-return': 'error',
  'no-eval': 'error',
  'no-extend-native': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-new-wrappers': 'error',
  'no-promise-executor-return': 'error',
  'no-restricted-syntax': ['error', ...NO_MARKUP],
  'no-return-assign': ['error', 'except-parens'],
  'no-script-url': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-throw-literal': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unused-expressions': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
  'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
  'no-useless-concat': 'error',
};

export default [
  { ignores: ['.venv/', 'var/', 'build/', 'dist/', 'test-results/', '**/node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules },
  // Browsers of 2020: newer syntax is a fault. Classic scripts keep to themselves.
  {
    files: ['**/static/**/*.js'],
    ignores: MODULES,
    languageOptions: { ecmaVersion: 2020, sourceType: 'script', globals: globals.browser },
    rules: { strict: ['error', 'function'], 'no-implicit-globals': ['error', { lexicalBindings: true }] },
  },
  {
    files: MODULES,
    languageOptions: { ecmaVersion: 2020, sourceType: 'module', globals: globals.browser },
    rules: { 'no-var': 'error', 'prefer-const': 'error' },
  },
  // The editor's canvas is used by staff with newer browsers: it has private members.
  { files: ['**/static/special_topics/canvas/**'], languageOptions: { ecmaVersion: 2022 } },
  { files: SERVER_HTML, rules: { 'no-restricted-syntax': ['error', ...NO_MARKUP.slice(1)] } },
  {
    files: ['tests/javascript/**/*.js'],
    languageOptions: { sourceType: 'module', globals: { ...globals.node, localStorage: false, sessionStorage: false, window: false } },
    rules: { 'no-var': 'error', 'prefer-const': 'error' },
  },
];
