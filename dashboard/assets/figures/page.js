/* 数据与来源: keeps address, controls, grid and panel at the same view.
 *
 * The address holds the whole view. The server settles it on arrival (the store data-view); from then on every choice
 * changes `view`, is written into the address, and the grid asks for its rows anew, a block at a time.
 */
/* needs: address.js, briefing.js, county_map/drawing.js */
(function () {
  "use strict";
  const PAGE = window.dash_clientside.address.at("/data");
  const FIELDS = ["search", "document", "kind", "region", "scope", "indicator", "domain", "sort", "order", "figure"];
  const CONDITIONS = ["search", "document", "kind", "region", "scope", "indicator", "domain"];
  const CONTROLS = ["search", "scope", "document", "kind", "region", "indicator", "domain"]; // as in the callback
  // From how many pixels of the grid on a column is shown; the others always are.
  const ROOM = { what: 480, when: 480, quote: 740, document: 740 };
  const PRINTED = 28; // rows on a sheet of paper
  const PAUSE = 350; // milliseconds after the last key of a search
  const element = (name) => document.getElementById(`data-${name}`);
  let view = null;
  let grid = null;
  let all = 0; // rows without any condition
  let first = []; // rows that paper shows
  let total = 0;
  let typing = 0; // Dash's own pause would write a stale text back when one goes back and forward quickly
  let latest = 0; // number of the newest question: the count is that of the newest answer

  const query = (fields) => new URLSearchParams(FIELDS.filter((name) => fields[name]).map((name) => [name, fields[name]]));

  function remember(replace) {
    const search = query(view).toString();
    const address = PAGE + (search ? `?${search}` : "");
    if (address === window.location.pathname + window.location.search) return;
    window.history[replace ? "replaceState" : "pushState"](null, "", address);
  }

  /* Answers the page's arrival and every control; the order of arguments is that of the callback in pages/data.py. */
  function choose(settled, ...values) {
    const { triggered } = window.dash_clientside.callback_context;
    if (!triggered.length || triggered.some(({ prop_id: id }) => id === "data-view.data")) {
      arrive(settled);
      return settled;
    }
    const changes = {};
    for (const { prop_id: id } of triggered) {
      const name = id.slice("data-".length, id.lastIndexOf("."));
      const text = (values[CONTROLS.indexOf(name)] || "").trim();
      if (text !== view[name]) changes[name] = text;
    }
    if ("search" in changes) {
      const { search } = changes;
      delete changes.search;
      clearTimeout(typing);
      typing = setTimeout(() => apply({ search }), PAUSE);
    }
    if (changes.region === "") window.dash_clientside.set_props("data-scope", { value: (changes.scope = "") });
    apply(changes);
    return view;
  }

  /* Of the place, and of the indicator or domain, that the figures are filtered by. */
  function showBriefing() {
    const topic = view.indicator.split(".")[0] || view.domain;
    window.briefing.about(document.querySelector("#data .briefing"), view.region, topic);
  }

  async function arrive(settled) {
    view = { ...settled };
    remember(true);
    showScope();
    showBriefing();
    const before = grid;
    const ready = () => {
      const api = window.dash_ag_grid && element("grid") && window.dash_ag_grid.getApi("data-grid");
      return api && api !== before && !api.isDestroyed() && api.getGridOption("datasource") ? api : null;
    };
    const page = document.getElementById("data");
    while (!ready()) {
      if (!page.isConnected) return; // the reader has gone on
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    prepare(ready());
  }

  function prepare(api) {
    grid = api;
    narrow();
    new ResizeObserver(narrow).observe(element("grid"));
    // The tab key leads on to what stands beside the grid; its cells are walked with the arrow keys.
    grid.setGridOption("tabToNextCell", () => false);
    grid.setGridOption("datasource", { getRows });
    grid.addEventListener("sortChanged", () => {
      const sorted = grid.getColumnState().find(({ sort }) => sort);
      const changes = { sort: sorted ? sorted.colId : "", order: sorted && sorted.sort === "desc" ? "desc" : "" };
      view = { ...view, ...changes };
      remember();
    });
    grid.addEventListener("rowClicked", ({ data }) => data && apply({ figure: data.id }));
    grid.addEventListener("cellKeyDown", ({ event, data }) => {
      if (event.key === "Enter" && data) apply({ figure: data.id }, true);
    });
  }

  function narrow() {
    if (!grid || grid.isDestroyed() || !element("grid")) return;
    const width = element("grid").clientWidth;
    for (const [name, room] of Object.entries(ROOM)) grid.setColumnsVisible([name], width >= room);
  }

  async function getRows({ startRow, endRow, successCallback, failCallback }) {
    const question = (latest += 1);
    const asked = query(view);
    asked.set("start", startRow);
    asked.set("end", endRow);
    try {
      const answer = await fetch(`${PAGE}/figures.json?${asked}`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const found = await answer.json();
      successCallback(found.rows, found.total);
      if (startRow === 0 && question >= latest) answered(found);
      mark();
    } catch (error) {
      console.warn(error);
      failCallback();
      element("notice").textContent = "数据没有取到，请检查网络后刷新页面。";
    }
  }

  function answered({ rows, total: number, all: everything, index }) {
    [first, total, all] = [rows.slice(0, PRINTED), number, everything];
    element("notice").textContent = "";
    element("count").textContent = total === all ? `共 ${all} 条` : `${total} 条（全部 ${all} 条）`;
    element("clear").hidden = !CONDITIONS.some((name) => view[name]);
    if (total) grid.hideOverlay();
    else grid.showNoRowsOverlay();
    if (index > 0) grid.ensureIndexVisible(index, "middle"); // a link to a number shows its row
  }

  /* The row whose provenance is open is the selected one. */
  function mark() {
    grid.forEachNode((node) => {
      const chosen = Boolean(node.data) && node.data.id === view.figure;
      if (node.isSelected() !== chosen) node.setSelected(chosen);
    });
  }

  function showScope() {
    const box = element("scope-box");
    if (box) box.hidden = !view.region;
  }

  function showPanel(byKeyboard) {
    element("panel").hidden = !view.figure;
    element("sources").hidden = Boolean(view.figure);
    if (view.figure && byKeyboard) element("panel").focus();
    window.dash_clientside.set_props("data-figure", { data: view.figure });
  }

  function apply(changes, byKeyboard) {
    if (!Object.entries(changes).some(([name, value]) => view[name] !== value)) return;
    if (!element("grid")) return; // the reader has gone on
    view = { ...view, ...changes };
    remember();
    show(changes, byKeyboard);
  }

  function show(changes, byKeyboard) {
    if ("figure" in changes) showPanel(byKeyboard);
    if (!grid || grid.isDestroyed()) return;
    if (CONDITIONS.some((name) => name in changes)) {
      showScope();
      showBriefing();
      grid.setGridOption("datasource", { getRows }); // forgets all rows and scrolls to the first
    } else mark();
  }

  function clear() {
    clearTimeout(typing);
    const cleared = Object.fromEntries(CONDITIONS.filter((name) => view[name]).map((name) => [name, ""]));
    for (const name of Object.keys(cleared)) window.dash_clientside.set_props(`data-${name}`, { value: "" });
    apply(cleared);
    element("search").focus();
  }

  function close() {
    apply({ figure: "" });
    const cell = grid && grid.getFocusedCell();
    if (cell) grid.setFocusedCell(cell.rowIndex, cell.column);
  }

  document.addEventListener("click", (event) => {
    const source = event.target.closest("#data [data-document]");
    if (source) window.dash_clientside.set_props("data-document", { value: source.dataset.document });
    if (event.target.closest("#data-close")) close();
    if (event.target.closest("#data-clear")) clear();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && element("panel") && view && view.figure) close();
  });
  // Back and forward: without this, Dash's router would make the whole page again.
  window.addEventListener("popstate", (event) => {
    if (!element("grid") || window.location.pathname !== PAGE || !view) return;
    event.stopImmediatePropagation();
    clearTimeout(typing);
    const asked = new URLSearchParams(window.location.search);
    const before = view;
    view = Object.fromEntries(FIELDS.map((name) => [name, asked.get(name) || ""]));
    const changes = Object.fromEntries(FIELDS.filter((name) => view[name] !== before[name]).map((name) => [name, view[name]]));
    for (const name of CONTROLS) {
      if (name in changes) window.dash_clientside.set_props(`data-${name}`, { value: view[name] });
    }
    if ("sort" in changes || "order" in changes) {
      const state = view.sort ? [{ colId: view.sort, sort: view.order === "desc" ? "desc" : "asc" }] : [];
      grid.applyColumnState({ state, defaultState: { sort: null } });
    }
    show(changes);
  });

  /* Paper gets the first rows as a plain table: the grid itself only holds what is in sight. */
  window.addEventListener("beforeprint", () => {
    const place = element("print");
    if (!place) return;
    const { html } = window.countyDrawing;
    place.replaceChildren();
    const table = html("table", "", "", place);
    const heads = { place: "地区", name: "指标和口径", when: "年份", value: "数值", document: "文献", section: "章节", quote: "原文" };
    const head = html("tr", "", "", html("thead", "", "", table));
    for (const name of Object.values(heads)) html("th", "", name, head);
    const body = html("tbody", "", "", table);
    for (const row of first) {
      const line = html("tr", "", "", body);
      for (const name of Object.keys(heads)) html("td", "", row[name], line);
    }
    if (total > first.length) html("p", "quiet", `只印前 ${first.length} 条，共 ${total} 条；全部请下载。`, place);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { data_page: { choose } });
})();
