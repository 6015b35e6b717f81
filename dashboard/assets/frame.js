/* The head's links: the one of the page that is shown says so, to the eye and to screen readers. */
(function () {
  "use strict";
  function mark() {
    for (const link of document.querySelectorAll(".page-link")) {
      if (new URL(link.href).pathname === window.location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /* The event that Dash's links send before the address has changed; the head itself comes with Dash's first answer. */
  for (const event of ["_dashprivate_pushstate", "popstate"]) window.addEventListener(event, () => setTimeout(mark));
  const arrival = new MutationObserver(() => {
    if (!document.querySelector(".page-link")) return;
    arrival.disconnect();
    mark();
  });
  arrival.observe(document.body, { childList: true, subtree: true });
})();
