/* Where things stand in a line chart: numbers in, numbers and texts out. Touches no document. */
(function () {
  "use strict";
  const GAP = 17; // pixels between two labels at the right

  /* Steps of 1, 2, 2.5 or 5 that give about five lines. */
  function ticks(low, high) {
    const rough = (high - low) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
    const found = [];
    for (let index = Math.ceil(low / step - 1e-9); index * step <= high + 1e-9; index += 1) found.push(index * step);
    return found.map((value) => Number(value.toPrecision(12)));
  }

  /* Width in pixels at 13: a Chinese character takes all, a Latin one a little over half. */
  const width = (text) => [...text].reduce((sum, sign) => sum + (sign.codePointAt(0) > 0x2e7f ? 13 : 7.4), 0);

  /* Places moved apart so that neighbours keep GAP, as near as possible to where they want to be. */
  function spread(labels, low, high) {
    labels.sort((one, other) => one.y - other.y);
    for (let round = 0; round < 40; round += 1) {
      let moved = false;
      for (let index = 1; index < labels.length; index += 1) {
        const short = GAP - (labels[index].y - labels[index - 1].y);
        if (short <= 0.1) continue;
        labels[index - 1].y -= short / 2;
        labels[index].y += short / 2;
        moved = true;
      }
      for (const label of labels) label.y = Math.min(Math.max(label.y, low), high);
      if (!moved) break;
    }
  }

  const pathOf = (points) => points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

  /* The corners of a band in the order of its outline: along its upper edge, and back along the lower one. */
  function outlineOf(line, x, y) {
    const upper = line.rows.map(([year, , , high]) => [x(year), y(high)]);
    const lower = line.rows.map(([year, , low]) => [x(year), y(low)]);
    return [...upper, ...lower.reverse()];
  }

  /* The points of a line, and `from`: the point of another line that it goes on from, if there is one. */
  function pointsOf(line, x, y) {
    const points = line.rows.map(([year, value]) => [x(year), y(value)]);
    return { from: line.after ? [[x(line.after[0]), y(line.after[1])]] : [], points };
  }

  window.lineGeometry = { ticks, width, spread, pathOf, outlineOf, pointsOf, GAP };
})();
