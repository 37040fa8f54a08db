/** All notebooks as they leave a printer. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadTool, root } from '../loadTool';

const MOST_PAGES = 119;
/** A4 without the margins that the pages leave, in CSS pixels. */
const PAGE = { width: Math.floor((182 / 25.4) * 96), height: Math.floor((269 / 25.4) * 96) };

const out = mkdtempSync(join(tmpdir(), 'borad-pdf-test-'));
const file = join(out, 'print.html');
let browser: string | undefined;
let noBrowser: string;
beforeAll(async () => {
  const { findBrowser, NO_BROWSER } = await loadTool('reports/browser.mjs');
  [browser, noBrowser] = [findBrowser(), NO_BROWSER];
  const { printPage } = await loadTool('reports/printPage.mjs');
  const { readNotebook } = await loadTool('notebooks/notebookFile.mjs');
  const folder = join(root, 'notebooks');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  writeFileSync(
    file,
    printPage(names.map((name) => ({ file: join(folder, name), notebook: readNotebook(join(folder, name)) }))),
  );
});
afterAll(() => rmSync(out, { recursive: true }));
beforeEach(({ skip }) => skip(!browser, noBrowser));

it('prints the committed notebooks on fewer than 120 pages, tagged and with an outline', async () => {
  const { pagesIn, pdfOf } = await loadTool('reports/pdf.mjs');
  const pdf: Buffer = await pdfOf(file, browser);
  expect(pagesIn(pdf)).toBeGreaterThan(50);
  expect(pagesIn(pdf)).toBeLessThanOrEqual(MOST_PAGES);
  for (const part of ['/StructTreeRoot', '/MarkInfo', '/Outlines']) expect(pdf.includes(part), part).toBe(true);
});

it('cuts no figure, and nothing on paper asks to be scrolled', async () => {
  const opened = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await (await opened.newContext({ offline: true, viewport: PAGE })).newPage();
    page.setDefaultTimeout(0);
    await page.emulateMedia({ media: 'print' });
    await page.goto(pathToFileURL(file).href);
    const { cut, hints, figures } = await page.evaluate<{ cut: string[]; hints: number; figures: number }>(`(() => {
      const figures = [...document.querySelectorAll('figure :is(img, svg)')].filter((it) => !it.parentElement.closest('svg'));
      const boxes = [...document.querySelectorAll('table'), ...figures];
      const isOver = (it) => it.getBoundingClientRect().right > ${PAGE.width} + 1;
      return {
        cut: boxes.filter(isOver).map((it) => it.outerHTML.slice(0, 80) + ' ' + it.getBoundingClientRect().right),
        hints: [...document.querySelectorAll('.wide')].filter((it) => getComputedStyle(it, '::before').content !== 'none').length,
        figures: figures.length,
      };
    })()`);
    expect(figures).toBeGreaterThan(50);
    expect({ cut, hints }).toEqual({ cut: [], hints: 0 });
  } finally {
    await opened.close();
  }
});
