/* The legend of the coverage map: how many places have a value of each class, and whose values they are. */
(function () {
  "use strict";
  const { html, svg, swatch, definePatterns, classOf } = window.countyDrawing;

  function show(legend, view, map) {
    const { data, rate, moment } = view;
    const held = moment.holds.map((position) => data.figures[position]).filter((_, index) => map.inRange(index));
    const count = (test) => held.filter(test).length;
    const patterns = svg("svg", { width: 0, height: 0, class: "patterns", "aria-hidden": "true" });
    definePatterns(svg("defs", {}, patterns), "legend");
    legend.replaceChildren(patterns);
    const values = list("覆盖率", legend);
    for (let index = rate.lows.length - 1; index >= 0; index -= 1) {
      const inClass = (figure) => figure && classOf(rate, figure.value) === index;
      item(values, swatch(rate.colours[index]), rate.labels[index], count(inClass));
    }
    item(values, swatch("url(#legend-no-data)"), "无数据", count((figure) => !figure));
    const colour = rate.colours[Math.floor(rate.colours.length / 2)] || data.noData;
    const sources = list("数值来源", legend);
    for (const [level, name] of Object.entries(data.levels)) {
      const number = count((figure) => figure && figure.level === level);
      const sample = level === "own" ? swatch(colour, "", true) : swatch(colour, "url(#legend-inherited)");
      if (number || level === "own") item(sources, sample, name, number);
    }
  }

  function list(title, legend) {
    html("h2", "", title, legend);
    return html("ul", "", "", legend);
  }

  function item(parent, sample, text, number) {
    const line = html("li", number ? "" : "nobody", "", parent);
    line.append(sample);
    html("span", "label", text, line);
    html("span", "count", `${number} 个`, line);
  }

  window.coverageLegend = { show };
})();
