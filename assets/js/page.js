/* The browser's half of pages/html.py: two Dash components without a build step. Loaded only on a page that holds an island. */
(function () {
  "use strict";

  /* Markup that the server has escaped. */
  function Html(props) {
    return React.createElement("span", { dangerouslySetInnerHTML: { __html: props.html } });
  }

  /* Its children, inside the element of the page whose id is `target`; what waited there makes room. */
  function Place(props) {
    var place = document.getElementById(props.target);
    var ready = React.useState(false);
    React.useEffect(function () {
      if (place) { place.textContent = ""; ready[1](true); }
    }, []);
    return place && ready[0] ? ReactDOM.createPortal(props.children, place) : null;
  }

  window.delivery_plan = { Html: Html, Place: Place };
})();
