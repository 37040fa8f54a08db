/*
 * Unpacks plotly.js and puts live plots in place of the still pictures. A plot that fails leaves its picture. On narrow pages
 * panels stand below one another; `stackPanels` stands above this script.
 */
(async () => {
  const narrow = matchMedia('(max-width: 600px)');
  /** @typedef {{ data: any[], layout: any, config?: object }} Spec a figure as plotly takes it */

  /**
   * The figure as the page has room for it now.
   *
   * @type {(spec: Spec, box: HTMLElement) => Spec}
   */
  const fitted = (spec, box) => {
    const { data, layout } = structuredClone(spec);
    if (narrow.matches) return /** @type {any} */ (window).stackPanels({ data, layout }, box.clientWidth);
    delete layout.width;
    return { data, layout: { ...layout, autosize: true } };
  };
  /** @type {(action: 'newPlot' | 'react', target: HTMLElement, spec: Spec, box: HTMLElement) => Promise<void>} */
  const draw = async (action, target, spec, box) => {
    const { data, layout } = fitted(spec, box);
    target.style.height = `${layout.height || 440}px`;
    box.style.minHeight = target.style.height;
    const config = { responsive: !narrow.matches, displaylogo: false, ...spec.config };
    await /** @type {any} */ (window).Plotly[action](target, data, layout, config);
  };
  const packed = atob(document.getElementById('plotly-packed')?.textContent ?? '');
  const bytes = Uint8Array.from(packed, (c) => c.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = document.createElement('script');
  script.textContent = await new Response(unpacked).text();
  document.head.append(script);
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.plot'))) {
    const spec = { layout: {}, ...JSON.parse(box.querySelector('script')?.textContent ?? '{}') };
    const target = document.createElement('div');
    box.append(target);
    try {
      await draw('newPlot', target, spec, box);
      narrow.addEventListener('change', () => draw('react', target, spec, box));
      box.querySelector(':scope > img')?.remove();
      box.dataset.drawn = 'true';
    } catch (error) {
      target.remove();
      console.error(error);
    }
  }
  document.documentElement.dataset.ready = 'true';
})();
