/* The legend of the coverage map: how many places have an own value of each class, in how many a target of a higher level
 * applies and whose, how many have neither; and what is published above them, which colours nothing. */
/* needs: county_map/drawing.js */
(function () {
  "use strict";
  const { html, svg, swatch, definePatterns, classOf } = window.countyDrawing;
  const isOwn = (figure) => figure && figure.level === "own";

  function show(legend, view, map) {
    const figures = (positions) => positions.map((position) => view.data.figures[position]);
    const inRange = (_, index) => map.inRange(index);
    const held = figures(view.moment.holds).filter(inRange);
    const patterns = svg("svg", { width: 0, height: 0, class: "patterns", "aria-hidden": "true" });
    definePatterns(svg("defs", {}, patterns), "legend");
    legend.replaceChildren(patterns);
    const values = list("本地数值", legend);
    const known = view.rate.moments.some(({ holds }) => figures(holds).some(isOwn));
    if (known) classes(values, view.rate, held.filter(isOwn));
    else html("span", "label", `各${view.data.kind}均未收录`, html("li", "nobody", "", values));
    const others = list("本地没有", legend);
    targets(others, view.data.levels, held.filter((figure) => figure && !isOwn(figure)));
    item(others, swatch("url(#legend-no-data)"), view.moment.missing, held.filter((figure) => !figure).length);
    above(legend, figures(view.moment.beside).filter(inRange));
  }

  function classes(values, rate, own) {
    for (let index = rate.lows.length - 1; index >= 0; index -= 1) {
      const inClass = own.filter(({ value }) => classOf(rate, value) === index);
      item(values, swatch(rate.colours[index]), rate.labels[index], inClass.length);
    }
  }

  /* A hatch for each level; the place whose targets they are is named where it is one. */
  function targets(others, levels, applying) {
    for (const [level, name] of Object.entries(levels)) {
      const those = applying.filter((figure) => figure.level === level);
      const owners = new Set(those.map(({ place }) => place));
      const owner = owners.size === 1 ? those[0].place : name;
      if (those.length) item(others, swatch(`url(#legend-applicable-${level})`), `适用${owner}目标`, those.length);
    }
  }

  function above(legend, published) {
    const texts = new Set(published.filter(Boolean).map(({ place, text }) => `${place} ${text}`));
    if (!texts.size) return;
    const known = list("上级公布，仅供参考，不填色", legend);
    for (const text of texts) html("span", "label", text, html("li", "", "", known));
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
