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

  /* Two hatches on grey: lines for "a target of a higher level applies", dots for "no data". */
  function definePatterns(parent, prefix) {
    const box = { width: 8, height: 8, patternUnits: "userSpaceOnUse" };
    const applicable = svg("pattern", { ...box, id: `${prefix}-applicable` }, parent);
    svg("rect", { width: 8, height: 8, class: "hatch-ground" }, applicable);
    svg("path", { d: "M-2 2l4-4M0 8l8-8M6 10l4-4", class: "hatch-line" }, applicable);
    const noData = svg("pattern", { ...box, id: `${prefix}-no-data` }, parent);
    svg("rect", { width: 8, height: 8, class: "hatch-ground" }, noData);
    svg("circle", { cx: 2, cy: 2, r: 1, class: "hatch-dot" }, noData);
    svg("circle", { cx: 6, cy: 6, r: 1, class: "hatch-dot" }, noData);
    return [applicable, noData];
  }

  /* A legend's sample, drawn with the same hatches as the map. */
  function swatch(fill, outlined) {
    const node = svg("svg", { width: 26, height: 16, class: "swatch", "aria-hidden": "true" });
    svg("rect", { x: 1, y: 1, width: 24, height: 14, fill, class: outlined ? "own" : "" }, node);
    return node;
  }

  function classOf(rate, value) {
    let index = rate.lows.length - 1;
    while (index > 0 && value < rate.lows[index]) index -= 1;
    return index;
  }

  window.countyDrawing = { svg, html, definePatterns, swatch, classOf };
})();
