/* Put into each page before its own scripts: says when what was asked for is there to be seen. */
(function () {
  "use strict";
  const LOOK = { subtree: true, childList: true, attributes: true, attributeFilter: ["fill", "style", "d", "class"] };
  const QUIET = 400; // ms without a change after which a map counts as finished
  const probe = (window.probe = { seen: null });

  /* Calls back when the frame that is being prepared has been handed over to the screen. */
  function afterPaint(action) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => action(performance.now());
      channel.port2.postMessage(null);
    });
  }

  const arrival = new MutationObserver(() => {
    if (!document.querySelector(window.probeCounty)) return;
    arrival.disconnect();
    afterPaint((time) => (probe.seen = time));
  });
  arrival.observe(document, LOOK);

  let clicked = null;
  let frames = []; // [time, all colours] of each frame in which something had changed
  let last = 0;
  let watching = null;
  let host = null;

  const colours = () => Array.from(host.querySelectorAll(window.probeCounty), (path) => path.getAttribute("fill")).join();

  probe.watch = (selector) => {
    [host, clicked, frames, last] = [document.querySelector(selector), null, [[0, ""]], performance.now()];
    frames[0][1] = colours();
    document.addEventListener("click", (event) => (clicked ??= event.timeStamp), { capture: true, once: true });
    watching = new MutationObserver(() => {
      last = performance.now();
      afterPaint((time) => {
        frames.push([time, colours()]);
        last = performance.now();
      });
    });
    watching.observe(host, LOOK);
  };

  /* Milliseconds from the click to the first frame that looks as the last one does. */
  probe.repainted = () =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const timer = setInterval(() => {
        const [, final] = frames.at(-1);
        if (performance.now() - began > 20000) reject(new Error("nothing was repainted"));
        if (final === frames[0][1] || performance.now() - last < QUIET) return;
        clearInterval(timer);
        watching.disconnect();
        resolve(frames.find(([, seen], index) => index && seen === final)[0] - clicked);
      }, 50);
    });

  /* Milliseconds from the click on a county until its panel is there to be seen. */
  probe.opened = (county, panel) =>
    new Promise((resolve) => {
      const began = performance.now();
      const shown = new MutationObserver(() => {
        if (document.querySelector(panel).hidden) return;
        shown.disconnect();
        afterPaint((time) => resolve(time - began));
      });
      shown.observe(document.body, { subtree: true, childList: true, attributes: true });
      document.querySelector(county).dispatchEvent(new MouseEvent("click", { bubbles: true }));
    });

  /* Drags a slider for two seconds, one step a frame, there and back; `redrawn` is the share of the steps after which the
   * drawing is another one at once, `frames` how many frames a second come out. */
  probe.drag = (slider, drawing) =>
    new Promise((resolve) => {
      const input = document.querySelector(slider);
      const picture = () => Array.from(document.querySelectorAll(`${drawing} path`), (path) => path.getAttribute("d")).join();
      const [least, most] = [Number(input.min), Number(input.max)];
      const began = performance.now();
      let [count, redrawn, way, before] = [0, 0, 1, picture()];
      const frame = () => {
        const passed = performance.now() - began;
        if (passed > 2000) return resolve({ frames: (1000 * count) / passed, redrawn: redrawn / count });
        const value = Number(input.value) + way;
        if (value >= most || value <= least) way = -way;
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        const now = picture();
        redrawn += now !== before;
        [before, count] = [now, count + 1];
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });

  /* Chooses another moment at each frame for two seconds; the frames a second that come out. */
  probe.play = (selector) =>
    new Promise((resolve) => {
      const choices = document.querySelectorAll(`${selector} input`);
      const began = performance.now();
      let count = 0;
      const frame = () => {
        const passed = performance.now() - began;
        if (passed > 2000) resolve((1000 * count) / passed);
        else {
          choices[count % choices.length].click();
          count += 1;
          requestAnimationFrame(frame);
        }
      };
      requestAnimationFrame(frame);
    });
})();
