/* Draws one province's counties, or its cities, and colours them. Knows nothing of Dash, of the address or of the controls.
 *
 * Switching a rate or a year only writes the `fill` of each place and the `d` of a few overlays, so it costs a few
 * milliseconds.
 *
 * data      one level of a province (levels.js); the paths of both levels have the class `county`
 * Only a place's own value has a colour of the classes. Where a target of a level above applies the place is hatched, for
 * each level in another way; what is published above it stands in words.
 *
 * onSelect  called with a place's code when it is clicked or entered
 * onHover   called with the position of the place that is under the pointer or has the focus, −1 for none
 */
/* needs: county_map/drawing.js, county_map/labels.js */
(function () {
  "use strict";
  const { svg, html, definePatterns, classOf } = window.countyDrawing;
  const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /* Leaves what is there already: the browser would take it for a change and lay out the whole map anew. */
  function put(node, name, value) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }

  class CountyMap {
    constructor(host, onSelect, onHover = () => {}) {
      this.host = host;
      this.onSelect = onSelect;
      this.onHover = onHover;
      this.svg = svg("svg", { class: "county-map", role: "group", preserveAspectRatio: "xMidYMid meet" });
      this.card = html("div", "hover-card");
      this.card.hidden = true;
      host.replaceChildren(this.svg, this.card);
      new ResizeObserver(() => this.rescale()).observe(host);
      const county = (event) => event.target.closest("[data-county]");
      this.svg.addEventListener("pointermove", (event) => this.hover(county(event), event));
      this.svg.addEventListener("pointerleave", () => this.hover(null));
      this.svg.addEventListener("click", (event) => county(event) && onSelect(county(event).dataset.county));
      // On the host: Chromium would take an SVG that listens to focus for a stop of the tab key.
      host.addEventListener("focusin", (event) => county(event) && this.focus(county(event)));
      host.addEventListener("focusout", () => this.hover(null));
      this.svg.addEventListener("keydown", (event) => county(event) && this.key(event, county(event)));
    }

    draw(data) {
      this.data = data;
      this.index = new Map(data.places.map(([code], index) => [code, index]));
      this.svg.replaceChildren();
      this.svg.setAttribute("aria-label", `${data.name}${data.kind[0]}级地图。用方向键在各${data.kind[0]}之间移动，按回车查看数字与出处。`);
      this.patterns = definePatterns(svg("defs", {}, this.svg), "map");
      const counties = svg("g", { class: "counties" }, this.svg);
      this.paths = data.places.map(([code, , , , , , d], index) =>
        svg("path", { d, "data-county": code, class: "county", role: "button", tabindex: index ? -1 : 0 }, counties)
      );
      const over = svg("g", { class: "overlays", "aria-hidden": "true" }, this.svg);
      this.borders = svg("path", { class: "county-borders" }, over);
      this.cityBorders = svg("path", { class: "city-borders" }, over);
      this.own = svg("path", { class: "own" }, over);
      this.hovered = svg("path", { class: "hovered" }, over);
      this.selected = svg("path", { class: "selected" }, over);
      this.labels = svg("g", { class: "labels", "aria-hidden": "true" }, this.svg);
      this.names = window.countyLabels.write(data, this.labels);
      this.painted = null;
      this.fills = [];
      this.zoom("");
    }

    /* Shows one city, or all of the province. */
    zoom(code) {
      const [width, height] = this.data.viewBox;
      const city = this.data.cities.find((entry) => entry[0] === code);
      const [x0, y0, x1, y1] = city ? city[7] : [0, 0, width, height];
      const edge = city ? Math.max(x1 - x0, y1 - y0) * 0.06 : 0;
      this.window = [x0 - edge, y0 - edge, x1 - x0 + 2 * edge, y1 - y0 + 2 * edge];
      this.zoomed = city ? code : "";
      this.paths.forEach((path, index) => path.classList.toggle("outside", !this.inRange(index)));
      this.borders.setAttribute("d", this.outlines(this.data.places.filter((_, index) => this.inRange(index))));
      this.cityBorders.setAttribute("d", this.outlines(city ? [city] : this.data.cities));
      this.svg.setAttribute("viewBox", this.window.join(" "));
      this.rescale();
    }

    /* Names and hatches keep their size on the screen; names are shown where they fit, the larger places first. */
    rescale() {
      const { clientWidth, clientHeight } = this.host;
      if (!this.data || !clientWidth || !clientHeight) return;
      this.unit = Math.max(this.window[2] / clientWidth, this.window[3] / clientHeight);
      this.patterns.forEach((pattern) => pattern.setAttribute("patternTransform", `scale(${this.unit})`));
      const letter = (clientWidth < 480 ? 10 : 12) * this.unit;
      this.labels.style.fontSize = `${letter}px`;
      window.countyLabels.place(this.names, letter, this.zoomed);
    }

    paint(rate, moment) {
      if (this.rate === rate && this.moment === moment && this.painted === this.zoomed) return;
      this.painted = this.zoomed;
      this.rate = rate;
      this.moment = moment;
      const own = [];
      const colours = new Map(); // by position in `figures`: one target applies in many counties
      moment.holds.forEach((position, index) => {
        const figure = this.data.figures[position];
        let colour = colours.get(position);
        if (!colour) {
          colour = figure ? this.colour(rate, figure) : "url(#map-no-data)";
          colours.set(position, colour);
        }
        if (this.fills[index] !== colour) this.paths[index].setAttribute("fill", (this.fills[index] = colour));
        if (figure && figure.level === "own" && this.inRange(index)) own.push(index);
      });
      this.cover(this.own, own);
      this.hover(null);
    }

    colour(rate, figure) {
      return figure.level === "own" ? rate.colours[classOf(rate, figure.value)] : `url(#map-applicable-${figure.level})`;
    }

    outlines(places) {
      return places.map((place) => place[6]).join("");
    }

    /* Joins the outlines of some places into one path; which they are changes seldom. */
    cover(path, indices) {
      const which = indices.join();
      if (path.which !== which) path.setAttribute("d", this.outlines(indices.map((index) => this.data.places[index])));
      path.which = which;
    }

    /* Says for screen readers what `paint` shows; later, so that nobody waits for it. */
    say() {
      this.paths.forEach((path, index) => {
        const figure = this.data.figures[this.moment.holds[index]];
        put(path, "data-level", figure ? figure.level : "none");
        put(path, "aria-label", this.sentence(index));
      });
    }

    /* False for the surroundings of the city that is zoomed to. */
    inRange(index) {
      return !this.zoomed || this.data.places[index][2] === this.zoomed;
    }

    firstInRange() {
      return this.paths.findIndex((_, index) => this.inRange(index));
    }

    select(code) {
      const index = this.index.get(code);
      this.selected.setAttribute("d", index === undefined ? "" : this.data.places[index][6]);
      this.paths.forEach((path, other) => path.setAttribute("aria-pressed", other === index));
    }

    place(index) {
      const [, name, parent] = this.data.places[index];
      return { name, city: this.data.parents.get(parent) };
    }

    /* What is known of a county now, as [label, text] pairs: the hover card, the panel and screen readers say the same. */
    facts(index) {
      const figure = this.data.figures[this.moment.holds[index]];
      const beside = this.data.figures[this.moment.beside[index]];
      const above = ["上级（仅供参考）", beside && `${beside.place} ${beside.text}`];
      const missing = `本地${this.moment.missing}`;
      if (!figure) return [["数值", missing], ["时点", this.moment.name], above].filter(([, text]) => text);
      const own = figure.level === "own";
      const rows = [
        ["数值", own ? figure.text : missing],
        ["时点", this.moment.name],
        own ? ["来源级别", figure.source] : ["适用目标", `${figure.place} ${figure.text}`],
        above,
        ["文献", `《${figure.document}》`],
        ["章节", figure.section],
        ["原文", figure.quote && `“${figure.quote}”`],
        ["依据", figure.known],
      ];
      return rows.filter(([, text]) => text);
    }

    /* The style of the first fact: large where it is a number. */
    valueClass(index) {
      const figure = this.data.figures[this.moment.holds[index]];
      return figure && figure.level === "own" ? "value" : "value missing";
    }

    sentence(index) {
      const { name, city } = this.place(index);
      return `${name}（${city}）：${this.rate.name}，${this.facts(index).map(([label, text]) => `${label} ${text}`).join("；")}`;
    }

    describe(index, parent) {
      const { name, city } = this.place(index);
      const heading = html("p", "place", name, parent);
      html("span", "city", city, heading);
      html("p", "rate", this.rate.name, parent);
      const list = html("dl", "facts", "", parent);
      this.facts(index).forEach(([label, text], row) => {
        html("dt", "", label, list);
        html("dd", row ? "" : this.valueClass(index), text, list);
      });
    }

    /* Shows the card beside the pointer, or beside the county where there is none (keyboard, table). */
    hover(path, event) {
      const index = path ? this.paths.indexOf(path) : -1;
      if (index !== this.hoveredIndex) {
        this.hoveredIndex = index;
        this.hovered.setAttribute("d", index < 0 ? "" : this.data.places[index][6]);
        this.card.hidden = index < 0;
        this.card.replaceChildren();
        if (index >= 0) this.describe(index, this.card);
        this.onHover(index);
      }
      if (index < 0) return;
      const area = this.host.getBoundingClientRect();
      const box = path.getBoundingClientRect();
      const x = (event ? event.clientX : box.right) - area.left;
      const y = (event ? event.clientY : box.top) - area.top;
      const { offsetWidth, offsetHeight } = this.card;
      const left = x + 16 + offsetWidth > area.width ? x - 16 - offsetWidth : x + 16;
      this.card.style.left = `${Math.max(0, Math.min(left, area.width - offsetWidth))}px`;
      this.card.style.top = `${Math.max(0, Math.min(y + 16, area.height - offsetHeight))}px`;
    }

    /* The map is one stop of the tab key; arrows move inside it. */
    focus(path) {
      this.paths.forEach((other) => other.setAttribute("tabindex", other === path ? 0 : -1));
      if (path.matches(":focus-visible")) this.hover(path);
    }

    key(event, path) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        this.onSelect(path.dataset.county, true);
      } else if (KEYS[event.key]) {
        event.preventDefault();
        const next = this.neighbour(this.paths.indexOf(path), KEYS[event.key]);
        if (next >= 0) this.paths[next].focus();
      } else if (event.key === "Escape") {
        this.hover(null);
      }
    }

    /* The nearest county that lies rather in this direction than to the side of it. */
    neighbour(index, [right, down]) {
      const [, , , x, y] = this.data.places[index];
      let best = -1;
      let least = Infinity;
      this.data.places.forEach(([, , , otherX, otherY], other) => {
        const along = (otherX - x) * right + (otherY - y) * down;
        const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
        const distance = along + 2 * aside;
        if (along > 0 && aside <= along * 1.5 && distance < least) [best, least] = [other, distance];
      });
      return best;
    }
  }

  window.CountyMap = CountyMap;
})();
