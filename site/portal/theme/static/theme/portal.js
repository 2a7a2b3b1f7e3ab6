// @ts-check
/* Small comforts; every page works without them. */
(function () {
  "use strict";
  /** @type {NodeListOf<HTMLElement>} */
  (document.querySelectorAll("[data-gk-print]")).forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  /** @type {NodeListOf<HTMLAnchorElement>} */
  (document.querySelectorAll("[data-gk-report]")).forEach(function (link) {
    link.addEventListener("mousedown", function () {
      var words = String(window.getSelection()).trim().slice(0, 300);
      if (!words) { return; }
      var url = new URL(link.href);
      url.searchParams.set("quote", words);
      link.href = url.href;
    });
  });
  /** @type {NodeListOf<HTMLInputElement>} */
  (document.querySelectorAll("input[type=file][data-gk-largest]")).forEach(function (input) {
    input.addEventListener("change", function () {
      var field = /** @type {HTMLElement} */ (input.closest(".gk-field")), error = field.querySelector("[data-gk-size]");
      var large = Array.prototype.slice.call(input.files).filter(function (file) { return file.size > Number(input.dataset.gkLargest); })[0];
      if (error) { error.remove(); }
      field.classList.toggle("has-error", Boolean(large));
      if (!large) { return; }
      error = document.createElement("p");
      error.className = "gk-error";
      error.setAttribute("role", "alert");
      error.setAttribute("data-gk-size", "");
      error.textContent = (input.dataset.gkTooLarge || "").replace("{name}", large.name)
        .replace("{size}", (Math.ceil(large.size / 104857.6) / 10).toFixed(1));
      input.value = "";
      field.insertBefore(error, input);
    });
  });
  /** @type {HTMLAnchorElement[]} */
  var links = Array.prototype.slice.call(document.querySelectorAll(".gk-toc a[href^='#']"));
  if (!links.length || !("IntersectionObserver" in window)) { return; }
  /** @type {Record<string, HTMLAnchorElement>} */
  var byId = {};
  links.forEach(function (link) { byId[decodeURIComponent(link.hash.slice(1))] = link; });
  var watcher = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) { return; }
      links.forEach(function (link) { link.removeAttribute("aria-current"); });
      byId[entry.target.id].setAttribute("aria-current", "true");
    });
  }, { rootMargin: "0px 0px -70% 0px" });
  Object.keys(byId).forEach(function (id) {
    var heading = document.getElementById(id);
    if (heading) { watcher.observe(heading); }
  });
})();
