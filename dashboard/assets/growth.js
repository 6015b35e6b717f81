/* The page 增长路径: the slider of the yearly rate, and everything that moves with it.
 *
 * The server sends with the page what every position of the slider says (growth_data.py). A drag only looks it up and
 * draws; nothing is asked and nothing is computed here. The other controls open another view by its address.
 */
(function () {
  "use strict";
  const PAGE = "growth";
  const HIGH = 100; // the position that the axis leaves room for from the beginning: 10 %
  const ROOM = 0.08; // of the axis, above and below
  const element = (name) => document.getElementById(`${PAGE}-${name}`);
  let shown = null; // { data, step }
  let waiting = 0;

  function html(tag, properties, parent) {
    const made = Object.assign(document.createElement(tag), properties);
    if (parent) parent.append(made);
    return made;
  }

  /* Called by Dash with the Store of growth_parts.py whenever the page has been made. */
  function draw(data) {
    if (!data) return;
    shown = { data, step: data.step };
    const chart = element("chart");
    if (!chart) return;
    if (data.places[0].titles) slider();
    new ResizeObserver(() => chart.isConnected && show()).observe(chart);
    show();
  }

  function slider() {
    const { data } = shown;
    const { reaches } = data.places[0];
    const host = element("slider");
    host.replaceChildren();
    html("label", { htmlFor: `${PAGE}-rate`, textContent: "每年增长" }, host);
    const track = html("div", { className: "track" }, host);
    const range = { type: "range", id: `${PAGE}-rate`, min: 0, max: data.rates.length - 1, step: 1, value: data.step };
    html("input", range, track);
    const scale = html("div", { className: "scale" }, track);
    scale.setAttribute("aria-hidden", "true");
    const share = (step) => `${(step / (data.rates.length - 1)) * 100}%`;
    for (let step = 0; step < data.rates.length; step += 50) {
      html("span", { textContent: data.rates[step] }, scale).style.left = share(step);
    }
    if (reaches !== null && reaches !== undefined && reaches > 0) {
      html("span", { className: "reaches", textContent: "▲" }, scale).style.left = share(reaches);
    }
    html("output", { id: `${PAGE}-chosen`, htmlFor: `${PAGE}-rate` }, host);
    const picks = [[data.usual, data.rates[data.usual]]];
    if (reaches > 0 && reaches !== data.usual) picks.push([reaches, `▲ ${data.rates[reaches]} 起达到目标`]);
    for (const [step, textContent] of picks) {
      html("button", { type: "button", textContent, onclick: () => move(step) }, host);
    }
  }

  function move(step) {
    shown.step = step;
    element("rate").value = step;
    show();
    clearTimeout(waiting);
    waiting = setTimeout(remember, 200); // browsers limit how often an address may change
  }

  /* The rate belongs to the address of the view, but a drag is no step to go back to. */
  function remember() {
    const { data, step } = shown;
    const address = new URL(window.location.href);
    if (step === data.usual) address.searchParams.delete("rate");
    else address.searchParams.set("rate", data.percents[step]);
    if (element("rate")) window.history.replaceState(window.history.state, "", address);
  }

  function show() {
    const { data, step } = shown;
    const [first, ...others] = data.places;
    const lines = [...linesOf(first, step), ...others.flatMap((place, index) => otherLines(place, index, step))];
    const title = first.titles ? first.titles[step] : first.title;
    const model = { unit: first.unit, label: title, lines, years: yearsOf(lines), range: rangeOf(data, step, lines) };
    window.lineChart.draw(element("chart"), model);
    legend(lines);
    if (!first.titles) return;
    element("title").textContent = title;
    element("chosen").textContent = data.rates[step];
    element("rate").setAttribute("aria-valuetext", data.rates[step]);
    if (element("said")) element("said").lastChild.textContent = first.said[step].replace(/^[^：]*：/, "");
    if (element("said")) element("said").firstChild.textContent = first.said[step].match(/^[^：]*：/)[0];
    element("column").textContent = first.names[step];
    first.years.forEach((year, index) => {
      const cell = document.querySelector(`#${PAGE} [data-path-year="${year}"]`);
      if (cell) cell.textContent = first.labels[step][index];
    });
    [...element("effects").children].forEach((item, rule) => {
      item.lastChild.textContent = first.effects[step][rule];
    });
    [...element("others").children].forEach((item, index) => (item.textContent = others[index].titles[step]));
  }

  const pathRows = (place, step) =>
    place.years.map((year, index) => [year, place.values[step][index], null, null, place.labels[step][index]]);

  function linesOf(place, step) {
    const path = place.titles && { name: place.names[step], role: "path", rows: pathRows(place, step) };
    return [...place.series, ...(path ? [path] : [])];
  }

  /* Of a place beside the first: what is known, and its path at the same rate, in one colour. */
  function otherLines(place, index, step) {
    const known = place.series.filter(({ role }) => role === "baseline" || role === "observed").flatMap(({ rows }) => rows);
    const role = `other-${index + 1}`;
    return [
      { name: place.name, role: `${role} known`, rows: known },
      { name: place.name, role, rows: pathRows(place, step) },
    ];
  }

  function yearsOf(lines) {
    const years = lines.flatMap(({ rows }) => rows.map(([year]) => year));
    return [Math.min(...years), Math.max(...years)];
  }

  /* The axis stays while the slider moves, as long as the path stays within it. */
  function rangeOf(data, step, lines) {
    const fixed = lines.filter(({ role }) => role !== "path" && !/^other-\d$/.test(role));
    const numbers = fixed.flatMap(({ rows }) => rows.flatMap((row) => row.slice(1, 4)));
    for (const { values } of data.places) if (values) numbers.push(...values[0], ...values[HIGH]);
    const known = numbers.filter((value) => value !== null);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const room = (high - low) * ROOM || Math.abs(high) * ROOM || 1;
    const bottom = low - room < 0 && low >= 0 ? 0 : low - room;
    let top = high + room;
    const now = Math.max(...data.places.flatMap(({ values }) => (values ? values[step] : [top])));
    while (now > top) top += (top - bottom) / 4;
    return [bottom, top];
  }

  function legend(lines) {
    const list = element("legend");
    const named = lines.filter(({ role }) => !role.endsWith(" known"));
    list.replaceChildren();
    for (const { name, role } of named) {
      const item = html("li", {}, list);
      item.append(window.lineChart.sample(role), name);
    }
  }

  /* A control's value as the parameter that its id ends in; a choice may make other parameters meaningless. */
  function choose(value) {
    const { triggered_id: id } = window.dash_clientside.callback_context;
    const dependent = {
      "growth-indicator": { index: "", growth: "", parity: "" },
      "growth-series-indicator": { index: "", growth: "", parity: "" },
      "growth-index": value === "consumption" ? {} : { growth: "" },
    };
    const usual = { "growth-start": "base", "growth-index": "none", "growth-rounding": "none" };
    const text = value === usual[id] || value === null || value === undefined ? "" : value;
    window.dash_clientside.address.choose(typeof text === "number" ? String(text) : text, dependent[id]);
  }

  document.addEventListener("input", (event) => {
    if (event.target.id === `${PAGE}-rate`) move(Number(event.target.value));
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { growth: { choose, draw } });
})();
