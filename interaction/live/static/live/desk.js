// @ts-check
/* The recorder's and the text reviewer's places: what waits comes by itself, and acts don't load the page again. */
(function () {
  "use strict";
  var box = /** @type {HTMLElement} */ (document.querySelector("[data-live-waiting]"));
  if (!box || !window.fetch) { return; }
  var EVERY_MS = 1000, SETTLE_MS = 400;
  var problems = /** @type {HTMLElement} */ (document.querySelector("[data-live-problems]"));
  /** @typedef {HTMLFormElement & {elements: Record<string, HTMLInputElement> & {kind: RadioNodeList}}} Sends */
  var seen = "", first = firstRow(), changedAt = 0;

  function firstRow() { var row = box.querySelector("[data-live-row]"); return row ? row.getAttribute("data-live-row") : ""; }

  /** @param {string[] | undefined} lines */
  function say(lines) {
    problems.textContent = (lines || []).join(" ");
    problems.hidden = !problems.textContent;
  }

  function busy() {  /* somebody writes a reason: the list waits */
    var active = document.activeElement;
    return active && box.contains(active) && active.tagName === "INPUT";
  }

  /** @param {string} html */
  function show(html) {
    var plain = html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");  /* that is another one each time */
    if (busy() || plain === seen) { return; }
    var hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
    seen = plain;
    box.innerHTML = html;
    if (firstRow() !== first) { first = firstRow(); changedAt = Date.now(); }
    var button = /** @type {HTMLElement} */ (box.querySelector("[autofocus]"));
    if (box.hasAttribute("data-live-focus") && button && hadFocus) { button.focus(); }
  }

  function refresh() {
    return window.fetch(box.getAttribute("data-live-waiting") || "", { credentials: "same-origin" }).then(function (answer) {
      if (answer.redirected || !answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(show);
  }

  /** @param {HTMLFormElement} form */
  function post(form) {
    return window.fetch(form.action, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-Requested-With": "fetch" }
    }).then(function (answer) {
      if ((answer.headers.get("Content-Type") || "").indexOf("json") < 0) { throw new Error(String(answer.status)); }
      return answer.json();
    });
  }

  document.addEventListener("submit", function (event) {
    var form = /** @type {Sends} */ (event.target), sends = form.hasAttribute("data-live-send");
    if (!sends && !form.hasAttribute("data-live-act")) { return; }
    event.preventDefault();
    if (!sends && Date.now() - changedAt < SETTLE_MS) { return; }  /* the passage under the finger has just changed */
    if (form.getAttribute("data-live-busy")) { return; }
    form.setAttribute("data-live-busy", "1");
    post(form).then(function (said) {
      say(said.problems);
      if (said.sent && sends) {
        var back = form.getAttribute("data-live-back");
        if (back !== null) { window.location.href = back; return undefined; }
        form.elements.text.value = "";
        form.elements.picture_file.value = "";
        form.elements.picture_text.value = "";
        form.elements.text.focus();
      }
      var active = /** @type {HTMLElement} */ (document.activeElement);
      if (active && box.contains(active)) { active.blur(); }
      return refresh();
    }).catch(function () { form.removeAttribute("data-live-busy"); form.submit(); }).then(function () { form.removeAttribute("data-live-busy"); });
  });

  document.addEventListener("keydown", function (event) {
    var form = document.querySelector("[data-live-send]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); /** @type {HTMLElement} */ (form.querySelector("button")).click(); }
  });

  document.addEventListener("click", function (event) {
    var target = /** @type {Element} */ (event.target), form = /** @type {Sends} */ (document.querySelector("[data-live-send]"));
    var line = target.closest ? target.closest("[data-live-question]") : null;
    if (!line || !form) { return; }
    form.elements.text.value = line.getAttribute("data-live-question") || "";
    form.elements.speaker.value = line.getAttribute("data-live-name") || "";
    Array.prototype.forEach.call(form.elements.kind, function (choice) { choice.checked = choice.value === "question"; });
    form.elements.text.focus();
  });

  (function again() {
    window.setTimeout(function () { refresh().catch(function () { /* it is asked again */ }).then(again); }, EVERY_MS);
  })();
})();
