/* What the controls above the coverage map offer: bars of radio buttons, and the options of Dash's dropdowns. */
/* needs: county_map/drawing.js */
(function () {
  "use strict";
  const { html } = window.countyDrawing;

  /* Fills a bar where its options ([key, label]) are others than before; `onChoice` is called with a key. */
  function showBar(bar, options, chosen, onChoice) {
    const keys = options.map(([key]) => key).join();
    if (bar.dataset.keys !== keys) {
      bar.dataset.keys = keys;
      bar.replaceChildren();
      for (const [key, label] of options) {
        const choice = html("label", "", "", bar);
        const input = Object.assign(html("input", "", "", choice), { type: "radio", name: bar.id, value: key });
        input.addEventListener("change", () => onChoice(key));
        html("span", "", label, choice);
      }
    }
    for (const input of bar.querySelectorAll("input")) input.checked = input.value === chosen;
  }

  const cities = (data) => [["", "全省（区）"], ...data.cities].map(([value, label]) => ({ value, label }));

  function rates(data) {
    const options = [];
    for (const [domain, label] of Object.entries(data.domains)) {
      const found = data.rates.filter((rate) => rate.domain === domain);
      if (found.length) options.push({ value: `domain:${domain}`, label, disabled: true });
      options.push(...found.map(({ key, name }) => ({ value: key, label: name })));
    }
    return options;
  }

  window.coverageChoices = { showBar, cities, rates };
})();
