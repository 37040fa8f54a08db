import { expect, it } from 'vitest';
import { loadTool } from '../loadTool';

it('keeps a number with its spread and an interval on one line, and nothing else', async () => {
  const { scrollTables } = await loadTool('reports/outputHtml.mjs');
  const cells = ['79.1 ± 4.6', '82.7 ± –', '+0.2 [−0.7, +1.1] higher', 'crack, stain', 'steps [a, b]'];
  const html: string = scrollTables(`<table><tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr></table>`);
  expect(Array.from(html.matchAll(/<span class="whole">([^<]*)<\/span>/g), ([, text]) => text)).toEqual([
    ...['79.1 ± 4.6', '82.7 ± –', '[−0.7, +1.1]'],
  ]);
  expect(html.replace(/<\/?span[^>]*>/g, '')).toContain(cells.map((cell) => `<td>${cell}</td>`).join(''));
});
