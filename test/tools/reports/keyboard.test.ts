/** What the walk by keyboard finds in pages that are made for it; exported pages are walked by `check.mjs` and the test of the site. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadTool, root } from '../loadTool';

let browser: Browser | undefined;
let noBrowser: string;
beforeAll(async () => {
  const { findBrowser, NO_BROWSER } = await loadTool('reports/browser.mjs');
  noBrowser = NO_BROWSER;
  const executablePath: string | undefined = findBrowser();
  if (executablePath) browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(() => browser?.close());
beforeEach(({ skip }) => skip(!browser, noBrowser));

async function faultsOf(body: string): Promise<string[]> {
  const { keyboardFaults } = await loadTool('reports/keyboard.mjs');
  const page = await (browser as Browser).newPage();
  page.setDefaultTimeout(300_000);
  try {
    await page.setContent(`<!doctype html><html lang="en"><title>T</title><body>${body}</body></html>`);
    return await keyboardFaults(page, 2000);
  } finally {
    await page.close();
  }
}

const SKIP = '<a class="skip" href="#content">To the content</a>';
const WELL = `${SKIP}<nav class="contents"><a href="#part">Part</a></nav>
<main id="content"><button type="button">Go</button><label>Size <input type="range" id="size" max="3" value="3"></label>
<label>Photo <input type="file" id="photo"></label>
<details><summary>More</summary><a href="#part">inside</a></details><h2 id="part">Part</h2>
<div class="wide" tabindex="0" style="overflow-x:auto;width:90px"><div style="width:900px">long</div></div></main>`;

it('finds nothing where all is well', async () => {
  expect(await faultsOf(WELL)).toEqual([]);
});

it('finds a page without a way to its content', async () => {
  const first = ['the first stop of the Tab key is not the link to the content'];
  expect(await faultsOf('<main><a href="#a" id="a">A</a></main>')).toEqual(first);
  expect(await faultsOf(`${SKIP.replace('#content', '#none')}<a href="#a">A</a><main id="content"></main>`)).toEqual([
    'the link to the content does not lead into it',
  ]);
});

it('finds what Tab does not reach, what it does not leave, and what does not show that it has the focus', async () => {
  const main = (inner: string) => `${SKIP}<main id="content">${inner}</main>`;
  expect(await faultsOf(main('<button type="button">A</button><div role="button">B</div>'))).toEqual([
    'not reached by keyboard: <div role="button">B</div>',
  ]);
  expect(await faultsOf(main('<button type="button" style="outline:none">A</button>'))).toEqual([
    expect.stringMatching(/^looks the same with and without the focus: <button/),
  ]);
  expect(
    await faultsOf(main('<a href="#b" onkeydown="event.preventDefault()">A</a><a href="#b" id="b">B</a>')),
  ).toContainEqual(expect.stringMatching(/^holds the focus: <a href="#b" onkeydown/));
  expect(await faultsOf(main('<a href="#b" id="b" tabindex="2">B</a>'))).toEqual([
    expect.stringMatching(/^the Tab key does not stop at <a href="#b" id="b" tabindex="2"/),
  ]);
  expect(await faultsOf(main('<a href="#b" id="b" style="position:fixed;left:-9999px">B</a>'))).toEqual([
    expect.stringMatching(/^has the focus out of sight: <a/),
  ]);
});

it('finds sliders and boxes that arrow keys do not move, and a switch and a line of the contents that do nothing', async () => {
  const deaf = 'onkeydown="if (event.key !== \'Tab\') event.preventDefault()"';
  const body = WELL.replace(/<(input|div class="wide"|summary)/g, `<$1 ${deaf}`)
    .replace('href="#part">Part', `${deaf} href="#part">Part`)
    .replace('id="photo"', 'id="photo" onclick="event.preventDefault()"')
    .replace('<button', `<input type="checkbox" id="show-code"><pre class="folded-code">code</pre><button`);
  expect(await faultsOf(body)).toEqual([
    'a line of the contents does not lead to its part',
    'the switch of code does nothing',
    'what is folded does not open',
    'what is wider than the page does not scroll by the arrow keys',
    'the slider size does not move by arrow keys',
    'no file can be chosen by keyboard: photo',
  ]);
});

it('turns slides, and finds one that is higher than the window and not shown whole', async () => {
  const script = readFileSync(join(root, 'tools/editions/slides.js'), 'utf8');
  const { deck } = await loadTool('editions/slides.mjs');
  const slides = [600, 2000, 900].map((height) => `<p style="flex:none;height:${height}px">S</p>`);
  const page = (source?: string) => `${SKIP}<main id="content">${deck(slides, source)}</main>`;
  expect(await faultsOf(page())).toEqual([]);
  expect(await faultsOf(page(script.replace('if (within(step)) return;', '')))).toEqual([
    'the down arrow leaves slide 2 before its end',
  ]);
  expect(await faultsOf(page(''))).toContain('the right arrow leads from slide 1 to 1');
});
