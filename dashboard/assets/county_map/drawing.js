/* What the county map, its legend, panel and list are drawn with. Every text is set as text, never as markup. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  function svg(tag, attributes, parent) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (parent) parent.append(node);
    return node;
  }

  function html(tag, className, text, parent) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    if (parent) parent.append(node);
    return node;
  }

  /* Lines of the hatch that says "a target of this level applies here". */
  const LINES = { province: "M-2 2l4-4M0 8l8-8M6 10l4-4", city: "M-2 6l4 4M0 0l8 8M6 -2l4 4", nation: "M0 4h8", group: "M4 0v8" };

  /* Hatches on grey: lines for a target that applies, by its level, dots for "no data". */
  function definePatterns(parent, prefix) {
    const box = { width: 8, height: 8, patternUnits: "userSpaceOnUse" };
    const applicable = Object.entries(LINES).map(([level, d]) => {
      const pattern = svg("pattern", { ...box, id: `${prefix}-applicable-${level}` }, parent);
      svg("rect", { width: 8, height: 8, class: "hatch-ground" }, pattern);
      svg("path", { d, class: "hatch-line" }, pattern);
      return pattern;
    });
    const noData = svg("pattern", { ...box, id: `${prefix}-no-data` }, parent);
    svg("rect", { width: 8, height: 8, class: "hatch-ground" }, noData);
    svg("circle", { cx: 2, cy: 2, r: 1, class: "hatch-dot" }, noData);
    svg("circle", { cx: 6, cy: 6, r: 1, class: "hatch-dot" }, noData);
    return [...applicable, noData];
  }

  /* A legend's sample, drawn with the same hatches as the map. */
  function swatch(fill) {
    const node = svg("svg", { width: 26, height: 16, class: "swatch", "aria-hidden": "true" });
    svg("rect", { x: 1, y: 1, width: 24, height: 14, fill }, node);
    return node;
  }

  function classOf(rate, value) {
    let index = rate.lows.length - 1;
    while (index > 0 && value < rate.lows[index]) index -= 1;
    return index;
  }

  window.countyDrawing = { svg, html, definePatterns, swatch, classOf };
})();
