/* Small comforts; every page works without them. */
(function () {
  "use strict";
  document.querySelectorAll("[data-gk-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  document.querySelectorAll("[data-gk-report]").forEach(function (link) {
    link.addEventListener("mousedown", function () {
      var words = String(window.getSelection()).trim().slice(0, 300);
      if (!words) { return; }
      var url = new URL(link.href);
      url.searchParams.set("quote", words);
      link.href = url.href;
    });
  });
  var links = Array.prototype.slice.call(document.querySelectorAll(".gk-toc a[href^='#']"));
  if (!links.length || !("IntersectionObserver" in window)) { return; }
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
