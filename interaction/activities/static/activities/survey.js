// @ts-check
/* A survey: questions that aren't asked of somebody are folded away. Without it all show, each says of whom it is
   asked, and what is answered to a question that isn't asked is left out. */
(function () {
  "use strict";
  /** @type {HTMLFieldSetElement[]} */
  var questions = Array.prototype.slice.call(document.querySelectorAll("[data-gk-when]"));
  if (!questions.length) { return; }
  var form = /** @type {HTMLElement} */ (questions[0].form || questions[0].closest("form"));

  /** @param {string | null} name */
  function chosen(name) {
    return Array.prototype.map.call(form.querySelectorAll("[name='" + name + "']:checked"), function (box) { return box.value; });
  }

  function look() {
    questions.forEach(function (question) {  /* in their order: one that is folded away has no answer */
      var earlier = /** @type {HTMLElement} */ (document.getElementById(question.getAttribute("data-gk-when") || ""));
      var given = earlier.hidden ? [] : chosen(earlier.getAttribute("data-gk-question"));
      var wanted = (question.getAttribute("data-gk-options") || "").split(" ");
      question.hidden = !wanted.some(function (option) { return given.indexOf(option) >= 0; });
    });
  }

  form.addEventListener("change", look);
  look();
})();
