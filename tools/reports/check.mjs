#!/usr/bin/env node
/**
 * Opens exported pages in a headless browser without network: `node tools/reports/check.mjs [FOLDER [NAME...]]`. Without names,
 * all of them; a name is how the page's begins: 07.
 * Exit code 1 when a figure is not drawn, something is wrong on the console, a request leaves the page, axe finds a fault (wide
 * and narrow, light and dark), or a reader who cannot see or has no pointer misses something; 2 when there is no browser or no page.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { keepGoingWithoutReader } from '../../lib/borad/bin/closedOutput.js';
import { asError } from '../asError.mjs';
import { violationsOf } from './accessibility.mjs';
import { findBrowser, NO_BROWSER } from './browser.mjs';
import { keyboardFaults } from './keyboard.mjs';

keepGoingWithoutReader('reports:check');

/** A busy machine is slow, not wrong. */
const READY_MS = 300_000;
/** A telephone's, in CSS pixels. */
const NARROW = { width: 390, height: 844 };

/** Runs in the page: what is missing or broken. */
function inspectPage() {
  /** @type {string[]} */
  const faults = [];
  const fault = (/** @type {string} */ text) => faults.push(text);
  const name = (/** @type {Element | null} */ element) =>
    `${element?.tagName.toLowerCase()} ${element?.outerHTML.slice(0, 80)}`;
  if (!document.documentElement.lang) fault('no language attribute');
  if (!document.title.trim()) fault('no title');
  if (document.querySelectorAll('h1').length < 1) fault('no first-level heading');
  const plots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.plot')]);
  plots.forEach((box, i) => {
    const label = box.getAttribute('aria-label');
    const which = `figure ${i + 1}`;
    if (box.getAttribute('role') !== 'group' || !label?.trim()) fault(`${which}: no text alternative`);
    const main = box.querySelector('svg.main-svg');
    const area = main?.getBoundingClientRect();
    if (box.dataset.drawn !== 'true' || !area || area.width < 50 || area.height < 50)
      fault(`${which}: not drawn (${label})`);
    else if (
      !box.querySelector(
        '.trace, .points, .hm image, .heatmaplayer image, .gl-canvas, .imagelayer image, .contour, .violinlayer path, .boxlayer path, .pielayer path',
      )
    ) {
      fault(`${which}: drawn without a trace (${label})`);
    }
  });
  for (const image of document.images) {
    if (!image.complete || image.naturalWidth === 0) fault(`picture not shown: ${name(image)}`);
    // In a button with words a picture is decoration.
    if (!image.closest('.plot, [role=img]') && !image.closest('button')?.textContent?.trim() && !image.alt.trim())
      fault(`picture without text alternative: ${name(image)}`);
  }
  for (const table of document.querySelectorAll('table'))
    if (!table.querySelector('th')) fault(`table without header cells: ${name(table)}`);
  for (const head of document.querySelectorAll('th'))
    if (!head.textContent?.trim()) fault(`empty header cell: ${name(head.closest('table'))}`);
  for (const inner of document.querySelectorAll('[role=img] :is(a[href], button, input, select, textarea, [tabindex])'))
    fault(`something to use inside of a picture: ${name(inner)}`);
  const ids = [...document.querySelectorAll('main [id]')].filter((e) => !e.closest('svg')).map((e) => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) fault(`id "${id}" is used twice`);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    // Decks address a slide as `#/id`.
    if (!document.getElementById(decodeURIComponent(link.getAttribute('href')?.replace(/^#\/?/, '') ?? '')))
      fault(`link to nowhere: ${name(link)}`);
  }
  if (document.querySelector('.katex-error')) fault('a formula is not set');
  const links = [...document.querySelectorAll('a[href]')]
    .map((a) => a.getAttribute('href') ?? '')
    .filter((h) => !/^(\w+:|#)/.test(h));
  return { faults, figures: plots.length, pictures: document.images.length, links };
}

/** @type {Map<string, Set<string>>} */
const anchors = new Map();

/**
 * The names in a page that links may lead to.
 *
 * @param {string} file
 */
function anchorsOf(file) {
  const known = anchors.get(file);
  if (known) return known;
  const matches = readFileSync(file, 'utf8').matchAll(/<(?:section|h\d|th)\b[^>]* id="([^"]*)"/g);
  const names = new Set(Array.from(matches, ([, name]) => name));
  anchors.set(file, names);
  return names;
}

/**
 * How far a page reaches over the edge of a telephone, in CSS pixels.
 *
 * @param {import('playwright-core').Page} page
 */
async function overEdge(page) {
  await page.setViewportSize(NARROW);
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/**
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} file
 * @returns {Promise<{ faults: string[], figures: number, pictures: number, violations: number }>}
 */
async function checkPage(context, file) {
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  const own = pathToFileURL(file).href;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== own && !/^(data|blob):/.test(request.url())) faults.push(`request to ${request.url()}`);
  });
  try {
    await page.goto(own, { timeout: READY_MS });
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: READY_MS });
    const { links, ...found } = await page.evaluate(inspectPage);
    for (const link of links) {
      const [path] = link.split(/[?#]/);
      const [, anchor] = link.split('#');
      if (!path.endsWith('.html')) continue;
      const target = fileURLToPath(new URL(path, own));
      if (!existsSync(target)) faults.push(`link to a missing file: ${link}`);
      else if (anchor && !anchorsOf(target).has(decodeURIComponent(anchor)))
        faults.push(`link to a missing place: ${link}`);
    }
    const unreached = await keyboardFaults(page);
    const violations = await violationsOf(page);
    const over = await overEdge(page);
    if (over > 0) faults.push(`${over} pixels wider than a page of ${NARROW.width}`);
    return {
      ...found,
      violations: violations.length,
      faults: [...faults, ...found.faults, ...unreached, ...violations],
    };
  } catch (error) {
    return { faults: [...faults, asError(error).message.split('\n')[0]], figures: 0, pictures: 0, violations: 0 };
  } finally {
    await page.close();
  }
}

/**
 * The pages of a folder whose names begin with one of those given, all where none is given.
 *
 * @param {string} folder
 * @param {string[]} names
 */
function pagesOf(folder, names) {
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.html'))
    .sort();
  if (!pages.length) throw new Error(`No page in ${folder}. Run npm run reports.`);
  for (const name of names)
    if (!pages.some((page) => page.startsWith(name))) throw new Error(`No page in ${folder} begins with "${name}".`);
  return names.length ? pages.filter((page) => names.some((name) => page.startsWith(name))) : pages;
}

/**
 * Checks pages of a folder; prints one line each and returns the number of faults.
 *
 * @param {string} folder
 * @param {string} executablePath of the browser
 * @param {string[]} [names] how the names of the pages begin; default all pages
 */
export async function checkReports(folder, executablePath, names = []) {
  const files = pagesOf(folder, names);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  let count = 0;
  try {
    const context = await browser.newContext({ offline: true });
    for (const name of files) {
      const { faults, figures, pictures, violations } = await checkPage(context, join(folder, name));
      const counts = `${figures} figures, ${pictures} pictures, ${violations} violations of axe's rules`;
      console.log(`${faults.length ? 'FAIL' : 'ok  '} ${name}  ${counts}`);
      for (const fault of faults) console.log(`    ${fault}`);
      count += faults.length;
    }
  } finally {
    await browser.close();
  }
  return count;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [given, ...names] = process.argv.slice(2);
  const folder = resolve(given ?? fileURLToPath(new URL('../../reports', import.meta.url)));
  const browser = findBrowser();
  if (!browser) {
    console.error(NO_BROWSER);
    process.exit(2);
  }
  try {
    const faults = await checkReports(folder, browser, names);
    console.log(faults ? `${faults} faults` : 'no fault');
    process.exitCode = faults ? 1 : 0;
  } catch (error) {
    console.error(asError(error).message);
    process.exitCode = 2;
  }
}
