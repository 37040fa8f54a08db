/* Unpacks plotly.js and puts live plots in place of the still pictures. A plot that fails leaves its picture. */
(async () => {
  const packed = atob(document.getElementById('plotly-packed')?.textContent ?? '');
  const bytes = Uint8Array.from(packed, (c) => c.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = document.createElement('script');
  script.textContent = await new Response(unpacked).text();
  document.head.append(script);
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.plot'))) {
    const { data, layout = {}, config = {} } = JSON.parse(box.querySelector('script')?.textContent ?? '{}');
    const target = document.createElement('div');
    delete layout.width;
    layout.autosize = true;
    target.style.height = `${layout.height || 440}px`;
    box.append(target);
    try {
      await /** @type {any} */ (window).Plotly.newPlot(target, data, layout, {
        responsive: true,
        displaylogo: false,
        ...config,
      });
      box.querySelector(':scope > img')?.remove();
      box.dataset.drawn = 'true';
    } catch (error) {
      target.remove();
      console.error(error);
    }
  }
  document.documentElement.dataset.ready = 'true';
})();
