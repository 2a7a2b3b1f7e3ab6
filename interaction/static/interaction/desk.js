// @ts-check
/* The handlers' list by keyboard, while the focus is in it: J or the arrow down goes on, K or the arrow up goes back. */
(function () {
  "use strict";
  /** @type {HTMLAnchorElement[]} */
  var rows = Array.prototype.slice.call(document.querySelectorAll(".gk-worklist .gk-worklist-what a"));
  if (!rows.length) { return; }
  /** @type {Record<string, number>} */
  var STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  rows[0].setAttribute("accesskey", "l");
  document.addEventListener("keydown", function (event) {
    var at = rows.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement)), step = STEPS[event.key];
    if (at < 0 || !step || event.altKey || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
  });
})();
