/* One level of the map: counties, or cities. Made from the server's data of a province (dashboard/pages/coverage_map/data.py) and of
 * the same shape for both, so that map, legend, list and panel need not know which they show:
 *
 * level, kind   "county" or "city", and its name in `kinds`
 * here          本县, 本市
 * places        [code, name, code of what it lies in, x, y and radius of its name's place, outline]
 * parents       code of what the places lie in → its name
 * kinds         county, city → what such places are called
 * levels        source level → its name
 * figures       each with `level` (whose number it is, "own" for a place's own) and `source` (the same in words)
 * rates         those that are known in or above some place, with such moments only; for each place a position in
 *               `figures`: `holds` of its own figure or the target that applies there, `beside` of what is published above;
 *               `missing` says that a place has nothing of its own
 */
(function () {
  "use strict";
  const made = new WeakMap(); // a province's data → level → what it shows

  function at(data, level) {
    if (!made.has(data)) made.set(data, new Map());
    const known = made.get(data);
    if (!known.has(level)) known.set(level, make(data, level));
    return known.get(level);
  }

  function make(data, level) {
    const [places, above] = level === "city" ? [data.cities, [[data.province, data.name]]] : [data.counties, data.cities];
    const kind = data.kinds[level];
    const levels = { ...data.levels, own: `本${kind}` };
    const own = new Set(places.map(([code]) => code));
    const figures = data.figures.map((figure) => {
      const from = own.has(figure.region) ? "own" : figure.of;
      const source = from === "own" ? levels.own : `适用：${figure.place}目标`;
      return { ...figure, level: from, source };
    });
    const rates = data.rates.filter((rate) => rate.start[level]).map((rate) => rateAt(rate, level, data.missing));
    const parents = new Map(above);
    return { ...data, level, kind, here: `本${kind[0]}`, places, parents, levels, figures, rates };
  }

  function rateAt(rate, level, missing) {
    const known = rate.moments.filter(({ holds }) => holds[level]);
    const moments = known.map((moment) => {
      const { role, holds, beside } = moment;
      return { ...moment, holds: holds[level], beside: beside[level], missing: missing[role] };
    });
    return { ...rate, moments, start: moments.findIndex(({ key }) => key === rate.start[level]) };
  }

  window.coverageLevels = { at };
})();
