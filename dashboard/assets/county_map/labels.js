/* The names on the map: they cover one another nowhere, the larger places come first. */
/* needs: county_map/drawing.js */
(function () {
  "use strict";
  const { svg } = window.countyDrawing;

  /* The labels of all cities and, at their level, counties as texts in `parent`: { name, x, y, radius, city, text }, the
   * largest first; `city` is the one that a county lies in, empty for a city. */
  function write(data, parent) {
    const labels = [
      ...data.cities.map(([, name, , x, y, radius]) => ({ name, x, y, radius, city: "" })),
      ...(data.level === "county" ? data.places : []).map(([, name, city, x, y, radius]) => ({ name, x, y, radius, city })),
    ].sort((one, other) => other.radius - one.radius);
    for (const label of labels) {
      label.text = svg("text", { y: label.y, class: label.city ? "county-name" : "city" }, parent);
      label.text.textContent = label.name;
    }
    return labels;
  }

  /* The x at which a name covers no other, tried centred and, for a city, to the left and right of its centre. */
  function freePlace({ name, x, y, city }, letter, taken) {
    const width = name.length * letter;
    for (const shift of city ? [0] : [0, -0.5, 0.5]) {
      const left = x + (shift - 0.5) * width;
      const box = [left, y - letter * 0.6, left + width, y + letter * 0.6];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      return left + width / 2;
    }
    return null;
  }

  /* Shows the names in `zoomed`, the cities' where it is empty, as far as letters of this size find room. */
  function place(labels, letter, zoomed) {
    const taken = [];
    for (const label of labels) {
      const fits = !label.city || label.radius > (label.name.length * letter) / 4;
      const x = label.city === zoomed && fits ? freePlace(label, letter, taken) : null;
      label.text.style.display = x === null ? "none" : "";
      if (x !== null) label.text.setAttribute("x", x);
    }
  }

  window.countyLabels = { write, place, freePlace };
})();
