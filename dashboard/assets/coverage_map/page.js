/* The coverage map's page: shows the view that is asked for on the map and around it.
 *
 * One clientside callback, `choose`, answers every control: it draws first and hands Dash the settled values afterwards.
 * No switch within a province asks the server.
 */
/* needs: address.js, briefing.js, county_map/drawing.js, county_map/map.js, coverage_map/address.js, coverage_map/choices.js, coverage_map/legend.js, coverage_map/moments.js, coverage_map/panel.js, coverage_map/ranking.js */
(function () {
  "use strict";
  const PAGE = "coverage-map";
  const CITED = 3; // documents named under the map
  const { html } = window.countyDrawing;
  const { countyPanel: panel, countyRanking: ranking } = window;
  const { coverageAddress: address, coverageChoices: choices, coverageLegend: legend, coverageMoments: moments } = window;
  const element = (name) => document.getElementById(`${PAGE}-${name}`);
  const { at } = window.dash_clientside.address;
  const loading = new Map(); // province → promise of its data
  let map = null;
  let view = null; // what is shown: the data and one entry a field
  let latest = 0; // number of the newest question: a slow answer must not overwrite a later one
  let byKeyboard = false;
  let saying = 0; // timer

  function load(province) {
    if (!loading.has(province)) {
      const answer = fetch(at(`/${PAGE}/${province}.json`)).then((response) => (response.ok ? response.json() : null));
      loading.set(province, answer);
      answer.catch(() => loading.delete(province)); // may be asked again
    }
    return loading.get(province);
  }

  /* Answers every control, and the address on arrival and on back and forward. The order of arguments and answers is
   * that of the callback in pages/coverage_map.py. */
  async function choose(_reopen, province, level, moment, county, city, rate, place) {
    const { callback_context: context, no_update: same } = window.dash_clientside;
    const question = (latest += 1);
    const arrived = !context.triggered_id;
    const reopened = arrived || context.triggered_id === `${PAGE}-reopen`;
    const asked = reopened ? address.read() : { province, level, moment, county, city, rate, order: view ? view.order : "" };
    let loaded = null;
    try {
      loaded = (await load(address.province(asked))) || (await load(address.FIRST_PROVINCE));
    } catch (error) {
      console.warn(error);
    }
    if (question !== latest) return Array(10).fill(same);
    if (!loaded) return [...Array(9).fill(same), "地图数据没有取到，请检查网络后刷新页面。"];
    const before = arrived ? null : view; // what was shown on the page before this one is gone
    const settled = address.settle(loaded, asked, reopened, before);
    view = settled.view;
    show(before);
    address.write(view, reopened || moments.playing());
    const changed = (now, then) => (now === then ? same : now);
    const fresh = !before || before.data !== view.data;
    return [
      changed(view.data.province, province),
      changed(view.level, level),
      changed(view.moment.key, moment),
      changed(view.county, county),
      changed(view.chosen || null, place || null),
      fresh ? choices.cities(view.data) : same,
      changed(view.city, city),
      fresh ? choices.rates(view.data) : same,
      changed(view.rate.key, rate),
      settled.notices.join(""),
    ];
  }

  function select(code, keyboard) {
    byKeyboard = Boolean(keyboard);
    if (view.level) window.dash_clientside.set_props(`${PAGE}-city`, { value: code });
    else window.dash_clientside.set_props(`${PAGE}-county`, { data: code });
  }

  /* Dash takes longer to pass a choice on than the map to draw it, and the title makes the browser lay out the page. So
   * the map is first, and the rest follows when its frame has been shown. Of choices that follow one another frame by
   * frame Dash hears of the last. */
  let previews = 0;
  function preview(rate, moment, passOn) {
    const number = (previews += 1);
    const now = address.momentOf(rate, moment);
    map.paint(rate, now);
    afterFrame(() => {
      if (number !== previews) return;
      element("title").textContent = `${rate.name} · ${now.name}`;
      passOn();
    });
  }

  const afterFrame = (action) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(action)));

  /* A choice in a bar goes through Dash like that of every other control. */
  function onChoice(name, key) {
    const passOn = () => window.dash_clientside.set_props(`${PAGE}-${name}`, { data: key });
    if (name === "order") sort(key);
    else if (name === "moment") preview(view.rate, key, passOn);
    else passOn();
  }

  function showBar(name, options, now) {
    choices.showBar(element(`${name}-choices`), options, now, (key) => onChoice(name, key));
  }

  function sort(order) {
    view = { ...view, order };
    address.write(view, false);
    showList();
  }

  /* The line under the map, from the figures that are drawn. */
  function documents() {
    const held = view.moment.holds.filter((figure, index) => figure >= 0 && map.inRange(index));
    const titles = [...new Set(held.map((figure) => `《${view.data.figures[figure].document}》`))];
    const more = titles.length > CITED ? `等 ${titles.length} 份文献` : "";
    return titles.length ? `资料来源：${titles.slice(0, CITED).join("、")}${more}。` : "";
  }

  function show(before) {
    if (!map || !map.host.isConnected) map = new window.CountyMap(element("canvas"), select, linked);
    if (map.data !== view.data) map.draw(view.data);
    if (map.zoomed !== view.range) map.zoom(view.range);
    map.paint(view.rate, view.moment);
    map.select(view.chosen);
    element("title").textContent = `${view.rate.name} · ${view.moment.name}`;
    element("definition").textContent = view.rate.definition;
    const shown = view.data.parents.get(view.range) || view.data.name + (view.level ? "各市" : "");
    element("title").closest(".map").dataset.place = shown; // names pictures
    element("list-title").textContent = `各${view.data.kind}数值`;
    const region = view.county || view.city || view.data.province;
    window.briefing.about(document.querySelector(`#${PAGE} .briefing`), region, view.rate.key.split(".")[0]);
    element("documents").textContent = documents();
    showBar("province", view.data.provinces, view.data.province);
    showBar("level", ["city", "county"].map((level) => [level === "city" ? level : "", view.data.kinds[level]]), view.level);
    showBar("moment", view.rate.moments.map(({ key, name }) => [key, name]), view.moment.key);
    showBar("order", ranking.ORDERS, view.order);
    element("play").hidden = view.rate.moments.length < 2;
    legend.show(element("legend"), view, map);
    showPlace(before ? before.chosen : "");
    // The eye waits for the map; what stands beside it and what screen readers say follow when nothing more changes.
    clearTimeout(saying);
    saying = setTimeout(() => (map.say(), showList()), 60);
  }

  function showList() {
    if (element("list")) ranking.show(element("list"), view, map); // else the page has been left
  }

  let overList = false; // the list does not move under the pointer that is on it
  function linked(index) {
    if (element("list")) ranking.mark(element("list"), index, !overList);
  }

  function showPlace(before) {
    const { chosen } = view;
    const box = element("panel");
    box.hidden = !chosen;
    element("list-box").hidden = Boolean(chosen);
    const now = element("now");
    if (chosen) panel.show(now, map, view, map.index.get(chosen));
    if (chosen === before) return;
    now.parentElement.scrollTop = 0;
    element("sources").replaceChildren();
    if (chosen) html("p", "quiet", `正在取${view.data.here}的全部数字……`, element("sources"));
    if (byKeyboard) (chosen ? box : map.paths[map.index.get(before) ?? map.firstInRange()]).focus();
    byKeyboard = false;
  }

  /* The server's answer to a chosen place (pages/coverage_map.py); a late one is for a place that is shown no more. */
  function list(numbers) {
    if (numbers && view && numbers.place === view.chosen) panel.fill(element("sources"), numbers.groups);
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
    if (event.target.closest(`#${PAGE}-play`)) moments.toggle(element("moment-choices"), element("play"));
    else if (moments.playing() && event.isTrusted && event.target.closest(`#${PAGE} > .controls`)) moments.stop(element("play"));
    const level = event.target.closest(`#${PAGE} .level-switch`);
    if (level) {
      byKeyboard = event.detail === 0;
      onChoice("level", level.dataset.level);
    }
    const more = event.target.closest(`#${PAGE} .more a`);
    if (more && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const { href, pathname, search } = more; // all of them: Dash remembers one that address.js has replaced
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
    if (event.key === "Escape" && !event.defaultPrevented && element("panel") && view && view.chosen) select("", true);
  });
  // Back and forward: without this, Dash's router would ask the server for the whole page again.
  window.addEventListener("popstate", (event) => {
    if (!element("canvas") || window.location.pathname !== view?.page) return;
    event.stopImmediatePropagation();
    window.dash_clientside.set_props(`${PAGE}-reopen`, { data: latest });
  });

  // The map is needed as soon as Dash has made the page: it comes meanwhile.
  if (window.location.pathname === at(`/${PAGE}`)) load(address.province(address.read())).catch(() => {});

  window.dash_clientside = Object.assign({}, window.dash_clientside, { coverage_map: { choose, list } });
})();
