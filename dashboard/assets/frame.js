/* What all pages need done after Dash has drawn them. */
(function () {
  "use strict";
  /* The link of the page that is shown says so, to the eye and to screen readers. */
  function markLink() {
    for (const link of document.querySelectorAll(".page-link")) {
      if (new URL(link.href).pathname === window.location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /* Dash's dropdown takes the tab key with an input that screen readers are told to pass over (WCAG 4.1.2) and hands the
   * focus on to its button. Here the button takes it itself. */
  function makeDropdownsReachable() {
    for (const target of document.querySelectorAll(".dash-dropdown-focus-target:not(:disabled)")) {
      target.disabled = true;
      const button = target.parentElement.querySelector("button");
      if (button) button.tabIndex = 0;
    }
  }

  /* Where a login is asked for, a session ends after some hours: the next question leads to the form, and back. */
  const ask = window.fetch;
  window.fetch = async (...question) => {
    const answer = await ask(...question);
    if (answer.status !== 401) return answer;
    window.location.reload();
    return new Promise(() => {}); // nobody works on with a refusal while the page goes
  };

  /* A sheet of paper says what it shows, when it was printed, and where the view is found again. */
  window.addEventListener("beforeprint", () => {
    const line = document.getElementById("print-line");
    if (!line) return;
    const today = new Date();
    const day = `${today.getFullYear()}年${today.getMonth() + 1}月${today.getDate()}日打印`;
    let address = window.location.href;
    try {
      address = decodeURI(address);
    } catch {
      // a broken escape: the address as it stands
    }
    line.textContent = `${document.title.split(" · ")[0]}　${day}　${address}`;
  });

  let links = 0;
  new MutationObserver(() => {
    makeDropdownsReachable();
    const now = document.querySelectorAll(".page-link").length;
    if (now !== links) markLink();
    links = now;
  }).observe(document.body, { childList: true, subtree: true });
  // What Dash's links send before the address has changed.
  for (const event of ["_dashprivate_pushstate", "popstate"]) window.addEventListener(event, () => setTimeout(markLink));
})();
