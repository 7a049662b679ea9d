/* Turns the pages of a meeting: the arrow keys follow the links to the page before and the page after. Nothing else runs here. */
(function () {
  "use strict";
  var turns = { ArrowRight: "next", ArrowLeft: "prev" };

  function turn(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) { return; }
    var link = turns[event.key] && document.querySelector("a[rel=" + turns[event.key] + "]");
    if (link) { event.preventDefault(); window.location.assign(link.href); }
  }

  document.addEventListener("keydown", turn);
})();
