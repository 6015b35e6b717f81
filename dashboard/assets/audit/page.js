/* 规划体检: the open finding stands in the address, so that a copied link opens on it. Unfolding asks the server for
 * nothing: it is not a view of its own that the browser would have to go back from. */
/* needs: address.js */
(function () {
  "use strict";
  const PREFIX = "finding-";
  const finding = (element) => element.closest(`#audit .findings-list > li > details`);

  function remember(changes) {
    const query = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const search = query.size ? `?${query}` : "";
    if (search !== window.location.search) window.history.replaceState(window.history.state, "", window.location.pathname + search);
  }

  /* Another choice starts from the first page with nothing open. */
  function choose(value) {
    if (!window.dash_clientside.callback_context.triggered_id) return; // the page has just been made
    remember({ page: "", finding: "" });
    window.dash_clientside.address.choose(value);
  }

  // Toggling does not bubble: listened to on its way down.
  document.addEventListener(
    "toggle",
    (event) => {
      const details = event.target.matches && finding(event.target);
      if (details !== event.target) return;
      const id = details.id.slice(PREFIX.length);
      details.dataset.shown = "yes"; // who has unfolded it sees it
      if (details.open) remember({ finding: id });
      else if (new URLSearchParams(window.location.search).get("finding") === id) remember({ finding: "" });
    },
    true
  );

  /* A link to a finding shows it: the list may be long. */
  const arrival = new MutationObserver(() => {
    const id = window.location.pathname === window.dash_clientside.address.at("/audit") && new URLSearchParams(window.location.search).get("finding");
    const details = id && document.getElementById(PREFIX + id);
    if (!details || details.dataset.shown) return;
    details.dataset.shown = "yes";
    if (details.open && details.getBoundingClientRect().bottom > window.innerHeight) details.scrollIntoView({ block: "start" });
  });
  arrival.observe(document.body, { childList: true, subtree: true });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { audit: { choose } });
})();
