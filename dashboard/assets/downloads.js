/* Downloads of a view (dashboard/shared/downloads.py): links that follow the page's address, and pictures of charts.
 *
 * A picture is what stands on the page, drawn anew as one SVG: headings, legends and notes as text, the page's own SVG
 * with its styles written into it, plotly's charts as plotly exports them. So it opens in any program, needs no style
 * sheet, and is light also when the page is dark. The PNG is that SVG at twice its size.
 */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const SHAPES = "path, rect, circle, ellipse, line, polyline, polygon, text, tspan";
  // What a style sheet may have given to a shape, with what a shape has without it.
  const LOOKS = {
    fill: "rgb(0, 0, 0)", "fill-opacity": "1", stroke: "none", "stroke-width": "1px", "stroke-opacity": "1",
    "stroke-dasharray": "none", "stroke-linecap": "butt", "stroke-linejoin": "miter", opacity: "1", "paint-order": "normal",
  }; // prettier-ignore
  const LETTERS = {
    "font-family": "", "font-size": "", "font-weight": "400", "text-anchor": "start", "dominant-baseline": "auto",
  }; // prettier-ignore
  const KEPT = /^(x|y|dx|dy|d|cx|cy|r|rx|ry|x1|x2|y1|y2|width|height|points|transform|viewBox|preserveAspectRatio|id|patternUnits|patternTransform|clip-path|href|xmlns)$/;
  const LEFT_OUT = ".screen-only, .hover-card, .modebar-container, script, style, button, select, input";
  const MARGIN = 8;
  const FOOT = 22;
  const SHARPNESS = 2;
  const measure = document.createElement("canvas").getContext("2d");

  function svg(tag, attributes, parent) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (parent) parent.append(node);
    return node;
  }

  const round = (number) => Math.round(number * 100) / 100;

  function writeLook(copy, style, looks) {
    for (const [name, usual] of Object.entries(looks)) {
      const value = style.getPropertyValue(name);
      if (value !== usual) copy.setAttribute(name, value.replace(/"/g, "'"));
    }
  }

  /* A copy of an SVG of the page that looks the same without the page's style sheets. */
  function copied(original) {
    const copy = original.cloneNode(true);
    const originals = [original, ...original.querySelectorAll("*")];
    const removed = [];
    [copy, ...copy.querySelectorAll("*")].forEach((node, index) => {
      const source = originals[index];
      const style = getComputedStyle(source);
      for (const { name } of [...node.attributes]) if (!KEPT.test(name)) node.removeAttribute(name);
      if (style.display === "none" && !source.closest("defs")) removed.push(node);
      if (!source.matches(SHAPES)) return;
      writeLook(node, style, source.matches("text, tspan") ? { ...LOOKS, ...LETTERS } : LOOKS);
      const scale = style.vectorEffect === "non-scaling-stroke" && source.getScreenCTM();
      if (scale) node.setAttribute("stroke-width", round(parseFloat(style.strokeWidth) / Math.hypot(scale.a, scale.b)));
    });
    removed.forEach((node) => node.remove());
    copy.setAttribute("opacity", getComputedStyle(original).opacity);
    return copy;
  }

  /* One <text> for each line that a text node takes on the page. */
  function drawText(node, place, parent) {
    const style = getComputedStyle(node.parentElement);
    const lines = [];
    const range = document.createRange();
    for (let index = 0; index < node.length; index += 1) {
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.width) continue;
      const line = lines[lines.length - 1];
      if (line && Math.abs(line.top - box.top) < box.height / 2) {
        line.text += node.data[index];
        line.right = box.right;
      } else lines.push({ text: node.data[index], left: box.left, right: box.right, top: box.top, height: box.height });
    }
    measure.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = measure.measureText("国");
    const anchor = { right: "end", end: "end", center: "middle" }[style.textAlign] || "start";
    for (const line of lines) {
      const x = anchor === "end" ? line.right : anchor === "middle" ? (line.left + line.right) / 2 : line.left;
      const y = line.top + (line.height * above) / (above + below);
      const text = svg("text", { x: round(x - place.left), y: round(y - place.top), fill: style.color }, parent);
      writeLook(text, style, { "font-family": "", "font-size": "", "font-weight": "400" });
      if (anchor !== "start") text.setAttribute("text-anchor", anchor);
      text.textContent = line.text.trim();
    }
  }

  function drawBox(style, box, place, parent) {
    const [x, y] = [round(box.left - place.left), round(box.top - place.top)];
    if (!/^(transparent|rgba\(0, 0, 0, 0\))$/.test(style.backgroundColor)) {
      svg("rect", { x, y, width: round(box.width), height: round(box.height), fill: style.backgroundColor }, parent);
    }
    const sides = {
      Top: [x, y, x + box.width, y],
      Bottom: [x, y + box.height, x + box.width, y + box.height],
      Left: [x, y, x, y + box.height],
      Right: [x + box.width, y, x + box.width, y + box.height],
    };
    for (const [side, [x1, y1, x2, y2]] of Object.entries(sides)) {
      const width = parseFloat(style[`border${side}Width`]);
      if (!width || style[`border${side}Style`] === "none") continue;
      const look = { stroke: style[`border${side}Color`], "stroke-width": width };
      svg("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), ...look }, parent);
    }
  }

  /* Draws an element and all it holds; `charts` are plotly's exports by their element. */
  function draw(node, place, parent, charts, isRoot) {
    if (node.nodeType === Node.TEXT_NODE) return void (node.data.trim() && drawText(node, place, parent));
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LEFT_OUT)) return;
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    if (style.display === "none" || style.visibility === "hidden") return;
    const drawing = charts.get(node) || (node.matches("svg") && copied(node));
    if (drawing) {
      const [x, y] = [round(box.left - place.left), round(box.top - place.top)];
      for (const [name, value] of Object.entries({ x, y, width: round(box.width), height: round(box.height) })) {
        drawing.setAttribute(name, value);
      }
      return void parent.append(drawing);
    }
    if (!isRoot && box.width && box.height) drawBox(style, box, place, parent);
    node.childNodes.forEach((child) => draw(child, place, parent, charts, false));
  }

  /* plotly exports its charts itself, with the template's light colours. */
  async function plotlyCharts(root) {
    const nodes = [...root.querySelectorAll(".js-plotly-plot")];
    if (root.matches(".js-plotly-plot")) nodes.push(root);
    const exported = await Promise.all(
      nodes.map(async (node) => {
        const { clientWidth: width, clientHeight: height } = node;
        const address = await window.Plotly.toImage(node, { format: "svg", width, height });
        const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
        return [node, document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true)];
      })
    );
    return new Map(exported);
  }

  const nameOf = (root) => {
    const heading = root.querySelector("h1, h2, h3");
    return root.dataset.name || (heading ? heading.textContent : root.getAttribute("aria-label") || "");
  };

  /* What the picture shows: as its page says, else the region whose view it is. */
  function placeOf(root) {
    const region = document.querySelector("main .trail [aria-current]");
    return root.dataset.place || (region ? region.textContent : "");
  }

  async function picture(root) {
    const charts = await plotlyCharts(root);
    const page = document.documentElement;
    const theme = page.dataset.theme;
    const made = svg("svg", { xmlns: SVG });
    page.dataset.theme = "light"; // until all is copied: nothing is painted in between
    page.classList.add("picturing"); // what is only for the screen takes no room
    try {
      const { left, top, width, height } = root.getBoundingClientRect();
      const size = { width: round(width + 2 * MARGIN), height: round(height + 2 * MARGIN + FOOT) };
      for (const [name, value] of Object.entries(size)) made.setAttribute(name, value);
      made.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
      svg("title", {}, made).textContent = nameOf(root);
      svg("rect", { width: size.width, height: size.height, fill: "#ffffff" }, made);
      draw(root, { left: left - MARGIN, top: top - MARGIN }, made, charts, true);
      const style = getComputedStyle(document.body);
      const indent = MARGIN + parseFloat(getComputedStyle(root).paddingLeft);
      const foot = { x: indent, y: size.height - MARGIN - 4, fill: style.getPropertyValue("--quiet").trim() };
      const text = svg("text", { ...foot, "font-size": "12px", "font-family": style.fontFamily.replace(/"/g, "'") }, made);
      text.textContent = `${page.querySelector(".app-name").textContent}，${today()}`;
      return { text: new XMLSerializer().serializeToString(made), ...size };
    } finally {
      page.dataset.theme = theme;
      page.classList.remove("picturing");
    }
  }

  async function rastered({ text, width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.ceil(width * SHARPNESS), height: Math.ceil(height * SHARPNESS) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new Blob(withDensity(new Uint8Array(await blob.arrayBuffer())), { type: "image/png" });
  }

  /* The PNG with its dots an inch, so that Word shows it as large as it was on the page. */
  function withDensity(bytes) {
    const chunk = new DataView(new ArrayBuffer(21));
    const dots = Math.round((96 * SHARPNESS) / 0.0254);
    [9, 0x70485973, dots, dots].forEach((number, index) => chunk.setUint32(4 * index, number)); // length, "pHYs", x, y
    chunk.setUint8(16, 1); // a metre
    let check = 0xffffffff;
    for (let index = 4; index < 17; index += 1) {
      check ^= chunk.getUint8(index);
      for (let bit = 0; bit < 8; bit += 1) check = check & 1 ? (check >>> 1) ^ 0xedb88320 : check >>> 1;
    }
    chunk.setUint32(17, ~check >>> 0);
    const afterHead = 33; // signature and IHDR
    return [bytes.subarray(0, afterHead), chunk.buffer, bytes.subarray(afterHead)];
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  }

  function save(blob, name) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /* As file_stem in downloads.py. */
  function fileName(root, format) {
    const parts = [document.title.split(" · ")[0], nameOf(root), placeOf(root)];
    // oxlint-disable-next-line no-control-regex -- they may stand in no file's name
    const clean = parts.map((part) => part.replace(/[\\/:*?"<>|\s\u0000-\u001f]+/g, "").slice(0, 60));
    return `${[...new Set(clean.filter(Boolean)), today()].join("_")}.${format}`;
  }

  async function download(button) {
    const { picture: selector, format } = button.dataset;
    const root = document.querySelector(selector);
    const label = button.textContent;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    try {
      const drawn = await picture(root);
      const blob = format === "png" ? await rastered(drawn) : new Blob([drawn.text], { type: "image/svg+xml" });
      save(blob, fileName(root, format));
    } catch (error) {
      console.warn(error);
      button.textContent = "没有做成，请重试";
      setTimeout(() => (button.textContent = label), 4000);
    }
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".downloads [data-picture]");
    if (button) download(button);
  });
  // Whatever is done with a link (click, copy, open elsewhere), it means the view that is shown now.
  for (const moment of ["pointerover", "focusin", "pointerdown", "click"]) {
    document.addEventListener(
      moment,
      (event) => {
        const link = event.target.closest && event.target.closest(".downloads a[href]");
        if (link && !link.dataset.fixed) link.search = window.location.search;
      },
      true
    );
  }
  window.downloads = { picture, rastered, save };
})();
