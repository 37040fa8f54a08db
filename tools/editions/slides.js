/*
 * Arrows, Page Up and Down, Space, Home and End move from slide to slide. Down, Page Down and Space first show the rest of a slide that
 * is higher than the window, as Up and Page Up do on the way back.
 */
(() => {
  const slides = [...document.querySelectorAll('.slide')];
  const now = () => slides.findIndex((slide) => slide.getBoundingClientRect().bottom > window.innerHeight / 2);
  const go = (/** @type {number} */ to) => slides[Math.max(0, Math.min(slides.length - 1, to))].scrollIntoView();
  /** @type {(step: number) => boolean} whether there was more of this slide to show */
  const within = (step) => {
    const { top, bottom } = slides[now()].getBoundingClientRect();
    const rest = step > 0 ? bottom - window.innerHeight : -top;
    if (rest < 8) return false;
    document.querySelector('.deck')?.scrollBy(0, step * Math.min(rest, 0.85 * window.innerHeight));
    return true;
  };
  /** @type {Record<string, number>} */
  const turns = { ArrowRight: 1, ArrowLeft: -1 };
  /** @type {Record<string, number>} */
  const scrolls = { ArrowDown: 1, PageDown: 1, ' ': 1, ArrowUp: -1, PageUp: -1 };
  addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    // A table that is wider than the slide keeps the keys that scroll it.
    const inWide = event.target instanceof Element && event.target.closest('.wide');
    const step = event.key === ' ' && event.shiftKey ? -1 : scrolls[event.key];
    if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(slides.length - 1);
    else if (turns[event.key] && !inWide) go(now() + turns[event.key]);
    else if (step && !within(step)) go(now() + step);
    else if (!step) return;
    event.preventDefault();
  });
})();
