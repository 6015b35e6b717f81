/* Draws lines over years into an SVG. Knows nothing of Dash, of the address or of the controls.
 *
 * `lineChart.draw(host, model)` draws everything anew, which takes about a millisecond, so that it can be called at every
 * step of a slider. Colours come from the style sheet by role (page.css). Every text is set as text, never as markup.
 *
 * model  { unit, label, years: [first, last], range: [low, high],
 *          lines: [{ name, role, rows: [[year, value, low, high, label], …], after }] }
 * role   baseline, observed (points with labels), path, needed, other-1 … other-3 (lines with a label at their end),
 *        target (a level until its year), interval (a band), context (hollow points of another place, named at the last); other-1 known: what is known beside other-1, without label
 * after  the point of another line that this one goes on from
 */
/* needs: growth/geometry.js */
(function () {
  "use strict";
  const { ticks, width, spread, pathOf, outlineOf, pointsOf } = window.lineGeometry;
  const SVG = "http://www.w3.org/2000/svg";
  const NARROW = 620; // pixels of width below which names go to the legend
  const MOST_LABELS = 4; // of known levels; of more only the first and the last carry their value
  const POINTS = ["baseline", "observed"];
  const MARKS = { baseline: "square", observed: "circle", path: "triangle", needed: "diamond", target: "diamond",
    context: "circle", "other-1": "cross", "other-2": "square", "other-3": "circle" }; // prettier-ignore
  const SHAPES = {
    square: "M-4-4h8v8h-8z",
    circle: "M-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0z",
    triangle: "M0-5l4.8 8.6h-9.6z",
    diamond: "M0-5.6l5.6 5.6l-5.6 5.6l-5.6-5.6z",
    cross: "M-4-1.4h2.6v-2.6h2.8v2.6h2.6v2.8h-2.6v2.6h-2.8v-2.6h-2.6z",
  };

  function node(tag, attributes, parent, text) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  const markOf = ({ role }) => MARKS[role.replace(" known", "")];
  const isPoints = ({ role }) => POINTS.includes(role);

  function mark(line, x, y, parent) {
    const shape = SHAPES[markOf(line)];
    node("path", { d: shape, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, class: `mark ${line.role}` }, parent);
  }

  function draw(host, model) {
    const box = { width: host.clientWidth, height: host.clientHeight };
    if (!box.width || !box.height) return;
    const narrow = box.width < NARROW;
    const lasting = model.lines.filter((line) => !isPoints(line) && !line.role.endsWith(" known"));
    const ended = lasting.map((line) => ends(line, narrow, model.years[1]));
    const room = Math.max(24, ...ended.map(({ text }) => width(text) + 16));
    const left = Math.max(...ticks(...model.range).map((value) => width(value.toLocaleString("en-US")))) + 12;
    const area = { left, right: box.width - room, top: 24, bottom: box.height - 26 };
    const [first, last] = model.years;
    const [low, high] = model.range;
    const x = (year) => area.left + 14 + ((year - first) / Math.max(1, last - first)) * (area.right - area.left - 22);
    const y = (value) => area.bottom - ((value - low) / (high - low)) * (area.bottom - area.top);
    const image = node("svg", { viewBox: `0 0 ${box.width} ${box.height}`, width: box.width, height: box.height, role: "img",
      class: "line-chart", "aria-label": model.label }); // prettier-ignore
    axes(image, area, model, x, y);
    for (const line of [...model.lines].sort((one, other) => rank(one) - rank(other))) {
      if (line.role === "interval") band(image, line, x, y);
      else if (line.role === "target") target(image, line, area, x, y);
      else series(image, line, x, y);
    }
    for (const line of model.lines.filter(isPoints)) pointLabels(image, line, x, y, last);
    const labels = ended.map((label) => ({ ...label, y: y(label.value) }));
    spread(labels, area.top, area.bottom);
    for (const label of labels) {
      node("text", { x: area.right + 4, y: label.y + 4.5, class: `end ${label.role}` }, image, label.text);
    }
    const guide = node("path", { class: "guide" }, image);
    host.querySelector("svg")?.remove();
    host.prepend(image);
    host.lineChart = { model, area, x, guide };
  }

  const rank = ({ role }) => ["interval", "context", "target", "needed", "other-3", "other-2", "other-1", "path"].indexOf(role);

  /* What stands right of a line: its name, unless that is in the legend, the year where it ends early, its value. */
  function ends(line, narrow, lastYear) {
    const [year, value, , top, label] = line.rows[line.rows.length - 1];
    const early = year === lastYear ? "" : `（${year}年）`;
    const text = narrow ? label : `${line.name}${early} ${label}`;
    return { role: line.role, value: value === null ? top : value, text };
  }

  function axes(image, area, model, x, y) {
    for (const value of ticks(...model.range)) {
      node("path", { d: `M${area.left} ${y(value).toFixed(1)}H${area.right}`, class: "grid" }, image);
      const text = value.toLocaleString("en-US");
      node("text", { x: area.left - 7, y: y(value) + 4.5, class: "tick", "text-anchor": "end" }, image, text);
    }
    node("path", { d: `M${area.left} ${area.bottom}H${area.right}`, class: "axis" }, image);
    const [first, last] = model.years;
    const every = Math.ceil(((last - first + 1) * 40) / (area.right - area.left));
    for (let year = first; year <= last; year += 1) {
      node("path", { d: `M${x(year).toFixed(1)} ${area.bottom}v5`, class: "axis" }, image);
      if ((last - year) % every) continue;
      node("text", { x: x(year), y: area.bottom + 20, class: "tick", "text-anchor": "middle" }, image, String(year));
    }
    node("text", { x: 2, y: 13, class: "tick" }, image, model.unit);
  }

  function band(image, line, x, y) {
    node("path", { d: `${pathOf(outlineOf(line, x, y))}Z`, class: "band" }, image);
  }

  function target(image, line, area, x, y) {
    for (const [year, value] of line.rows) {
      node("path", { d: pathOf([[area.left, y(value)], [x(year), y(value)]]), class: "line target" }, image);
      mark(line, x(year), y(value), image);
    }
  }

  function series(image, line, x, y) {
    const { from, points } = pointsOf(line, x, y);
    node("path", { d: pathOf([...from, ...points]), class: `line ${line.role}` }, image);
    for (const point of points) mark(line, ...point, image);
  }

  function pointLabels(image, line, x, y, last) {
    const shown = line.rows.length > MOST_LABELS ? [line.rows[0], line.rows[line.rows.length - 1]] : line.rows;
    for (const [year, value, , , label] of shown) {
      const place = { x: x(year), y: y(value) + 21, class: "point", "text-anchor": year === last ? "end" : "middle" };
      node("text", place, image, label);
    }
  }

  /* The legend's sample of a line, drawn like the line. */
  function sample(role) {
    const image = node("svg", { width: 34, height: 14, class: "line-chart sample", "aria-hidden": "true" });
    if (role === "interval") node("path", { d: "M1 2h32v10h-32z", class: "band" }, image);
    else node("path", { d: "M0 7h34", class: `line ${role}` }, image);
    if (markOf({ role })) mark({ role }, 17, 7, image);
    return image;
  }

  /* The values of the year under the pointer. They stand in the page's table, too. */
  function hover(host, event) {
    const { model, area, x, guide } = host.lineChart;
    const [first, last] = model.years;
    const at = event.clientX - host.getBoundingClientRect().left;
    const year = Math.round(first + ((at - x(first)) / (x(last) - x(first))) * (last - first));
    let card = host.querySelector(".chart-card");
    if (!(year >= first && year <= last)) return leave(host);
    guide.setAttribute("d", `M${x(year).toFixed(1)} ${area.top}V${area.bottom}`);
    if (!card) card = Object.assign(host.appendChild(document.createElement("div")), { className: "chart-card screen-only" });
    card.replaceChildren(Object.assign(document.createElement("strong"), { textContent: `${year}年` }));
    for (const line of model.lines) {
      const row = line.rows.find((one) => one[0] === year);
      if (row) card.append(Object.assign(document.createElement("p"), { textContent: `${line.name}　${row[4]}` }));
    }
    card.style.left = `${Math.min(x(year) + 12, Math.max(0, host.clientWidth - card.offsetWidth))}px`;
  }

  function leave(host) {
    host.lineChart?.guide.removeAttribute("d");
    host.querySelector(".chart-card")?.remove();
  }

  document.addEventListener("pointermove", (event) => {
    for (const host of document.querySelectorAll(".line-drawing")) {
      if (!host.lineChart) continue;
      if (host.contains(event.target)) hover(host, event);
      else if (host.querySelector(".chart-card")) leave(host);
    }
  });

  window.lineChart = { draw, sample };
})();
