/* Plays the moments of a rate one after the other, as if each was clicked; any other choice ends it. */
(function () {
  "use strict";
  const STEP = 1000; // milliseconds that a moment is shown
  let timer = 0;

  const playing = () => Boolean(timer);

  /* `bar`: of the moments' radio buttons; from the first again where the last is shown. */
  function toggle(bar, button) {
    if (timer) return stop(button);
    const steps = [...bar.querySelectorAll("input")];
    let next = steps.findIndex((input) => input.checked) + 1;
    if (next >= steps.length) next = 0;
    const step = () => {
      if (next >= steps.length || !steps[next].isConnected) return stop(button);
      steps[next].click();
      next += 1;
      timer = setTimeout(step, STEP);
    };
    step();
    say(button);
  }

  function stop(button) {
    clearTimeout(timer);
    timer = 0;
    say(button);
  }

  const say = (button) => (button.textContent = timer ? "■ 停止" : "▶ 播放");

  window.coverageMoments = { playing, toggle, stop };
})();
