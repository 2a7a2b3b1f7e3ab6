// @ts-check
/* Offers answers to similar questions while somebody writes; without scripts a button does the same. */
(function () {
  "use strict";
  var place = /** @type {HTMLElement} */ (document.querySelector("[data-gk-similar]"));
  if (!place || !window.fetch || !window.DOMParser) { return; }
  var form = /** @type {HTMLFormElement & {elements: Record<string, HTMLInputElement>}} */ (place.closest("form"));
  var last = "", asked = 0;
  function look() {
    var words = form.elements.subject.value + form.elements.text.value;
    if (words.trim().length < 6 || words === last) { return; }
    last = words;
    var mine = ++asked, data = new FormData();
    ["csrfmiddlewaretoken", "subject", "text"].forEach(function (name) { data.append(name, form.elements[name].value); });
    data.append("similar", "1");
    fetch(form.action || location.href, { method: "POST", body: data, credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html").querySelector("[data-gk-similar]");
        if (mine === asked && found) { place.replaceChildren.apply(place, Array.prototype.slice.call(found.childNodes)); }
      })
      .catch(function () { /* offering is a comfort: the form works without it */ });
  }
  form.elements.subject.addEventListener("change", look);
  form.elements.text.addEventListener("change", look);
})();
