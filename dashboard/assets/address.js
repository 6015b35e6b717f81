/* Opens other views of a page by its address. The address holds the page's whole state, so that every choice is a step
 * the browser can go back from; Dash's router then asks the server for the page anew.
 */
(function () {
  "use strict";
  let waiting = null;
  const { requests_pathname_prefix: root } = JSON.parse(document.getElementById("_dash-config").textContent);

  /* Where a path of the app lies: a proxy may show it below one of its own. */
  const at = (path) => root.replace(/\/$/, "") + path;

  /* The present address with some parameters replaced; empty ones are left out. */
  function search(parameters) {
    const query = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(parameters)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    return `?${query}`;
  }

  /* The page's controls are made anew; whoever works with the keyboard stays on the same one. */
  function keepFocus(id) {
    const before = document.getElementById(id);
    if (!before) return;
    if (waiting) waiting.disconnect();
    waiting = new MutationObserver(() => {
      const now = document.getElementById(id);
      if (!now || now === before) return;
      waiting.disconnect();
      now.focus({ preventScroll: true });
    });
    waiting.observe(document.body, { childList: true, subtree: true });
    setTimeout((observer) => observer.disconnect(), 5000, waiting);
  }

  /* Opens the present page with these parameters, e.g. { region: "210381" }. */
  function open(parameters) {
    const wanted = search(parameters);
    if (wanted === (window.location.search || "?")) return;
    window.dash_clientside.set_props("address", { search: wanted });
  }

  /* A control whose id is <page>-<parameter> and whose value (or several) is what the parameter shall be. `others` are
   * parameters that change with it. */
  function choose(value, others) {
    const id = window.dash_clientside.callback_context.triggered_id;
    if (!id) return; // the page has just been made
    keepFocus(id);
    open({ ...others, [id.slice(id.lastIndexOf("-") + 1)]: Array.isArray(value) ? value.join(",") : value });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { address: { at, choose, keepFocus, open } });
})();
