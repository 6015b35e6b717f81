/* The list beside the map, its text alternative: by place, or as a ranking by value. Equal values share a rank. Only own
 * values are ranked; a target of a higher level that applies puts no place before another.
 */
/* needs: county_map/drawing.js */
(function () {
  "use strict";
  const { html } = window.countyDrawing;
  const ORDERS = [["", "按地区"], ["high", "由高到低"], ["low", "由低到高"]];
  const FEW = 10; // so many rows are always shown
  const FEW_ON_PAPER = 20; // so many can be printed large

  /* Blocks of rows under one heading: { title, rows: positions in `places`, folds }. What folds is a long row of places
   * that nothing tells apart, below others. */
  function blocks(view, map) {
    const shown = view.data.places.map((_, index) => index).filter((index) => map.inRange(index));
    if (!view.order) return byPlace(view, shown);
    const figure = (index) => view.data.figures[view.moment.holds[index]];
    const own = (index) => figure(index) && figure(index).level === "own";
    const known = grouped(shown.filter(own), (index) => figure(index).value);
    const sign = view.order === "high" ? -1 : 1;
    const sorted = [...known].sort(([one], [other]) => sign * (one - other));
    let rank = 1;
    const found = sorted.map(([, rows]) => {
      const figures = rows.map(figure);
      const title = heading(rank, figures);
      rank += rows.length;
      return { title, rows, folds: false };
    });
    const applicable = shown.filter((index) => figure(index) && !own(index));
    const missing = shown.filter((index) => !figure(index));
    rest(found, applicable, "适用上级目标，不参加排序");
    rest(found, missing, `本地${view.moment.missing}，不参加排序`);
    return found;
  }

  function rest(found, rows, said) {
    if (rows.length) found.push({ title: `${said}（${rows.length} 个）`, rows, folds: found.length > 0 && rows.length > FEW });
  }

  function byPlace({ data }, shown) {
    const parents = grouped(shown, (index) => data.places[index][2]);
    return [...parents].map(([parent, rows]) => ({ title: data.parents.get(parent), rows }));
  }

  function grouped(items, keyOf) {
    const found = new Map();
    for (const item of items) {
      const key = keyOf(item);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(item);
    }
    return found;
  }

  /* The value and the rank. */
  function heading(rank, figures) {
    const texts = [...new Set(figures.map(({ text }) => text))];
    const place = figures.length === 1 ? `第 ${rank} 位` : `并列第 ${rank} 位（${figures.length} 个）`;
    return `${texts.join("、")}，${place}`;
  }

  function show(table, view, map) {
    const rows = document.createDocumentFragment();
    table.tHead.rows[0].cells[0].textContent = view.data.kind;
    table.rowOf = new Map();
    const found = blocks(view, map);
    table.classList.toggle("few", found.flatMap((block) => block.rows).length <= FEW_ON_PAPER);
    for (const block of found) {
      const title = html("th", "", block.title, html("tr", "block", "", rows));
      Object.assign(title, { colSpan: 3, scope: "colgroup" });
      const lines = block.rows.map((index) => row(view, map, index, rows));
      lines.forEach((line, place) => table.rowOf.set(block.rows[place], line));
      if (block.folds) fold(title, lines);
    }
    table.tBodies[0].replaceChildren(rows);
  }

  function fold(title, lines) {
    const button = html("button", "fold", "", title);
    const set = (open) => {
      lines.forEach((line) => (line.hidden = !open));
      button.textContent = open ? "收起" : "展开";
      button.setAttribute("aria-expanded", open);
    };
    button.type = "button";
    button.addEventListener("click", () => set(lines[0].hidden));
    set(false);
  }

  function row(view, map, index, parent) {
    const [code] = view.data.places[index];
    const { name, city } = map.place(index);
    const figure = view.data.figures[view.moment.holds[index]];
    const line = html("tr", "", "", parent);
    line.dataset.index = index;
    const first = html("th", "", "", line);
    first.scope = "row";
    Object.assign(html("button", "", name, first), { type: "button" }).dataset.county = code;
    if (view.order) html("small", "place-of", city, first);
    const own = figure && figure.level === "own";
    html("td", own ? "number" : "number quiet", own ? figure.text : view.moment.missing, line);
    html("td", "", own ? view.data.levels.own : beyond(view, index, figure), line);
    return line;
  }

  /* What there is where a place has nothing of its own: the target that applies, or what is published above it. */
  function beyond({ data, moment }, index, figure) {
    const beside = data.figures[moment.beside[index]];
    if (figure) return `适用：${figure.place} ${figure.text}`;
    return beside ? `参考：${beside.place} ${beside.text}` : "";
  }

  /* Marks the row of the place that the pointer is over on the map, and brings it into the list's window. */
  function mark(table, index, scrolls) {
    table.querySelector("tr.linked")?.classList.remove("linked");
    const line = table.rowOf?.get(index);
    if (!line || line.hidden) return;
    line.classList.add("linked");
    const box = table.parentElement;
    if (!scrolls || box.scrollHeight <= box.clientHeight) return;
    const head = table.tHead.offsetHeight;
    const [top, bottom] = [line.offsetTop - head, line.offsetTop + line.offsetHeight];
    if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - (box.clientHeight - head) / 2;
    }
  }

  window.countyRanking = { ORDERS, show, mark };
})();
