/* What is wider than its place says so, and can be scrolled by readers who have no mouse. */
(() => {
  const look = (/** @type {HTMLElement} */ box) => {
    const isWide = box.scrollWidth > box.clientWidth + 1;
    box.classList.toggle('wide', isWide);
    if (isWide) box.tabIndex = 0;
    else if (!box.matches('.scroll')) box.removeAttribute('tabindex');
  };
  const observer = new ResizeObserver((entries) =>
    requestAnimationFrame(() => {
      for (const { target } of entries) look(/** @type {HTMLElement} */ (target));
    }),
  );
  for (const box of document.querySelectorAll('.scroll, .formula, figure, pre')) observer.observe(box);
})();
