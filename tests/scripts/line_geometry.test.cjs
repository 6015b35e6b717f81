"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const loaded = require("./loaded.cjs");
const { ticks, width, spread, pathOf, outlineOf, pointsOf, GAP } = loaded("growth/geometry.js").lineGeometry;
const plain = (value) => JSON.parse(JSON.stringify(value)); // of another realm

test("ticks are round, evenly spaced, inside the range, two to six", () => {
  assert.deepEqual(plain(ticks(0, 1000)), [0, 200, 400, 600, 800, 1000]);
  assert.deepEqual(plain(ticks(613, 1092)), [700, 800, 900, 1000]);
  assert.deepEqual(plain(ticks(0, 1.2)), [0, 0.25, 0.5, 0.75, 1]);
  for (let low = 0; low < 3000; low += 137) {
    for (const span of [0.7, 3, 11, 48, 260, 2345, 99999]) {
      const found = ticks(low, low + span);
      assert.ok(found.length >= 2 && found.length <= 6, `${low} + ${span}: ${found}`);
      assert.ok(found[0] >= low - 1e-6 && found.at(-1) <= low + span + 1e-6);
      const steps = found.slice(1).map((value, index) => value - found[index]);
      for (const step of steps) assert.ok(Math.abs(step - steps[0]) < 1e-6 * Math.max(1, span));
      const digits = Number((steps[0] / 10 ** Math.floor(Math.log10(steps[0]) + 1e-9)).toPrecision(6));
      assert.ok([1, 2, 2.5, 5].includes(digits), `step ${steps[0]}`);
    }
  }
});

test("labels that would cover one another keep their distance, in their order, near where they belong", () => {
  const labels = [100, 104, 101, 300].map((y) => ({ y, wanted: y }));
  spread(labels, 20, 400);
  assert.deepEqual(labels.map(({ wanted }) => wanted), [100, 101, 104, 300]);
  for (let index = 1; index < labels.length; index += 1) {
    assert.ok(labels[index].y - labels[index - 1].y >= GAP - 0.2, `${labels.map(({ y }) => y)}`);
  }
  assert.equal(labels[3].y, 300, "what stands alone stays");
  const middle = (labels[0].y + labels[1].y + labels[2].y) / 3;
  assert.ok(Math.abs(middle - (100 + 101 + 104) / 3) < 1, "the group stays where it was");
});

test("labels at the edge stay inside", () => {
  const labels = [22, 23, 398, 399].map((y) => ({ y }));
  spread(labels, 20, 400);
  assert.ok(labels.every(({ y }) => y >= 20 && y <= 400));
  assert.ok(labels[1].y - labels[0].y >= GAP - 0.2 && labels[3].y - labels[2].y >= GAP - 0.2);
});

test("a path moves to its first point and draws lines to the others", () => {
  assert.equal(pathOf([[1, 2], [3.04, 4.06], [5, 6]]), "M1.0 2.0L3.0 4.1L5.0 6.0");
});

test("a band's outline does not cross itself: up there, down back", () => {
  const line = { rows: [[2021, null, 10, 20], [2022, null, 11, 24], [2023, null, 12, 30]] };
  const corners = plain(outlineOf(line, (year) => year - 2020, (value) => -value));
  assert.deepEqual(corners, [[1, -20], [2, -24], [3, -30], [3, -12], [2, -11], [1, -10]]);
});

test("a line that goes on from another begins at that one's point, which gets no mark of its own", () => {
  const scale = [(year) => year - 2020, (value) => value];
  const rows = [[2021, 7], [2022, 8]];
  assert.deepEqual(plain(pointsOf({ rows, after: [2020, 5] }, ...scale)), { from: [[0, 5]], points: [[1, 7], [2, 8]] });
  assert.deepEqual(plain(pointsOf({ rows }, ...scale)).from, []);
});

test("a Chinese character is wider than a Latin one", () => {
  assert.equal(width("目标"), 26);
  assert.ok(Math.abs(width("8.0") - 22.2) < 1e-9);
});
