/** The committed notebooks in the hands of nbconvert, with the templates that it brings along. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTool, root } from './loadTool';

const nbconvert = spawnSync('sh', ['-c', 'command -v jupyter-nbconvert'], { encoding: 'utf8' }).stdout.trim();
const out = mkdtempSync(join(tmpdir(), 'borad-nbconvert-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

interface Cell {
  metadata: { slideshow?: { slide_type: string } };
  outputs?: { data?: { [type: string]: string } }[];
}

const folder = join(root, 'notebooks');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ipynb'))
  .map((name) => name.replace(/\.ipynb$/, ''));
const cellsOf = (name: string): Cell[] => JSON.parse(readFileSync(join(folder, `${name}.ipynb`), 'utf8')).cells;
const outputsOf = (name: string) => cellsOf(name).flatMap(({ outputs = [] }) => outputs);
/** The richest form of an output that stock nbconvert knows, in its order. */
const shownAs = ({ data = {} }: { data?: { [type: string]: string } }) =>
  ['text/html', 'text/markdown', 'image/svg+xml', 'image/png'].find((type) => data[type]);
const countOf = (name: string, type: string) => outputsOf(name).filter((output) => shownAs(output) === type).length;

/** Converts notebooks, all of them together unless they are named, with nbconvert started in a folder. */
function convert(args: string[], converted = names, cwd = folder): void {
  const files = converted.map((name) => join(folder, `${name}.ipynb`));
  const { status, stderr } = spawnSync(nbconvert, [...args, '--output-dir', out, ...files], {
    encoding: 'utf8',
    cwd,
  });
  expect(stderr).not.toMatch(/Traceback|Error/);
  expect(status).toBe(0);
}

const made = (name: string) => readFileSync(join(out, name), 'utf8');
const pictures = (html: string) => html.match(/<img\b[^>]*?src="data:image\/png[^>]*>/g) ?? [];

/** Language, and each picture and drawing with the text that its output stores. */
function expectDescribed(html: string, name: string): void {
  expect(html, name).toContain('<html lang="en">');
  const drawings = html.match(/<img\b[^>]*?src="data:image\/svg[^>]*>|<svg [^>]*>/g) ?? [];
  expect(pictures(html), name).toHaveLength(countOf(name, 'image/png'));
  expect(drawings, name).toHaveLength(countOf(name, 'image/svg+xml'));
  for (const picture of [...pictures(html), ...drawings]) {
    const words = picture.replace(/src="[^"]*"/, '');
    expect(words).toMatch(/(?:alt|aria-label)="[^"]{20,}"/);
    expect(words).not.toContain('No description');
  }
}

/** A page of nbconvert in a browser, without network, as `webpdf` opens it. */
interface Printed {
  /** Tables and figures that reach over the page's edge. */
  cut: string[];
  /** Figures that are higher than a page. */
  high: string[];
  pdf: string;
}

/** Letter, which `webpdf` prints on, without the margins of 0.4 inch that it leaves, in CSS pixels. */
const PAGE = { width: Math.floor((8.5 - 0.8) * 96), height: Math.floor((11 - 0.8) * 96) };

/** Run in the page. */
const MEASURE = `(() => {
  const boxes = [...document.querySelectorAll('table, img[src^="data:image/png"]')].map((element) => {
    const { right, height } = element.getBoundingClientRect();
    return { name: element.outerHTML.slice(0, 60), right, height, isTable: element.tagName === 'TABLE' };
  });
  return {
    cut: boxes.filter(({ right }) => right > ${PAGE.width}).map(({ name }) => name),
    high: boxes.filter(({ isTable, height }) => !isTable && height > ${PAGE.height}).map(({ name }) => name),
  };
})()`;

async function printed(file: string, executablePath: string): Promise<Printed> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await (await browser.newContext({ offline: true, viewport: PAGE })).newPage();
    page.setDefaultTimeout(0);
    await page.emulateMedia({ media: 'print' });
    await page.goto(pathToFileURL(file).href);
    const found = await page.evaluate<Omit<Printed, 'pdf'>>(MEASURE);
    return { ...found, pdf: (await page.pdf({ printBackground: true })).toString('latin1') };
  } finally {
    await browser.close();
  }
}

const countIn = (pdf: string, kind: 'Page' | 'Image') =>
  pdf.match(kind === 'Page' ? /\/Type\s*\/Page\b/g : /\/Subtype\s*\/Image\b/g)?.length ?? 0;

it('has slide metadata in each cell of each notebook', async () => {
  const { slideType } = await loadTool('notebooks/slideType.mjs');
  for (const name of names) {
    const types = cellsOf(name).map(({ metadata }) => metadata.slideshow?.slide_type);
    expect(types, name).toEqual(cellsOf(name).map((cell) => slideType(cell)));
    expect(types, name).toContain('slide');
  }
});

