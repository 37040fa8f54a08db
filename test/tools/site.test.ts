/** The web edition as readers open it: from the disk, in a browser, without network. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { conformalLimit, proportion } from '../../lib/borad/statistics';
import { shiftedViews } from '../../lib/borad/theory';
import type { Point } from '../../site/shared/point';
import { drawPoints, drawPrototypes, movedToMeans, splitBy } from '../../site/variance/split';
import { there } from '../there';
import { loadTool, root } from './loadTool';

const require = createRequire(__filename);
// The built package, which the tools have loaded already.
const { deploy, detection } = require('borad') as typeof import('borad');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = [
  { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

/** A busy machine is slow, not wrong. */
const PATIENCE = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'borad-site-test-'));
const faults: string[] = [];
let browser: Browser;

/** A page of the site, ready, whose faults are noted. */
async function open(name: string): Promise<Page> {
  const context = await browser.newContext({ offline: true, ...VIEWS[0] });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const own = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on('console', (message) => faults.push(`${name}: ${message.type()} ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== own && !/^(data|blob):/.test(request.url())) faults.push(`${name}: asks ${request.url()}`);
  });
  await page.goto(own);
  await page.waitForSelector('html[data-ready=true]');
  return page;
}

/** Run in the page. The rows of the ledger are alike: the first of each group stands for all. */
const INSPECT = `(async () => {
  const { violations } = await axe.run({ exclude: ['.claims tr + tr'] });
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html));
  for (const box of document.querySelectorAll('.scroll:not(.wide)'))
    if (box.scrollWidth > box.clientWidth + 1) found.push('wider than its place, and does not say so: ' + box.innerText.slice(0, 60));
  return scrollWidth > clientWidth ? [...found, scrollWidth - clientWidth + ' pixels too wide'] : found;
})()`;

/**
 * What a reader with a keyboard misses, what axe finds, and whether the page is wider than the window: on a wide page in light, on a
 * narrow one in dark.
 */
async function accessible(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { keyboardFaults } = await loadTool('reports/keyboard.mjs');
  const found: string[] = await keyboardFaults(page);
  for (const { viewport, colorScheme } of VIEWS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    found.push(...(await page.evaluate<string[]>(INSPECT)));
  }
  return found;
}

/** The map that the page hands out, after something was chosen. */
async function savedMap(page: Page, name: string): Promise<Float32Array> {
  await page.locator('#state', { hasText: `${name}: ` }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
  const bytes = readFileSync(await download.path());
  expect(bytes.subarray(1, 128).toString('latin1')).toMatch(/^NUMPY.+\{'descr': '<f4', .*\n$/s);
  return new Float32Array(Uint8Array.from(bytes.subarray(128)).buffer);
}

function expectNear(found: Float32Array, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  const furthest = found.reduce((most, value, i) => Math.max(most, Math.abs(value - there(expected[i]))), 0);
  expect(furthest).toBeLessThan(1e-3);
}

// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let parts: any;
let run: string;
let noBrowser: string | undefined;
beforeAll(async () => {
  const { findBrowser, NO_BROWSER } = await loadTool('reports/browser.mjs');
  const executablePath: string | undefined = findBrowser();
  noBrowser = executablePath === undefined ? NO_BROWSER : undefined;
  if (!executablePath) return;
  const { buildSite } = await loadTool('site/build.mjs');
  const tool = await loadTool('site/detectorParts.mjs');
  await buildSite(folder, { notebooks: false });
  [parts, run] = [await tool.detectorParts(), tool.RUN];
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(({ skip }) => skip(noBrowser !== undefined, noBrowser));

describe('the page to try a photo on', () => {
  let page: Page;
  beforeAll(async () => {
    if (!noBrowser) page = await open('try');
  });

  it('holds detector and teacher in 8 MB', () => {
    expect(parts.bytes.length).toBeLessThan(8e6);
  });

  it('takes an example by keyboard and gives the map of the library', async () => {
    const [{ title, png }] = parts.examples;
    await page.getByRole('button', { name: title }).focus();
    await page.keyboard.press('Enter');
    const found = await savedMap(page, title);
    const { data } = await sharp(Buffer.from(png, 'base64')).raw().toBuffer({ resolveWithObject: true });
    const { detector } = await detection.loadDetector(run);
    const { maps, scores } = await detector.inspect(Float32Array.from(data), 1);
    detector.dispose();
    expectNear(found, maps);
    expect(await page.textContent('#state')).toContain(`image score ${there(scores[0]).toFixed(3)}`);
  });

  it('takes a photo of another size, shrinks it as the exported file does in Node, and says what it found', async () => {
    const [width, height] = [310, 197];
    const { data: pixels } = await sharp(Buffer.from(parts.examples[1].png, 'base64'))
      .resize(width, height, { fit: 'fill' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const photo = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    await page.setInputFiles('#file', { name: 'own.png', mimeType: 'image/png', buffer: photo });
    const found = await savedMap(page, 'own.png');
    const exported = await deploy.openExported(parts.bytes);
    const expected = await exported.run(Uint8Array.from(pixels), width, height);
    exported.dispose();
    expectNear(found, expected.map);
    expect(await page.textContent('#facts')).toContain(
      `${expected.score.toFixed(3)}, limit ${expected.category < 0 ? 'of known products ' : ''}${expected.limit.toFixed(3)}`,
    );
    expect(await page.getAttribute('#map', 'aria-label')).toMatch(/^Anomaly map of own\.png: highest value \d/);
  });

  it('says what it cannot read', async () => {
    await page.setInputFiles('#file', { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('none') });
    await page.locator('#state', { hasText: 'cannot be read' }).waitFor();
    expect(await page.textContent('#state')).toMatch(/^notes\.txt cannot be read/);
  });

  it('may open no connection', async () => {
    const before = faults.length;
    const answer = await page.evaluate(`fetch('https://example.org').then(String, String)`);
    expect(answer).toContain('TypeError');
    expect(faults.splice(before).join()).toContain('Content Security Policy');
  });

  it('has no fault of accessibility', async () => {
    expect(await accessible(page)).toEqual([]);
  });
});

describe('pages that readers drive', () => {
  const texts = async (page: Page, id: string) => (await page.locator(id).allTextContents()).join(' ');

  it('show what a threshold costs', async () => {
    const { data } = await (await loadTool('site/scoreParts.mjs')).scoreParts();
    const { scores } = data.detectors.find(({ name }: { name: string }) => name === 'BoRAD');
    const normal: number[] = scores.filter((_: number, i: number) => !data.defective[i]);
    const page = await open('threshold');
    await page.locator('#conformal').press('Enter');
    const { limit } = conformalLimit(normal, 0.05);
    const alarms = proportion(normal.filter((score) => score > limit).length, normal.length);
    expect(await texts(page, '#false-positives')).toBe(`${alarms.count}`);
    expect(await texts(page, '#figures')).toContain(`${(100 * alarms.high).toFixed(1)}%], ${alarms.count} of 140`);
    await page.locator('#threshold').press('Home');
    expect(await texts(page, 'tbody td')).toBe('210 0 140 0');
    await page.locator('#threshold').press('End');
    expect(await texts(page, 'tbody td')).toBe('0 210 0 140');
    await page.locator('#category').selectOption('bottle');
    expect(await texts(page, '#figures')).toContain('of 15');
    expect(await accessible(page)).toEqual([]);
  });

  it('show the angles of the shift', async () => {
    const page = await open('shift');
    const g = page.getByRole('button', { name: 'g at' });
    for (const key of ['ArrowRight', 'Shift+ArrowUp']) await g.press(key);
    expect(await g.getAttribute('aria-label')).toMatch(/^g at 1\.25, 1\.15;/);
    const anchor = [Math.cos(0.5), Math.sin(0.5)];
    const { angle, shiftedAngle } = shiftedViews([1.25, 1.15], [1.5, 0.5], anchor);
    const degrees = (radians: number) => `${((180 / Math.PI) * radians).toFixed(1)}°`;
    expect(await texts(page, '#figures')).toContain(`angle of the views${degrees(angle)}`);
    expect(await texts(page, '#table tbody tr:first-child td')).toContain(
      `${degrees(shiftedAngle)} ${(shiftedAngle / angle).toFixed(2)}`,
    );
    await page.locator('#count').press('End');
    expect(await page.locator('#table tbody tr').count()).toBe(7);
    expect(await accessible(page)).toEqual([]);
  });

  it('show the maps of every capacity', async () => {
    const { data } = await (await loadTool('site/dilemmaParts.mjs')).dilemmaParts();
    const last = data.families[0].levels.at(-1);
    const page = await open('dilemma');
    const labels = () => page.$$eval('#maps canvas', (all) => all.map((canvas) => canvas.getAttribute('aria-label')));
    expect(await page.locator('#maps canvas').count()).toBe(12);
    const collapsed = await labels();
    await page.locator('#capacity').press('End');
    expect(await page.getAttribute('#capacity', 'aria-valuetext')).toBe(`width ${last.capacity}`);
    expect(await texts(page, 'tr[aria-current] td')).toBe('1.000 0.000 0.500');
    const heights = (texts: (string | null)[]) => texts.map((text) => Number(/value ([\d.]+),/.exec(text ?? '')?.[1]));
    expect(Math.min(...heights(collapsed))).toBeGreaterThan(0.5);
    expect(Math.max(...heights(await labels()))).toBe(0);
    await page.locator('#family').selectOption('nearest prototype');
    expect(await texts(page, '#capacity-text')).toBe('prototypes 1');
    expect(await accessible(page)).toEqual([]);
  });

  it('split the variance by prototypes', async () => {
    const rng = createRng(1);
    const points = drawPoints(rng.split('points'));
    const start = drawPrototypes(rng.split('prototypes'), 10);
    const page = await open('variance');
    await page.locator('#count').press('ArrowRight');
    const said = (prototypes: Point[]) => {
      const { within, total } = splitBy(points, prototypes, 0);
      return `within${within.toFixed(3)} (${((100 * within) / total).toFixed(1)}%)`;
    };
    expect(await texts(page, '#figures')).toContain(said(start.slice(0, 4)));
    await page.locator('#step').press('Enter');
    expect(await texts(page, '#figures')).toContain(said(movedToMeans(points, start.slice(0, 4), 0)));
    await page.getByRole('button', { name: 'p4 at' }).press('ArrowUp');
    expect(await page.locator('.handle').count()).toBe(4);
    expect(await accessible(page)).toEqual([]);
  });
});

describe('the site', () => {
  it('leads to every page and to the claims', async () => {
    const page = await open('index');
    const links = await page.$$eval('ul.reports a', (all) => all.map((link) => link.getAttribute('href')));
    expect(links).toEqual(['try', 'threshold', 'shift', 'dilemma', 'variance'].map((name) => `${name}.html`));
    expect(await page.$('#claims')).not.toBeNull();
    expect(readFileSync(join(folder, 'notices.txt'), 'utf8')).toContain('onnxruntime-common');
    expect(await accessible(page)).toEqual([]);
  });

  it('has no link to files of the project that it does not hold', async () => {
    const { insideSite } = await loadTool('site/insideSite.mjs');
    const body =
      'By <a href="../docs/statistics.md#rules">the <b>rules</b></a>, <a href="01-x.html#a">01</a>, <a href="../lib/a/b.ts">b.ts</a>.';
    expect(insideSite(body)).toBe(
      'By the <b>rules</b> (<code>docs/statistics.md</code>), <a href="01-x.html#a">01</a>, b.ts.',
    );
  });

  it('writes nothing on the console and asks for nothing', () => {
    expect(faults).toEqual([]);
  });

  it('refuses a script that needs Node', async () => {
    const { bundle } = await loadTool('site/bundle.mjs');
    await expect(bundle(join(root, 'lib/borad/base/files.ts'))).rejects.toThrow(/node:.*a browser does not have/);
  });
});
