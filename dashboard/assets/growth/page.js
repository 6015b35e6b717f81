/* The page 增长路径: the slider of the yearly rate, and everything that moves with it.
 *
 * The server sends with the page what every position of the slider says (dashboard/pages/growth/data.py). A drag only looks it up and
 * draws; nothing is asked and nothing is computed here. The other controls open another view by its address.
 */
/* needs: address.js, growth/line_chart.js */
(function () {
  "use strict";
  const PAGE = "growth";
  const HIGH = 100; // the position that the axis leaves room for from the beginning: 10%
  const [ABOVE, BELOW] = [0.06, 0.14]; // room on the axis; below there are the labels of the first points
  const element = (name) => document.getElementById(`${PAGE}-${name}`);
  let shown = null; // { data, step }
  let waiting = 0; // timer: the address does not say yet where the slider stands

  function html(tag, properties, parent) {
    const made = Object.assign(document.createElement(tag), properties);
    if (parent) parent.append(made);
    return made;
  }

  /* Called by Dash with the Store of pages/growth/parts.py whenever the page has been made. */
  function draw(data) {
    if (!data) return window.dash_clientside.no_update;
    shown = { data, step: data.step };
    const chart = element("chart");
    for (const [name, [options, chosen]] of Object.entries(data.choices)) choices(name, options, chosen);
    if (!chart) return window.dash_clientside.no_update;
    if (data.places[0].scenarios) slider();
    new ResizeObserver(() => chart.isConnected && show()).observe(chart);
    show();
    return data.step;
  }

  /* A bar of radio buttons whose choice is the parameter that the bar's id ends in. */
  function choices(name, options, chosen) {
    const bar = element(name);
    bar.replaceChildren();
    options.forEach(([key, label], index) => {
      const choice = html("label", {}, bar);
      const id = `${bar.id}-${index}`;
      const input = html("input", { type: "radio", name: bar.id, id, value: key, checked: key === chosen }, choice);
      html("span", { textContent: label }, choice);
      input.addEventListener("change", () => {
        window.dash_clientside.address.keepFocus(id);
        rememberNow();
        if (name === "start") window.dash_clientside.address.open({ start: key === "latest" ? key : "" });
        else window.dash_clientside.address.open({ indicator: key, index: "", parity: "", growth: "" });
      });
    });
  }

  function slider() {
    const { data } = shown;
    const { reaches, mark, pick } = data.places[0];
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
      html("span", { className: "reaches", textContent: "▲" }, scale).style.left = share(mark);
    }
    html("output", { id: `${PAGE}-chosen`, htmlFor: `${PAGE}-rate` }, host);
    const picks = [[data.usual, data.rates[data.usual]]];
    if (reaches > 0 && reaches !== data.usual) picks.push([reaches, pick]);
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

  /* Another choice starts from the address: first it says where the slider stands. */
  function rememberNow() {
    if (!waiting) return;
    clearTimeout(waiting);
    remember();
  }

  /* The rate belongs to the address of the view, but a drag is no step to go back to. */
  function remember() {
    waiting = 0;
    const { data, step } = shown;
    const address = new URL(window.location.href);
    if (step === data.usual) address.searchParams.delete("rate");
    else address.searchParams.set("rate", data.percents[step]);
    if (!element("rate") || address.href === window.location.href) return;
    window.history.replaceState(window.history.state, "", address);
    // Dash's Location would otherwise go back to the address that it remembers before it opens the next one.
    window.dash_clientside.set_props("address", { href: address.href, search: address.search });
  }

  function show() {
    const { data, step } = shown;
    const [first, ...others] = data.places;
    const beside = others.flatMap((place, index) => otherLines(place, first.from, index, step));
    const lines = [...linesOf(first, step), ...beside];
    const model = { unit: first.unit, label: saidOf(first, step), lines, years: yearsOf(lines), range: rangeOf(data, step, lines) };
    window.lineChart.draw(element("chart"), model);
    legend(lines);
    if (!first.scenarios) return;
    element("subtitle").textContent = first.scenarios[step];
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
    [...element("others").children].forEach((item, index) => {
      item.textContent = saidOf(others[index], step);
    });
  }

  /* What is known, then where the rate leads. */
  function saidOf({ title, subtitle, scenarios }, step) {
    return [title, scenarios ? scenarios[step] : subtitle].filter(Boolean).join("；");
  }

  function pathRows(place, step) {
    const { years, values, labels, suffix } = place;
    return years.map((year, index) => [year, values[step][index], null, null, labels[step][index] + suffix]);
  }

  /* Levels before the path's base stand in the table: drawn, they would press the years that matter together. */
  const since = (first, { rows, ...line }) => ({ ...line, rows: rows.filter(([year]) => year >= first) });

  function linesOf(place, step) {
    if (!place.scenarios) return place.series;
    const path = { name: place.names[step], role: "path", rows: pathRows(place, step) };
    const lines = [...place.series, path].map((line) => since(place.from, line)).filter(({ rows }) => rows.length);
    const base = lines.find(({ role }) => role === "baseline");
    return lines.map((line) => (base && line.role === "observed" ? { ...line, after: base.rows.at(-1) } : line));
  }

  /* Of a place beside the first: what is known, and its path at the same rate, in one colour. */
  function otherLines(place, from, index, step) {
    const known = place.series.filter(({ role }) => role === "baseline" || role === "observed").flatMap(({ rows }) => rows);
    const role = `other-${index + 1}`;
    const lines = [{ rows: known, role: `${role} known` }];
    if (place.scenarios) lines.push({ rows: pathRows(place, step), role });
    return lines.map((line) => since(from, { ...line, name: place.name })).filter(({ rows }) => rows.length);
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
    const span = high - low || Math.abs(high) || 1;
    const bottom = low >= 0 ? Math.max(0, low - span * BELOW) : low - span * BELOW;
    let top = high + span * ABOVE;
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
      "growth-index": value === "consumption" ? {} : { growth: "" },
    };
    rememberNow();
    const text = value === "none" || value === null || value === undefined ? "" : value;
    window.dash_clientside.address.choose(typeof text === "number" ? String(text) : text, dependent[id]);
  }

  document.addEventListener("input", (event) => {
    if (event.target.id === `${PAGE}-rate`) move(Number(event.target.value));
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { growth: { choose, draw } });
})();
