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
  const FIELDS = ["province", "city", "rate", "moment", "county", "order"];
  const STEP = 1000; // milliseconds that a moment is shown while the years are played
  const CITED = 3; // documents named under the map
  const { CountyMap, html, svg, swatch, definePatterns, classOf } = window.countyMap;
  const { countyPanel: panel, countyRanking: ranking } = window;
  const element = (name) => document.getElementById(`${PAGE}-${name}`);
  const loading = new Map(); // province → promise of its data
  let map = null;
  let view = null; // what is shown: the data and one entry a field
  let latest = 0; // number of the newest question: a slow answer must not overwrite a later one
  let byKeyboard = false;
  let saying = 0; // timer
  let playing = 0; // timer

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

  const wantedProvince = ({ province }) => (/^\d{6}$/.test(province) ? province : FIRST_PROVINCE);

  /* Answers every control, and the address on arrival and on back and forward. The order of arguments and answers is
   * that of the callback in pages/coverage_map.py. */
  async function choose(_reopen, province, moment, county, city, rate) {
    const { callback_context: context, no_update: same } = window.dash_clientside;
    const question = (latest += 1);
    const reopened = !context.triggered_id || context.triggered_id === `${PAGE}-reopen`;
    const asked = reopened ? inAddress() : { province, moment, county, city, rate, order: view ? view.order : "" };
    let data = null;
    try {
      data = (await load(wantedProvince(asked))) || (await load(FIRST_PROVINCE));
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
    const order = ranking.ORDERS.some(([key]) => key === asked.order) ? asked.order : "";
    view = { data, rate, moment, city, county, order, page: window.location.pathname };
    return notices;
  }

  function remember(reopened) {
    const { data, city, rate, moment, county, order } = view;
    const fields = { province: data.province, city, rate: rate.key, moment: moment.key, county, order };
    const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
    const address = `${window.location.pathname}?${query}`;
    if (address === window.location.pathname + window.location.search) return;
    window.history[reopened || playing ? "replaceState" : "pushState"](null, "", address);
  }

  function select(code, keyboard) {
    byKeyboard = Boolean(keyboard);
    window.dash_clientside.set_props(`${PAGE}-county`, { data: code });
  }

  /* Dash takes longer to pass a choice on than the map to draw it, and the title makes the browser lay out the page. So
   * the map is first, and the rest follows when its frame has been shown. Of choices that follow one another frame by
   * frame Dash hears of the last. */
  let choices = 0;
  function preview(rate, moment, passOn) {
    const choice = (choices += 1);
    const now = momentOf(rate, moment);
    map.paint(rate, now);
    afterFrame(() => {
      if (choice !== choices) return;
      element("title").textContent = `${rate.name} · ${now.name}`;
      passOn();
    });
  }

  const afterFrame = (action) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(action)));

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
          const passOn = () => window.dash_clientside.set_props(`${PAGE}-${name}`, { data: key });
          if (name === "order") sort(key);
          else if (name === "moment") preview(view.rate, key, passOn);
          else passOn();
        });
        html("span", "", label, choice);
      }
    }
    for (const input of bar.querySelectorAll("input")) input.checked = input.value === chosen;
  }

  function sort(order) {
    view = { ...view, order };
    remember(false);
    showList();
  }

  /* One moment after the other, from the first again where the last is shown; any other choice ends it. */
  function play() {
    if (playing) return stop();
    const steps = [...element("moment-choices").querySelectorAll("input")];
    let next = steps.findIndex((input) => input.checked) + 1;
    if (next >= steps.length) next = 0;
    const step = () => {
      if (next >= steps.length || !steps[next].isConnected) return stop();
      steps[next].click();
      next += 1;
      playing = setTimeout(step, STEP);
    };
    step();
    sayPlaying();
  }

  function stop() {
    clearTimeout(playing);
    playing = 0;
    sayPlaying();
  }

  function sayPlaying() {
    const button = element("play");
    if (!button) return; // the page has been left
    button.textContent = playing ? "■ 停止" : "▶ 播放";
    button.hidden = view.rate.moments.length < 2;
  }

  /* The line under the map, from the figures that are drawn. */
  function documents() {
    const held = view.moment.holds.filter((figure, index) => figure >= 0 && map.inRange(index));
    const titles = [...new Set(held.map((figure) => `《${view.data.figures[figure].document}》`))];
    const more = titles.length > CITED ? `等 ${titles.length} 份文献` : "";
    return titles.length ? `资料来源：${titles.slice(0, CITED).join("、")}${more}。` : "";
  }

  function show(before) {
    if (!map || !map.host.isConnected) map = new CountyMap(element("canvas"), select, linked);
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
      if (query.has("topic")) query.set("topic", view.rate.key.split(".")[0]);
      link.search = query;
    }
    element("documents").textContent = documents();
    showChoices("province", view.data.provinces, view.data.province);
    showChoices("moment", view.rate.moments.map(({ key, name }) => [key, name]), view.moment.key);
    showChoices("order", ranking.ORDERS, view.order);
    sayPlaying();
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

  function showList() {
    if (element("list")) ranking.show(element("list"), view, map); // else the page has been left
  }

  let overList = false; // the list does not move under the pointer that is on it
  function linked(index) {
    if (element("list")) ranking.mark(element("list"), index, !overList);
  }

  function showCounty(before) {
    const box = element("panel");
    box.hidden = !view.county;
    element("list-box").hidden = Boolean(view.county);
    const now = element("now");
    if (view.county) panel.show(now, map, view, map.index.get(view.county));
    if (view.county === before) return;
    now.parentElement.scrollTop = 0;
    element("sources").replaceChildren();
    if (view.county) html("p", "quiet", "正在取本县的全部数字……", element("sources"));
    if (view.county && byKeyboard) box.focus();
    if (!view.county && byKeyboard && map.index.has(before)) map.paths[map.index.get(before)].focus();
  }

  /* The server's answer to a chosen county (pages/coverage_map.py); a late one is for a county that is shown no more. */
  function list(numbers) {
    if (numbers && view && numbers.county === view.county) panel.fill(element("sources"), numbers.groups);
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
    preview(rate, view.moment.key, () => {
      handedOn = input;
      input.click();
      handedOn = null;
    });
  }, true);

  document.addEventListener("click", (event) => {
    const row = event.target.closest(`#${PAGE}-list [data-county]`);
    if (row) select(row.dataset.county, event.detail === 0); // 0: pressed with the keyboard
    if (event.target.closest(`#${PAGE}-close`)) select("", event.detail === 0);
    if (event.target.closest(`#${PAGE}-play`)) play();
    else if (playing && event.isTrusted && event.target.closest(`#${PAGE} > .controls`)) stop();
    const more = event.target.closest(`#${PAGE} .more a`);
    if (more && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const { href, pathname, search } = more; // all of them: Dash remembers an address that `remember` has replaced
      window.dash_clientside.set_props("address", { href, pathname, search });
    }
  });
  document.addEventListener("pointerover", (event) => {
    if (!element("list")) return;
    const row = event.target.closest(`#${PAGE}-list tr`);
    const button = row && row.querySelector("[data-county]");
    const left = overList && !button;
    overList = Boolean(button);
    if (button) map.hover(map.paths[map.index.get(button.dataset.county)]);
    else if (left && !event.target.closest(".county")) map.hover(null);
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

  // The map is needed as soon as Dash has made the page: it comes meanwhile.
  if (window.location.pathname === `/${PAGE}`) load(wantedProvince(inAddress())).catch(() => {});

  window.dash_clientside = Object.assign({}, window.dash_clientside, { coverage_map: { choose, list } });
})();
