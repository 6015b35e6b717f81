/* The legend of the coverage map: how many places have an own value of each class, in how many a target of a higher level
 * applies, and how many have neither. */
(function () {
  "use strict";
  const { html, svg, swatch, definePatterns, classOf } = window.countyDrawing;

  function show(legend, view, map) {
    const { data, rate, moment } = view;
    const held = moment.holds.map((position) => data.figures[position]).filter((_, index) => map.inRange(index));
    const count = (test) => held.filter(test).length;
    const own = (figure) => figure && figure.level === "own";
    const patterns = svg("svg", { width: 0, height: 0, class: "patterns", "aria-hidden": "true" });
    definePatterns(svg("defs", {}, patterns), "legend");
    legend.replaceChildren(patterns);
    const values = list("本地数值", legend);
    for (let index = rate.lows.length - 1; index >= 0; index -= 1) {
      const inClass = (figure) => own(figure) && classOf(rate, figure.value) === index;
      item(values, swatch(rate.colours[index]), rate.labels[index], count(inClass));
    }
    const others = list("本地没有", legend);
    for (const [level, name] of Object.entries(data.levels)) {
      const applying = held.filter((figure) => figure && figure.level === level && !own(figure));
      const owners = [...new Set(applying.map(({ place }) => place))];
      const whose = owners.length === 1 ? owners[0] : name;
      if (applying.length) item(others, swatch("url(#legend-applicable)"), `适用${whose}目标`, applying.length);
    }
    item(others, swatch("url(#legend-no-data)"), moment.role === "target" ? "没有目标" : "未公布", count((figure) => !figure));
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
