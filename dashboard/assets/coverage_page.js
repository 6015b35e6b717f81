/* The coverage map's page: settles which view is asked for, and shows it on the map and around it.
 *
 * The address holds the whole view, so a copied link reopens it. What stands there is only ever compared with the keys
 * of the data; what is not among them is replaced, and the page says so. One clientside callback, `choose`, answers every
 * control: it draws first and hands Dash the settled values afterwards. No switch within a province asks the server.
 */
(function () {
  "use strict";
  const PAGE = "coverage-map";
  const FIRST_PROVINCE = "210000";
  const FIELDS = ["province", "city", "rate", "moment", "county"];
  const { CountyMap, html, svg, swatch, definePatterns, classOf } = window.countyMap;
  const element = (name) => document.getElementById(`${PAGE}-${name}`);
  const loading = new Map(); // province → promise of its data
  let map = null;
  let view = null; // what is shown: the data and one entry a field
  let latest = 0; // number of the newest question: a slow answer must not overwrite a later one
  let byKeyboard = false;
  let saying = 0; // timer

  function load(province) {
    if (!loading.has(province)) {
      const answer = fetch(`${PAGE}/${province}.json`).then((response) => (response.ok ? response.json() : null));
      loading.set(province, answer);
      answer.catch(() => loading.delete(province)); // may be asked again
    }
    return loading.get(province);
  }

  function inAddress() {
    const query = new URLSearchParams(window.location.search);
    return Object.fromEntries(FIELDS.map((field) => [field, query.get(field) || ""]));
  }

  /* Answers every control, and the address on arrival and on back and forward. The order of arguments and answers is
   * that of the callback in pages/coverage_map.py. */
  async function choose(_reopen, province, moment, county, city, rate) {
    const { callback_context: context, no_update: same } = window.dash_clientside;
    const question = (latest += 1);
    const reopened = !context.triggered_id || context.triggered_id === `${PAGE}-reopen`;
    const asked = reopened ? inAddress() : { province, moment, county, city, rate };
    const code = asked.province || FIRST_PROVINCE;
    let data = null;
    try {
      data = (/^\d{6}$/.test(code) && (await load(code))) || (await load(FIRST_PROVINCE));
    } catch (error) {
      console.warn(error);
    }
    if (question !== latest) return Array(8).fill(same);
    if (!data) return [...Array(7).fill(same), "地图数据没有取到，请检查网络后刷新页面。"];
    const before = view;
    const notices = settle(data, asked, reopened);
    show(before);
    remember(reopened);
    const changed = (now, then) => (now === then ? same : now);
    const fresh = !before || before.data !== data;
    return [
      changed(data.province, province),
      changed(view.moment.key, moment),
      changed(view.county, county),
      fresh ? cityOptions(data) : same,
      changed(view.city, city),
      fresh ? rateOptions(data) : same,
      changed(view.rate.key, rate),
      notices.join(""),
    ];
  }

  const cityOptions = (data) => [["", "全省（区）"], ...data.cities].map(([value, label]) => ({ value, label }));

  function rateOptions(data) {
    const options = [];
    for (const [domain, label] of Object.entries(data.domains)) {
      const rates = data.rates.filter((rate) => rate.domain === domain);
      if (rates.length) options.push({ value: `domain:${domain}`, label, disabled: true });
      options.push(...rates.map(({ key, name }) => ({ value: key, label: name })));
    }
    return options;
  }

  const momentOf = (rate, wanted) => rate.moments.find(({ key }) => key === wanted) || rate.moments[rate.start];

  /* Sets `view` to the nearest possible one and returns what has to be said about the difference. */
  function settle(data, asked, reopened) {
    const notices = [];
    const say = (condition, text) => condition && notices.push(text);
    const none = { key: "", name: "没有覆盖率数据", definition: "", lows: [], labels: [], colours: [], start: 0 };
    none.moments = [{ key: "", name: "", holds: data.counties.map(() => -1) }];
    const found = data.rates.find(({ key }) => key === asked.rate);
    const rate = found || data.rates.find(({ key }) => key === data.start) || none;
    const moment = momentOf(rate, asked.moment);
    const city = data.cities.some(([code]) => code === asked.city) ? asked.city : "";
    const county = data.counties.some(([code]) => code === asked.county) ? asked.county : "";
    say(asked.province && asked.province !== data.province, `没有所要省份的地图，已显示${data.name}。`);
    say(asked.rate && !found, `${data.name}没有所选覆盖率的数据，已显示“${rate.name}”。`);
    say(reopened && asked.moment && moment.key !== asked.moment, `没有所要时点的数据，已显示“${moment.name}”。`);
    say(reopened && asked.city && !city, `${data.name}没有地址中的市，已显示全省（区）。`);
    say(reopened && asked.county && !county, `${data.name}没有地址中的县（市、区）。`);
    view = { data, rate, moment, city, county, page: window.location.pathname };
    return notices;
  }

  function remember(reopened) {
    const { data, city, rate, moment, county } = view;
    const fields = { province: data.province, city, rate: rate.key, moment: moment.key, county };
    const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
    const address = `${window.location.pathname}?${query}`;
    if (address === window.location.pathname + window.location.search) return;
    window.history[reopened ? "replaceState" : "pushState"](null, "", address);
  }

  function select(code, keyboard) {
    byKeyboard = Boolean(keyboard);
    window.dash_clientside.set_props(`${PAGE}-county`, { data: code });
  }

  const afterNextFrame = (action) => requestAnimationFrame(() => setTimeout(action));

  /* Dash takes longer to pass a choice on than the map to draw it, so the map is first and Dash hears of it a frame
   * later. Of choices that follow one another frame by frame it hears of the last. */
  function preview(rate, moment) {
    const now = momentOf(rate, moment);
    map.paint(rate, now);
    element("title").textContent = `${rate.name} · ${now.name}`;
  }

  let choices = 0;
  function passOn(action) {
    const choice = (choices += 1);
    afterNextFrame(() => choice === choices && action());
  }

  /* A bar of radio buttons; the choice goes through Dash like that of every other control. */
  function showChoices(name, options, chosen) {
    const bar = element(`${name}-choices`);
    const keys = options.map(([key]) => key).join();
    if (bar.dataset.keys !== keys) {
      bar.dataset.keys = keys;
      bar.replaceChildren();
      for (const [key, label] of options) {
        const choice = html("label", "", "", bar);
        const input = Object.assign(html("input", "", "", choice), { type: "radio", name: bar.id, value: key });
        input.addEventListener("change", () => {
          if (name === "moment") preview(view.rate, key);
          passOn(() => window.dash_clientside.set_props(`${PAGE}-${name}`, { data: key }));
        });
        html("span", "", label, choice);
      }
    }
    for (const input of bar.querySelectorAll("input")) input.checked = input.value === chosen;
  }

  function show(before) {
    if (!map || !map.host.isConnected) map = new CountyMap(element("canvas"), select);
    if (map.data !== view.data) map.draw(view.data);
    if (map.zoomed !== view.city) map.zoom(view.city);
    map.paint(view.rate, view.moment);
    map.select(view.county);
    element("title").textContent = `${view.rate.name} · ${view.moment.name}`;
    element("definition").textContent = view.rate.definition;
    element("title").closest(".map").dataset.place = map.cityNames.get(view.city) || view.data.name; // names pictures
    for (const link of document.querySelectorAll(`#${PAGE} .briefing a`)) {
      const query = new URLSearchParams(link.search);
      query.set("region", view.county || view.city || view.data.province);
      link.search = query;
    }
    showChoices("province", view.data.provinces, view.data.province);
    showChoices("moment", view.rate.moments.map(({ key, name }) => [key, name]), view.moment.key);
    showLegend();
    showCounty(before ? before.county : "");
    // The eye waits for the map; what stands beside it and what screen readers say follow when nothing more changes.
    clearTimeout(saying);
    saying = setTimeout(() => (map.say(), showList()), 60);
  }

  function showLegend() {
    const { data, rate, moment } = view;
    const held = moment.holds.map((position) => data.figures[position]).filter((_, index) => map.inRange(index));
    const count = (test) => held.filter(test).length;
    const legend = element("legend");
    const patterns = svg("svg", { width: 0, height: 0, class: "patterns", "aria-hidden": "true" });
    definePatterns(svg("defs", {}, patterns), "legend");
    legend.replaceChildren(patterns);
    const list = (title) => {
      html("h2", "", title, legend);
      return html("ul", "", "", legend);
    };
    const item = (parent, sample, text, number) => {
      const line = html("li", number ? "" : "nobody", "", parent);
      line.append(sample);
      html("span", "label", text, line);
      html("span", "count", `${number} 个`, line);
    };
    const values = list("覆盖率");
    for (let index = rate.lows.length - 1; index >= 0; index -= 1) {
      const inClass = (figure) => figure && classOf(rate, figure.value) === index;
      item(values, swatch(rate.colours[index]), rate.labels[index], count(inClass));
    }
    item(values, swatch("url(#legend-no-data)"), "无数据", count((figure) => !figure));
    const colour = rate.colours[Math.floor(rate.colours.length / 2)] || data.noData;
    const sources = list("数值来源");
    for (const [level, name] of Object.entries(data.levels)) {
      const number = count((figure) => figure && figure.level === level);
      const sample = level === "own" ? swatch(colour, "", true) : swatch(colour, "url(#legend-inherited)");
      if (number || level === "own") item(sources, sample, name, number);
    }
  }

  /* The rows stay while the same counties are shown; going through the years changes what stands in them. */
  function showList() {
    const table = element("list");
    if (!table) return; // the page has been left
    if (table.listed !== view.data || table.city !== view.city) {
      listCounties(table.tBodies[0]);
      Object.assign(table, { listed: view.data, city: view.city });
    }
    for (const row of table.tBodies[0].querySelectorAll("[data-index]")) {
      const figure = view.data.figures[view.moment.holds[row.dataset.index]];
      const [, value, source] = row.cells;
      value.className = figure ? "number" : "number quiet";
      value.textContent = figure ? figure.text : "无数据";
      source.textContent = figure ? view.data.levels[figure.level] : "";
    }
  }

  function listCounties(body) {
    const rows = document.createDocumentFragment();
    let shown = "";
    view.data.counties.forEach(([code, name, city], index) => {
      if (!map.inRange(index)) return;
      if (city !== shown) {
        shown = city;
        const heading = html("th", "", map.cityNames.get(city), html("tr", "city", "", rows));
        Object.assign(heading, { colSpan: 3, scope: "colgroup" });
      }
      const row = html("tr", "", "", rows);
      row.dataset.index = index;
      const button = html("button", "", name, html("th", "", "", row));
      Object.assign(button, { type: "button" }).dataset.county = code;
      row.append(html("td"), html("td"));
    });
    body.replaceChildren(rows);
  }

  function showCounty(before) {
    const panel = element("panel");
    panel.hidden = !view.county;
    element("list-box").hidden = Boolean(view.county);
    const now = element("now");
    now.replaceChildren();
    if (view.county) map.describe(map.index.get(view.county), now);
    if (view.county === before) return;
    if (view.county) now.parentElement.scrollTop = 0;
    if (view.county && byKeyboard) panel.focus();
    if (!view.county && byKeyboard && map.index.has(before)) map.paths[map.index.get(before)].focus();
  }

  /* A choice in Dash's dropdown of the rates is caught before Dash sees it, and handed on. */
  let handedOn = null;
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".dash-dropdown-option");
    const input = option && view && element("canvas") && option.querySelector("input");
    const rate = input && input !== handedOn && view.data.rates.find(({ key }) => key === input.value);
    if (!rate) return;
    event.preventDefault();
    event.stopPropagation();
    preview(rate, view.moment.key);
    passOn(() => {
      handedOn = input;
      input.click();
      handedOn = null;
    });
  }, true);

  document.addEventListener("click", (event) => {
    const row = event.target.closest(`#${PAGE}-list [data-county]`);
    if (row) select(row.dataset.county, event.detail === 0); // 0: pressed with the keyboard
    if (event.target.closest(`#${PAGE}-close`)) select("", event.detail === 0);
  });
  document.addEventListener("pointerover", (event) => {
    const row = event.target.closest(`#${PAGE}-list tr`);
    const button = row && row.querySelector("[data-county]");
    if (button) map.hover(map.paths[map.index.get(button.dataset.county)]);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && element("panel") && view && view.county) select("", true);
  });
  // Back and forward: without this, Dash's router would ask the server for the whole page again.
  window.addEventListener("popstate", (event) => {
    if (!element("canvas") || window.location.pathname !== view?.page) return;
    event.stopImmediatePropagation();
    window.dash_clientside.set_props(`${PAGE}-reopen`, { data: latest });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { coverage_map: { choose } });
})();
