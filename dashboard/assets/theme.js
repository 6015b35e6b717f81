/* Light or dark: what the system asks for, until the reader's switch says otherwise. Runs in the head, before anything
 * is painted, so that a dark page never flashes white. `data-theme` on <html> is what the style sheets go by; whoever
 * draws with colours of its own listens to the event `themechange` on the document. */
(function () {
  "use strict";
  const KEY = "theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const known = (value) => (value === "dark" || value === "light" ? value : "");
  const bySystem = () => (system.matches ? "dark" : "light");

  /* Storage may be switched off; the page then follows the system and a switch holds until it is left. */
  function remembered() {
    try {
      return known(window.localStorage.getItem(KEY));
    } catch {
      return "";
    }
  }

  function remember(theme) {
    try {
      if (theme === bySystem()) window.localStorage.removeItem(KEY);
      else window.localStorage.setItem(KEY, theme);
    } catch {
      // nothing to do: see above
    }
  }

  function apply(theme) {
    document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
  }

  apply(remembered() || bySystem());
  system.addEventListener("change", () => apply(remembered() || bySystem()));
  window.addEventListener("storage", (event) => event.key === KEY && apply(known(event.newValue) || bySystem()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#theme-switch")) return;
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    remember(theme);
    apply(theme);
  });
})();
