/** The pages of scores as people see them: in a browser, wide and narrow, light and dark. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ReportPhoto, reportPage } from '../../lib/borad/cli/score/reportPage';
import { loadTool } from '../tools/loadTool';
import { photoOf, tinyService } from './tinyService';

const folder = mkdtempSync(join(tmpdir(), 'borad-pages-'));
/** A busy machine is slow, not wrong. */
const PATIENCE = 300_000;

let browser: Browser;
let service: FastifyInstance;
let address: string;
let violationsOf: (page: Page) => Promise<string[]>;
let noBrowser: string | undefined;
const faults: string[] = [];

beforeAll(async () => {
  const { findBrowser, NO_BROWSER } = await loadTool('reports/browser.mjs');
  const executablePath: string | undefined = findBrowser();
  noBrowser = executablePath === undefined ? NO_BROWSER : undefined;
  if (!executablePath) return;
  ({ violationsOf } = await loadTool('reports/accessibility.mjs'));
  service = await tinyService();
  address = await service.listen({ port: 0 });
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(({ skip }) => skip(noBrowser !== undefined, noBrowser));

async function open(url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !/^(data|blob|file):/.test(request.url()))
      faults.push(`asks ${request.url()}`);
  });
  await page.goto(url);
  return page;
}

/** Run in the page: how far it is wider than the window, and words of short cells that are broken into pieces. */
const MISFIT = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [scrollWidth - clientWidth + ' pixels too wide'] : [];
  for (const cell of document.querySelectorAll('th, table:not(.failed) td:not(:last-child)'))
    for (const text of cell.childNodes)
      for (const { index, 0: word } of text.textContent.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (range.getClientRects().length > 1) found.push('broken: ' + word);
      }
  return found;
})()`;

/** What is wrong with a page: axe's rules at both widths in both schemes, then how it fits a telephone and a wide window. */
async function faultsOf(page: Page): Promise<string[]> {
  const found = await violationsOf(page);
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1280, height: 900 },
  ]) {
    await page.setViewportSize(viewport);
    found.push(...(await page.evaluate<string[]>(MISFIT)));
  }
  return found;
}

/** Run in the page. */
const BRIGHTNESS = `(() => {
  const { backgroundColor, color } = getComputedStyle(document.body);
  const mean = (text) => text.match(/\\d+/g).slice(0, 3).reduce((sum, n) => sum + Number(n) / 3, 0);
  return [mean(backgroundColor), mean(color)];
})()`;

/** Run in the page: where the word at the limit ends, pixels from the left, and the height of its letters. */
const LIMIT = `(() => {
  const element = document.querySelector('.limit');
  const range = document.createRange();
  range.selectNodeContents(element);
  return { right: range.getBoundingClientRect().right, size: Number.parseFloat(getComputedStyle(element).fontSize) };
})()`;

/** Brightness of the paper and of words on it, 0 to 255, by the system's scheme. */
async function brightness(page: Page, colorScheme: 'light' | 'dark'): Promise<[paper: number, ink: number]> {
  await page.emulateMedia({ colorScheme });
  return page.evaluate<[number, number]>(BRIGHTNESS);
}

async function expectBothSchemes(page: Page): Promise<void> {
  const [paper, ink] = await brightness(page, 'light');
  expect(paper).toBeGreaterThan(ink);
  const [dark, bright] = await brightness(page, 'dark');
  expect(dark).toBeLessThan(bright);
}

describe('the page to drop photos on', () => {
  it('shows what was said of each photo, and has no fault at any width', async () => {
    const page = await open(`${address}/`);
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer });
    await page.setInputFiles('#files', [
      file('a_photo_with_a_rather_long_name_000001.png', await photoOf()),
      file('defect.png', await photoOf({ defect: 255 })),
      file('other.png', await photoOf({ green: 200 })),
      file('cut.png', (await photoOf()).subarray(0, 60)),
    ]);
    await page.locator('#said', { hasText: '4 of 4 photos are done' }).waitFor();
    expect(await page.locator('#results strong').allTextContents()).toEqual(['OK', 'NG', 'UNSURE', 'error']);
    expect(await page.locator('#results li').nth(2).textContent()).toMatch(/unknown \(nut\).*NG above 0\.3000/);
    expect(await page.locator('#results img').count()).toBe(3);
    await page.locator('#state', { hasText: '0 of 4 places are taken' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await expectBothSchemes(page);
    await page.close();
  });
});

describe('the page of the interface', () => {
  it('lists what is asked, answered and refused, and has no fault at any width', async () => {
    const page = await open(`${address}/api`);
    const cells = await page.locator('td:first-child').allTextContents();
    expect(cells).toEqual(expect.arrayContaining(['picture', '503', 'verdict', 'ngAbove']));
    // Every field is explained.
    expect((await page.locator('td:last-child').allTextContents()).filter((text) => text === '')).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
    await expectBothSchemes(page);
    await page.close();
  });
});

describe('the report of borad score', () => {
  it('filters, sorts, and has no fault at any width', async () => {
    const thumbnail = `data:image/jpeg;base64,${(
      await sharp(await photoOf({ defect: 255 }))
        .jpeg()
        .toBuffer()
    ).toString('base64')}`;
    const photo = (image: string, score: number, more: Partial<ReportPhoto> = {}): ReportPhoto => ({
      ...{
        image: `camera/a_long_folder_name/${image}.png`,
        score,
        limit: 0.5,
        ngAbove: 0.55,
        distance: 0.4,
        thumbnail,
      },
      ...{ verdict: score > 0.55 ? 'NG' : 'OK', category: 'nut', categoryFrom: 'nearest', limitFrom: 'category' },
      ...{ heatmap: `${image}_heatmap.png`, overlay: `${image}_overlay.png`, width: 40, height: 20, sha256: '' },
      ...more,
    });
    const unknown = { verdict: 'UNSURE', category: 'unknown', nearest: 'nut', limitFrom: 'pooled' } as const;
    const html = reportPage({
      scoring: {
        ...{ run: 'runs/own', weights: 'w', imageScore: 'maximum of the anomaly map, 0 to 2' },
        colourScale: { min: 0, max: 1, source: 'fixed' },
        limits: { rule: 'conformal=0.05', sha256: 'abc' },
      },
      photos: [photo('b', 0.9), photo('a', 0.3), photo('c', 0.4, unknown), photo('d', 0.1, { category: 'bolt' })],
      failed: [{ image: 'camera/a_long_folder_name/cut.png', error: 'Cannot read the image: libpng read error.' }],
    });
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const page = await open(pathToFileURL(file).href);
    const names = async () =>
      (await page.locator('#photos li:not([hidden]) .name').allTextContents())
        .map((name) => name.slice(-5, -4))
        .join('');
    expect(await names()).toBe('bcad');
    await page.getByLabel('Order').selectOption('name');
    expect(await names()).toBe('abcd');
    await page.getByLabel('OK', { exact: true }).uncheck();
    expect(await names()).toBe('bc');
    await page.getByLabel('Category').selectOption('unknown');
    expect(await names()).toBe('c');
    expect(await page.textContent('#shown')).toBe('1 of 4 photos');
    await page.getByLabel('Category').selectOption('all');
    await page.getByLabel('OK', { exact: true }).check();
    await page.getByLabel('Name contains').fill('D.png');
    expect(await names()).toBe('d');
    await page.getByLabel('Name contains').fill('');
    expect(await faultsOf(page)).toEqual([]);
    await expectBothSchemes(page);
    // Words beside the histogram are as large on a telephone as elsewhere, and the limit stands at its line.
    await page.setViewportSize({ width: 390, height: 844 });
    const line = await page.locator('svg line').boundingBox();
    const label = await page.evaluate<{ right: number; size: number }>(LIMIT);
    expect(label.size).toBeGreaterThanOrEqual(12);
    expect(Math.abs(label.right - (line?.x ?? 0))).toBeLessThan(4);
    await page.close();
  });
});

it('no page asks elsewhere, or breaks', () => {
  expect(faults).toEqual([]);
});
