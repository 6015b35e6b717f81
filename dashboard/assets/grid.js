/* Fetches AG Grid when a page needs it and hands Dash the grid to put in place (dashboard/shared/grid.py). */
(function () {
  "use strict";
  let arriving = null;

  function bundle(address) {
    arriving ||= new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: address, onload: resolve });
      script.onerror = () => {
        arriving = null; // may be asked again
        reject(new Error(`not loaded: ${address}`));
      };
      document.head.append(script);
    });
    return arriving;
  }

  async function load(asked) {
    try {
      await bundle(asked.script);
      return asked.component;
    } catch (error) {
      console.warn(error);
      return "表格没有取到，请检查网络后刷新页面。";
    }
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { grid: { load } });
})();
