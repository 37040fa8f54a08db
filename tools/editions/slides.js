/* Arrows, Page Up and Down, Space, Home and End move from slide to slide. */
(() => {
  const slides = [...document.querySelectorAll('.slide')];
  const now = () => slides.findIndex((slide) => slide.getBoundingClientRect().bottom > window.innerHeight / 2);
  const go = (/** @type {number} */ to) => slides[Math.max(0, Math.min(slides.length - 1, to))].scrollIntoView();
  /** @type {Record<string, number>} */
  const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
  addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(slides.length - 1);
    else if (steps[event.key]) go(now() + steps[event.key]);
    else return;
    event.preventDefault();
  });
})();