describe.skipIf(!nbconvert)(`stock nbconvert${nbconvert ? '' : ' (jupyter-nbconvert is not installed)'}`, () => {
  const version = nbconvert && spawnSync(nbconvert, ['--version'], { encoding: 'utf8' }).stdout.trim();

  it('makes HTML of all notebooks with each table under its header and each picture with its text alternative', () => {
    // Of nbconvert's own templates only this one writes the text alternative that an output stores.
    convert(['--to', 'html', '--template', 'classic']);
    for (const name of names) {
      const html = made(`${name}.html`);
      expect(pictures(html), name).toHaveLength(countOf(name, 'image/png'));
      for (const picture of pictures(html)) expect(picture).toMatch(/alt="[^"]{20,}"/);
      const tables = html.match(/<table\b[^>]*class="dataframe\b[\s\S]*?<\/table>/g) ?? [];
      expect(tables.length, name).toBeGreaterThanOrEqual(countOf(name, 'text/html'));
      for (const table of tables) expect(table).toMatch(/<th\b/);
      // Before release 7 the templates of nbconvert have no language.
      if (Number.parseInt(version, 10) >= 7) expect(html).toContain('<html lang="en">');
    }
  });

  it('makes slides of all notebooks', () => {
    convert(['--to', 'slides'], names, folder);
    for (const name of names) {
      const html = made(`${name}.slides.html`);
      expect(html).toContain('<div class="slides">');
      expectDescribed(html, name);
      const slides = cellsOf(name).filter(({ metadata }) => /slide/.test(metadata.slideshow?.slide_type ?? ''));
      expect(html.match(/<section/g)?.length, name).toBeGreaterThanOrEqual(slides.length);
    }
  });

  it('makes HTML of all notebooks, without an option, with text alternatives and language', () => {
    convert(['--to', 'html']);
    for (const name of names) expectDescribed(made(`${name}.html`), name);
  });

  it('takes the option that the page names from another folder', () => {
    const page = readFileSync(join(root, 'docs/notebooks.md'), 'utf8');
    const [, option, given] = /nbconvert --to html (--\S+?=)(\S+) /.exec(page) ?? [];
    convert(['--to', 'html', `${option}${join(root, given ?? '')}`], ['04-model'], tmpdir());
    expectDescribed(made('04-model.html'), '04-model');
  });

  it('makes Markdown of all notebooks with their pictures beside it', () => {
    convert(['--to', 'markdown'], names, folder);
    for (const name of names) {
      const text = made(`${name}.md`);
      expect(text).toMatch(/^# \d\d/m);
      const files = `${name}_files`;
      const beside = existsSync(join(out, files)) ? readdirSync(join(out, files)) : [];
      const links = Array.from(text.matchAll(/!\[([^\n]*)\]\(([^)\n]*\.(?:png|svg))\)/g));
      expect(links, name).toHaveLength(countOf(name, 'image/png') + countOf(name, 'image/svg+xml'));
      for (const [, alt, link] of links) {
        expect(alt?.length, link).toBeGreaterThanOrEqual(20);
        expect(beside.map((file) => `${files}/${file}`)).toContain(link);
      }
    }
  });

  describe('for the printer', () => {
    let browser: string | undefined;
    let noBrowser: string;
    beforeAll(async () => {
      const { findBrowser, NO_BROWSER } = await loadTool('reports/browser.mjs');
      browser = findBrowser();
      noBrowser = NO_BROWSER;
    });

    // Tables, wide ones too, and high pictures.
    it.for(['00-quickstart', '01-representation-dilemma', '04-model', '06-results'])(
      'prints %s as webpdf does: all figures on the pages, no table cut',
      async (name, { skip }) => {
        if (!browser) return skip(noBrowser);
        convert(['--to', 'html'], [name]);
        const { cut, high, pdf } = await printed(join(out, `${name}.html`), browser);
        expect({ cut, high }).toEqual({ cut: [], high: [] });
        expect(countIn(pdf, 'Page')).toBeGreaterThan(3);
        expect(countIn(pdf, 'Image')).toBeGreaterThanOrEqual(countOf(name, 'image/png'));
      },
    );

    it('makes a PDF by webpdf itself, where Python has what it needs', ({ skip }) => {
      // The interpreter that nbconvert's own first line names.
      const python = /^#!(\S+)/.exec(readFileSync(nbconvert, 'utf8'))?.[1] ?? 'python3';
      const needs = [
        'from playwright.sync_api import sync_playwright',
        'with sync_playwright() as it: it.chromium.launch(args=["--no-sandbox"]).close()',
      ];
      const { status, stderr } = spawnSync(python, ['-c', needs.join('\n')], { encoding: 'utf8' });
      if (Number.parseInt(version, 10) < 7) return skip(`nbconvert ${version} prints by pyppeteer, which nobody keeps`);
      if (status !== 0)
        return skip(
          stderr
            .trim()
            .split('\n')
            .find((line) => /Error/.test(line)) ?? 'no playwright',
        );
      // Its rule for "loaded" is half a second without requests, which on a busy machine comes before the page does.
      const patient = '--WebPDFExporter.page_render_timeout=30000';
      convert(['--to', 'webpdf', '--disable-chromium-sandbox', patient], ['00-quickstart']);
      const pdf = readFileSync(join(out, '00-quickstart.pdf'), 'latin1');
      expect(countIn(pdf, 'Page')).toBeGreaterThan(3);
      expect(countIn(pdf, 'Image')).toBeGreaterThanOrEqual(countOf('00-quickstart', 'image/png'));
    });
  });
});
