/* Turns the pages of a meeting: the arrow keys follow the links to the page before and the page after, Escape the way out. */
(function () {
  "use strict";
  var turns = { ArrowRight: "a[rel=next]", ArrowLeft: "a[rel=prev]", Escape: "a.leave" };

  function turn(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) { return; }
    var link = turns[event.key] && document.querySelector(turns[event.key]);
    if (link) { event.preventDefault(); window.location.assign(link.href); }
  }

  document.addEventListener("keydown", turn);
})();
