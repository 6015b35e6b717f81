"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const loaded = require("./loaded.cjs");
const { countyDrawing, countyLabels } = loaded("county_map/drawing.js", "county_map/labels.js");

test("a value belongs to the highest class that begins at or below it", () => {
  const rate = { lows: [10, 55, 60, 95] };
  const expected = [[9, 0], [10, 0], [54.9, 0], [55, 1], [59.99, 1], [60, 2], [94, 2], [95, 3], [100, 3]];
  for (const [value, index] of expected) assert.equal(countyDrawing.classOf(rate, value), index, `${value}`);
});

test("a name that finds no room is left out; a city's may step aside, a county's may not", () => {
  const letter = 10;
  const taken = [];
  const place = (name, x, y, city = "") => countyLabels.freePlace({ name, x, y, city }, letter, taken);
  assert.equal(place("鞍山市", 100, 50), 100);
  assert.equal(place("海城市", 110, 50, "210300"), null, "covered");
  assert.equal(place("海城市", 110, 90, "210300"), 110, "another line");
  assert.equal(place("辽阳市", 116, 52), 131, "half its width to the right");
  assert.equal(place("营口市", 100, 50), null, "no side is free");
});
