/* The small map of 总览: the county map's drawing without its controls. A click leads to the large one. */
/* needs: address.js, county_map/drawing.js, county_map/levels.js, county_map/map.js */
(function () {
  "use strict";
  const { html, swatch, classOf } = window.countyDrawing;
  const { at } = window.dash_clientside.address;
  const loading = new Map(); // province → promise of its data
  const element = (name) => document.getElementById(`overview-${name}`);
  let latest = 0; // number of the newest question: a slow answer must not draw over that of a later one

  function load(province) {
    if (!loading.has(province)) {
      const answer = fetch(at(`/coverage-map/${province}.json`)).then((response) => (response.ok ? response.json() : null));
      loading.set(province, answer);
      answer.catch(() => loading.delete(province)); // may be asked again
    }
    return loading.get(province);
  }

  function open(place, county) {
    const query = new URLSearchParams(Object.entries({ ...place, county }).filter(([, value]) => value));
    window.dash_clientside.set_props("address", { pathname: at("/coverage-map"), search: `?${query}` });
  }

  /* Draws and answers with what the map shows, or why it shows nothing. */
  async function draw(place) {
    const question = (latest += 1);
    if (!place) return "";
    const loaded = await load(place.province).catch(() => null);
    const canvas = element("canvas");
    if (!canvas || question !== latest) return window.dash_clientside.no_update; // the reader has gone on
    if (!loaded) return "地图数据没有取到，请刷新页面。";
    const data = window.coverageLevels.at(loaded, "county");
    const rate = data.rates.find(({ key }) => key === data.start);
    if (!rate) return `${data.name}没有覆盖率数据。`;
    const moment = rate.moments[rate.start];
    const map = new window.CountyMap(canvas, (county) => open(place, county));
    map.draw(data);
    map.zoom(place.city);
    map.paint(rate, moment);
    map.select(place.county);
    showLegend(rate, moment, map);
    requestAnimationFrame(() => setTimeout(() => map.say()));
    return `${rate.name} · ${moment.name}`;
  }

  /* Only the classes that the map shows, in one line. */
  function showLegend(rate, moment, map) {
    const held = moment.holds.filter((_, index) => map.inRange(index));
    const figures = held.filter((position) => position >= 0).map((position) => map.data.figures[position]);
    const shown = new Set(figures.filter(({ level }) => level === "own").map((figure) => classOf(rate, figure.value)));
    const legend = element("legend");
    legend.replaceChildren();
    rate.labels.forEach((label, index) => {
      if (shown.has(index)) html("span", "", label, legend).prepend(swatch(rate.colours[index]));
    });
    if (figures.some(({ level }) => level !== "own")) html("span", "", "线纹：适用上级目标", legend);
    if (held.includes(-1)) html("span", "", `斑点：${moment.missing}`, legend);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { overview: { draw } });
})();
