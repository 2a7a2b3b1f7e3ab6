// @ts-check
/* Small comforts of the worklist and of a case's page; both work without them. */
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    var field = /** @type {HTMLSelectElement & HTMLInputElement} */ (event.target);
    if (field.matches("[data-gk-fills]") && field.value) {
      var text = /** @type {HTMLTextAreaElement} */ (document.getElementById(field.getAttribute("data-gk-fills") || ""));
      text.value = field.value;
      field.selectedIndex = 0;
      text.focus();
    }
    if (field.matches("[data-gk-all]")) {
      var name = field.getAttribute("data-gk-all");
      var boxes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[type=checkbox][name=" + name + "]"));
      boxes.forEach(function (box) { box.checked = field.checked; });
    }
  });
  /** @type {NodeListOf<HTMLElement>} */
  (document.querySelectorAll("[data-gk-all], [data-gk-all-label]")).forEach(function (item) { item.hidden = false; });
  /* Filters fold away where the screen is narrow; their number stays in sight. */
  if (window.matchMedia("(max-width: 800px)").matches) {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    (document.querySelectorAll("[data-gk-folds]")).forEach(function (fold) { fold.open = false; });
  }
  /* Where the route scrolls in a frame of its own, it begins with a whole step, and the one of now is in sight. */
  var route = document.querySelector(".gk-case-scroll"), now = route && route.querySelector("[aria-current=step]");
  if (route && now && now.getBoundingClientRect().bottom > route.getBoundingClientRect().bottom - 32) {
    var frame = route.getBoundingClientRect(), over = now.getBoundingClientRect().bottom - frame.bottom + 32;
    var begin = Array.prototype.filter.call(route.querySelectorAll(".gk-steps > li"), function (step) {
      return step.getBoundingClientRect().top - frame.top >= over;
    })[0];
    route.scrollTop += begin ? begin.getBoundingClientRect().top - frame.top - 12 : over;
  }
  /* A page under approval is shown from where its content begins: above that stands what every page has. */
  /** @type {NodeListOf<HTMLIFrameElement>} */
  (document.querySelectorAll("iframe.gk-preview")).forEach(function (frame) {
    function begin() {
      var main = frame.contentDocument && frame.contentDocument.getElementById("main");
      if (main) { /** @type {Window} */ (frame.contentWindow).scrollTo({ top: main.offsetTop, behavior: "instant" }); }
    }
    frame.addEventListener("load", begin);
    begin();
  });
})();
