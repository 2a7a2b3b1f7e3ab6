/* Small comforts of the worklist; it works without them. */
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    var field = event.target;
    if (field.matches("[data-gk-fills]") && field.value) {
      var text = document.getElementById(field.getAttribute("data-gk-fills"));
      text.value = field.value;
      field.selectedIndex = 0;
      text.focus();
    }
    if (field.matches("[data-gk-all]")) {
      var name = field.getAttribute("data-gk-all");
      document.querySelectorAll("input[type=checkbox][name=" + name + "]").forEach(function (box) { box.checked = field.checked; });
    }
  });
  document.querySelectorAll("[data-gk-all], [data-gk-all-label]").forEach(function (item) { item.hidden = false; });
})();
