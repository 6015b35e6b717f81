/* The menu 生成简报 (components.briefing_button): fetches the file and says meanwhile that it is being made. */
/* needs: downloads.js */
(function () {
  "use strict";

  /* A briefing takes seconds: fetched here, so that the reader sees that it is being made. */
  async function brief(link) {
    const menu = link.closest(".briefing");
    const summary = menu.querySelector("summary");
    const label = summary.textContent;
    if (menu.hasAttribute("aria-busy")) return;
    menu.open = false;
    menu.setAttribute("aria-busy", "true");
    summary.textContent = "正在生成……";
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const [, name] = /filename\*=UTF-8''(\S+)/.exec(answer.headers.get("Content-Disposition"));
      window.downloads.save(await answer.blob(), decodeURIComponent(name));
    } catch {
      window.location.assign(link.href); // the answer says what was wrong
    }
    summary.textContent = label;
    menu.removeAttribute("aria-busy");
  }

  /* Makes the menu that of a place and of a topic, an indicator or a domain; without a place it asks for one. */
  function about(menu, region, topic) {
    menu.querySelector(".no-place").hidden = Boolean(region);
    menu.querySelector(".offered").hidden = !region;
    for (const list of menu.querySelectorAll(".of-topic")) list.hidden = list.previousElementSibling.hidden = !topic;
    for (const link of menu.querySelectorAll("a")) {
      const query = new URLSearchParams(link.search);
      query.set("region", region);
      if (link.closest(".of-topic")) query.set("topic", topic);
      link.search = query;
    }
  }

  /* Puts the address's parameter of this name into the link. */
  function carry(link, name) {
    const query = new URLSearchParams(link.search);
    const value = new URLSearchParams(window.location.search).get(name);
    if (value === null) query.delete(name);
    else query.set(name, value);
    link.search = query;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".briefing a");
    if (link) {
      event.preventDefault();
      brief(link);
    }
    const menu = document.querySelector(".briefing[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".briefing[open]");
    if (!menu) return;
    event.preventDefault(); // other listeners to the key see that it has been used
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  // Whatever is done with a link, it means the view that is shown now.
  for (const moment of ["pointerover", "focusin", "pointerdown", "click"]) {
    document.addEventListener(
      moment,
      (event) => {
        const link = event.target.closest && event.target.closest(".briefing[data-carried] a[href]");
        if (link) carry(link, link.closest(".briefing").dataset.carried);
      },
      true
    );
  }
  window.briefing = { about };
})();
