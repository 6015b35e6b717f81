/* A chosen place's panel: the value, the target and how it stands, the years as a small drawing, where the number is
 * printed, and the pages that say more. All of it is known when the map is; the list of all its numbers is asked for.
 */
/* needs: address.js, county_map/drawing.js */
(function () {
  "use strict";
  const { html, svg } = window.countyDrawing;
  const [WIDTH, HEIGHT] = [320, 112];
  const EDGE = { left: 26, right: 34, top: 22, bottom: 44 };
  const LEAST_SPAN = 20; // percentage points: a small change must not look like a large one
  const LETTER = 6.6; // width of a digit
  const MARKS = { baseline: "M-3.5-3.5h7v7h-7z", observed: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", target: "M0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z" };

  /* What is known of the rate in one place, earliest first: { year, role, name, figure, beside }. `beside`: the place
   * has nothing of its own at that moment, and the figure is that of a level above. */
  function history(view, index) {
    const { figures } = view.data;
    const known = view.rate.moments.map(({ year, role, name, holds, beside }) => {
      const held = figures[holds[index]];
      return { year, role, name, figure: held || figures[beside[index]], beside: !held };
    });
    return known.filter(({ figure }) => figure).sort((one, other) => one.year - other.year);
  }

  /* The target that the shown moment leads to: its own, else the next one, else the last. */
  function targetOf(points, moment) {
    const targets = points.filter(({ role }) => role === "target");
    return targets.find(({ year }) => year >= moment.year) || targets.at(-1);
  }

  function show(host, map, view, index) {
    const points = history(view, index);
    const now = view.data.figures[view.moment.holds[index]];
    const nearest = now || view.data.figures[view.moment.beside[index]] || (points.length && points.at(-1).figure);
    const { name, city } = map.place(index);
    host.replaceChildren();
    const heading = html("p", "place", name, host);
    html("span", "city", city, heading);
    levelSwitch(heading, view.data, index);
    html("p", "rate", view.rate.name, host);
    const facts = map.facts(index);
    const cut = facts.findIndex(([label]) => label === "文献");
    list(host, cut < 0 ? facts : facts.slice(0, cut), map.valueClass(index));
    const target = targetOf(points, view.moment);
    if (target) standing(host, target);
    else if (points.length) html("p", "quiet", `没有收录适用于${view.data.here}的这一覆盖率目标。`, host);
    if (points.length > 1) years(host, points, `${name}：${view.rate.name}`, view.data.here);
    if (cut >= 0) list(host, facts.slice(cut));
    links(host, view, index, nearest);
  }

  /* From a city to its counties, from a county to its city; page.js answers the click. */
  function levelSwitch(heading, data, index) {
    const [code, , parent] = data.places[index];
    if (data.counties.some(([county, , city]) => county === code && city === code)) return; // a city by itself
    const [to, text] = data.level === "city" ? ["", `看各${data.kinds.county}`] : ["city", `看${data.parents.get(parent)}`];
    Object.assign(html("button", "level-switch screen-only", text, heading), { type: "button" }).dataset.level = to;
  }

  function list(host, facts, valueClass) {
    const box = html("dl", "facts", "", host);
    facts.forEach(([label, text]) => {
      html("dt", "", label, box);
      html("dd", label === "数值" ? valueClass : "", text, box);
    });
  }

  function standing(host, { name, figure }) {
    const box = html("div", "standing", "", host);
    const line = html("p", "", "", box);
    html("strong", "", figure.level === "own" ? `${name}　${figure.text}` : `适用${figure.place}${name}　${figure.text}`, line);
    const { status } = figure;
    if (!status) return;
    html("span", `badge ${status.tone}`, status.word, line);
    const whose = figure.level === "own" ? "" : `这是${figure.place}的目标，判断的也是${figure.place}。`;
    html("p", "quiet", `${status.attribute}；${status.why}。${whose}`, box);
  }

  /* The place's own levels are joined by a line, and lead to its own target; those of another level stand alone. */
  function years(host, points, title, here) {
    const said = points.map(({ name, figure }) => `${name} ${figure.text}（${figure.place}）`).join("，");
    const image = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "spark", role: "img", "aria-label": `${title}，${said}` });
    const scale = scales(points);
    svg("path", { class: "axis", d: `M${EDGE.left - 14} ${HEIGHT - 20}H${WIDTH - EDGE.right + 14}` }, image);
    lines(image, points.filter(({ figure, beside }) => figure.level === "own" && !beside), scale);
    const taken = points.map(({ year, figure }) => around(scale.x(year), scale.y(figure.value), 5, 5));
    for (const year of [...new Set(points.map((point) => point.year))].reverse()) {
      write(image, String(year), scale.x(year), [HEIGHT - 6], taken, "year");
    }
    for (const { role, figure, year, beside } of [...points].reverse()) {
      const [x, y] = [scale.x(year), scale.y(figure.value)];
      const other = figure.level === "own" && !beside ? "" : " other";
      svg("path", { class: `${role}${other}`, d: MARKS[role], transform: `translate(${x} ${y})` }, image);
      write(image, figure.text, x, [y - 10, y + 18], taken, "");
    }
    host.append(image);
    key(host, points, here);
  }

  const around = (x, y, width, height) => [x - width, y - height, x + width, y + height];

  /* At the first of the heights where it covers nothing; else not at all: it stands in words below, too. */
  function write(image, text, x, heights, taken, className) {
    for (const y of heights) {
      const box = around(x, y - 4, (text.length * LETTER) / 2, 5);
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      svg("text", { x, y, class: className }, image).textContent = text;
      return;
    }
  }

  function scales(points) {
    const [first, last] = [points[0].year, points.at(-1).year];
    const values = points.map(({ figure }) => figure.value);
    const middle = (Math.min(...values) + Math.max(...values)) / 2;
    const half = Math.max(LEAST_SPAN, Math.max(...values) - Math.min(...values)) / 2;
    const width = WIDTH - EDGE.left - EDGE.right;
    return {
      x: (year) => EDGE.left + (first === last ? 0.5 : (year - first) / (last - first)) * width,
      y: (value) => EDGE.top + ((middle + half - value) / (2 * half)) * (HEIGHT - EDGE.top - EDGE.bottom),
    };
  }

  function lines(image, points, { x, y }) {
    const known = points.filter(({ role }) => role !== "target");
    const ahead = points.filter(({ role, year }) => role === "target" && !(known.length && year < known.at(-1).year));
    const path = (some) => some.map(({ year, figure }, index) => `${index ? "L" : "M"}${x(year)} ${y(figure.value)}`).join("");
    if (known.length > 1) svg("path", { class: "known", d: path(known) }, image);
    if (known.length && ahead.length) svg("path", { class: "ahead", d: path([known.at(-1), ...ahead]) }, image);
  }

  /* Each point in words, with the place whose number it is. */
  function key(host, points, here) {
    const box = html("ul", "spark-key", "", host);
    for (const { name, role, figure, beside } of points) {
      const line = html("li", "", "", box);
      const sample = svg("svg", { class: "spark", viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" });
      const own = figure.level === "own" && !beside;
      svg("path", { class: own ? role : `${role} other`, d: MARKS[role] }, sample);
      line.append(sample);
      html("span", "", name, line);
      html("strong", "", figure.text, line);
      html("span", "quiet", own ? here : figure.place, line);
    }
  }

  function links(host, view, index, figure) {
    const [code, name] = view.data.places[index];
    const [indicator] = view.rate.key.split(".");
    const box = html("p", "more", "", host);
    const link = (path, text, parameters) => {
      const query = new URLSearchParams(parameters);
      Object.assign(html("a", "", text, box), { href: window.dash_clientside.address.at(`/${path}?${query}`) });
    };
    if (figure) link("growth", `${figure.place}的增长路径`, { region: figure.region, indicator: view.rate.key });
    if (indicator) link("alignment", `从全国到${name}的目标`, { region: code, indicator });
    if (figure) link("data", `${figure.place}的原始数字`, { region: figure.region, indicator });
    link("", `${name}总览`, { region: code });
  }

  /* The answer of the server: all numbers of the place, each with its sources to unfold. */
  function fill(host, groups) {
    const made = document.createDocumentFragment();
    for (const { title, series } of groups) {
      const section = html("section", "series-list", "", made);
      html("span", "count", `${series.length} 项`, html("h3", "", title, section));
      let domain = "";
      for (const one of series) {
        if (one.domain !== domain) html("h4", "", (domain = one.domain), section);
        const box = html("div", "series", "", section);
        html("p", "name", one.name, box);
        one.statements.forEach((statement) => unfold(statement, box));
      }
      if (!series.length) html("p", "quiet", "没有。", section);
    }
    host.replaceChildren(made);
  }

  function unfold({ what, value, lines: said, link, host }, parent) {
    const details = html("details", "", "", parent);
    const summary = html("summary", "", "", details);
    html("span", "", what, summary);
    html("strong", "", value, summary);
    said.forEach((line) => html("p", "", line, details));
    if (!link) return;
    const text = html("p", "", "网址：", details);
    const attributes = { href: link, target: "_blank", rel: "noopener noreferrer nofollow", title: link };
    Object.assign(html("a", "", host, text), attributes);
  }

  window.countyPanel = { show, fill };
})();
