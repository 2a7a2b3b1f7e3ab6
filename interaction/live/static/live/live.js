// @ts-check
/* Follows an interview: server-sent events, and where those don't come, asking every few seconds. The page is whole
   without it: its reload link does the same. */
(function () {
  "use strict";
  var box = /** @type {HTMLElement} */ (document.querySelector("[data-gk-live]"));
  if (!box) { return; }
  var state = /** @type {HTMLElement} */ (document.querySelector("[data-gk-live-state]"));
  var badge = document.querySelector("[data-gk-live-badge] .gk-badge");
  var reload = /** @type {HTMLElement} */ (document.querySelector("[data-gk-live-reload]"));
  var number = box.getAttribute("data-number");
  var last = parseInt(box.getAttribute("data-last") || "", 10) || 0;
  var ASK_MS = 5000, over = false;
  /** @type {number | undefined} */
  var asking;
  /** @type {EventSource | null} */
  var source = null;

  /** @param {string} name */
  function say(name) { state.textContent = box.getAttribute("data-text-" + name); }

  /* Connected: before the first passage nothing is on the air yet. */
  function follow() { say(box.firstElementChild ? "live" : "waits"); }

  function nearEnd() { return window.innerHeight + window.pageYOffset >= box.getBoundingClientRect().bottom + window.pageYOffset - 80; }

  /** @param {string} html */
  function put(html) {
    var holder = document.createElement("template");
    holder.innerHTML = html;
    var piece = holder.content.firstElementChild;
    if (!piece) { return; }
    var there = document.getElementById(piece.id), atEnd = nearEnd();
    if (there) { there.replaceWith(piece); } else { box.appendChild(piece); }
    piece.classList.add("is-new");
    if (!there) { follow(); }
    if (!there && badge) { badge.textContent = box.getAttribute("data-text-badge"); badge.className = "gk-badge is-urgent"; }
    if (!there && atEnd) { piece.scrollIntoView({ block: "end" }); }
  }

  function finish() { over = true; if (badge) { /** @type {HTMLElement} */ (badge.parentElement).hidden = true; } say("over"); if (reload) { reload.hidden = true; } if (source) { source.close(); } window.clearTimeout(asking); }

  /** @param {MessageEvent} event */
  function heard(event) { last = Math.max(last, parseInt(event.lastEventId, 10) || 0); put(event.data); }

  function address() {
    var base = box.getAttribute("data-events") || "";
    if (base.charAt(0) === ":") { base = window.location.protocol + "//" + window.location.hostname + base; }
    return base + "/live-events/" + number + "/?after=" + last;
  }

  function ask() {
    var url = (box.getAttribute("data-since") || "").replace(/\/0\/$/, "/" + last + "/");
    window.fetch(url, { credentials: "omit" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (found) {
      found.pieces.forEach(function (/** @type {{no: number, html: string}} */ piece) { last = Math.max(last, piece.no); put(piece.html); });
      follow();
      if (found.over && !found.pieces.length) { finish(); }
    }).catch(function () { say("lost"); }).then(function () {
      if (!over) { asking = window.setTimeout(ask, ASK_MS); }
    });
  }

  function listen() {
    if (!("EventSource" in window)) { ask(); return; }
    var listened = new window.EventSource(address());
    source = listened;
    listened.onopen = function () { follow(); if (reload) { reload.hidden = true; } };
    listened.addEventListener("passage", heard);
    listened.addEventListener("end", function (event) { heard(event); finish(); });
    listened.addEventListener("reload", function () { listened.close(); window.location.reload(); });
    listened.onerror = function () {
      if (over) { return; }
      say("lost");
      if (listened.readyState === window.EventSource.CLOSED) { source = null; ask(); }  /* it won't try again by itself */
    };
  }

  listen();
})();
