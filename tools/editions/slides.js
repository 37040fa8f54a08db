/*
 * The deck of reveal.js with the whole window for every slide. Down, Page Down and Space first show the rest of a slide that is
 * higher than the window, as Up and Page Up do on the way back.
 */
(() => {
  /** @type {any} */
  const { Reveal } = globalThis;
  /** @type {(step: number) => boolean} whether there was more of this slide to show */
  const within = (step) => {
    const slide = Reveal.getCurrentSlide();
    const rest = step > 0 ? slide.scrollHeight - slide.clientHeight - slide.scrollTop : slide.scrollTop;
    if (rest < 8) return false;
    slide.scrollBy(0, step * Math.min(rest, 0.85 * slide.clientHeight));
    return true;
  };
  const turn = (/** @type {number} */ step) => {
    if (within(step)) return;
    if (step > 0) Reveal.next();
    else Reveal.prev();
  };
  const [down, up] = [() => turn(1), () => turn(-1)];
  const space = (/** @type {KeyboardEvent} */ { shiftKey }) => turn(shiftKey ? -1 : 1);
  Reveal.initialize({
    ...{ disableLayout: true, display: 'flex', transition: 'none', navigationMode: 'linear' },
    ...{ hash: true, slideNumber: 'c/t', touch: true },
    // Page Up, Page Down, Space, Up and Down by their codes.
    keyboard: { 33: up, 34: down, 32: space, 38: up, 40: down },
    // A table that is wider than the slide keeps the keys that scroll it.
    keyboardCondition: (/** @type {KeyboardEvent} */ { target, key }) =>
      !(/^Arrow(Left|Right)$/.test(key) && target instanceof Element && target.closest('.wide')),
  });
})();
