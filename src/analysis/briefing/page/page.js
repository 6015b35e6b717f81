/* Unpacks plotly.js, which lies in this page as compressed text, and draws the charts; names a county that is pointed at. */
(() => {
  "use strict";

  const unpacked = async (id) => {
    const text = atob(document.getElementById(id).textContent.trim());
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };

  const drawCharts = async () => {
    const boxes = [...document.querySelectorAll("[data-chart]")];
    if (!boxes.length) return;
    const code = document.createElement("script"); // the policy of this page knows its hash
    code.textContent = await unpacked("plotly");
    document.head.append(code);
    const figures = JSON.parse(await unpacked("figures"));
    const config = { displayModeBar: false, responsive: true, locale: "zh-CN" };
    for (const box of boxes) {
      const figure = figures[Number(box.dataset.chart)];
      await Plotly.newPlot(box, figure.data, figure.layout, config);
      const button = box.closest("figure").querySelector("button");
      button.hidden = false;
      button.addEventListener("click", () =>
        Plotly.downloadImage(box, { format: "png", scale: 3, filename: button.dataset.name, width: 860, height: figure.layout.height }));
    }
    document.documentElement.dataset.drawn = "true";
  };

  for (const map of document.querySelectorAll(".map")) {
    const said = map.parentElement.querySelector(".said");
    const say = (event) => {
      const county = event.target.closest(".county");
      if (county) said.textContent = county.getAttribute("aria-label");
    };
    map.addEventListener("pointerover", say);
    map.addEventListener("focusin", say);
  }

  drawCharts().catch(() => {
    for (const box of document.querySelectorAll("[data-chart]"))
      box.textContent = "这个浏览器画不出交互图，数值见图下的表。";
  });
})();
