import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figure, table } from '../../lib/notebooks/report';
import { there } from '../there';
import { loadTool, root } from './loadTool';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
const spec = figure({
  name: 'curve',
  title: 'Curve </script>',
  alt: 'A "rising" line.',
  data: [{ name: 'BoRAD', x: [1, 2], y: [3, 4.5] }],
  layout: { xaxis: { title: { text: 'step' } }, yaxis: { title: { text: 'loss' } } },
});
const scores = table({
  name: 'scores',
  caption: 'Scores.',
  columns: ['method', 'auroc'],
  rows: [['BoRAD', 0.9]],
  best: { auroc: 'max' },
});
const display = (data: object, metadata: object = {}) => ({ output_type: 'display_data', data, metadata });
const code = (source: string, ...outputs: object[]) => ({
  cell_type: 'code',
  execution_count: 1,
  metadata: {},
  source,
  outputs,
});
const text = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });
const named = (id: string, cell: object) => ({ ...cell, id });
const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [
    text(
      '# One & two\n\nIt costs $5 and $6, and $\\lambda_s < 1$. [On](01-next.ipynb#start), [out](https://example.org/a.ipynb).\n\n$$\nx^2\n$$',
    ),
    text('| a | b |\n| --- | --- |\n| 1 | 2 |\n\n![a dot](dot.png)\n\n## Same\n\n## Same\n\n## 3. Last'),
    named('cell-04', code('1')),
    named('cell-05', text('fine')),
    code(
      'const n: number = 1 < 2 ? 3 : 4;',
      display({
        'application/vnd.plotly.v1+json': { data: spec.data, layout: spec.layout },
        'image/png': PIXEL,
        'text/plain': spec.alt,
      }),
      display({ 'text/html': scores.html, 'text/plain': scores.text }),
      display({ 'image/png': PIXEL, 'text/plain': 'plain' }, { 'image/png': { alt: 'A dot.', width: 1, height: 1 } }),
      { output_type: 'stream', name: 'stderr', text: ['\u001b[31mred\u001b[0m <b>\n'] },
      { output_type: 'error', ename: 'Error', evalue: 'x', traceback: ['Error: x', '    at cell'] },
    ),
  ],
};

describe('an exported report', () => {
  let folder: string;
  let html: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'borad-reports-test-'));
    writeFileSync(join(folder, 'sample.ipynb'), JSON.stringify(notebook));
    writeFileSync(join(folder, 'dot.png'), Buffer.from(PIXEL, 'base64'));
    const args = [join(root, 'tools/export-reports.mjs'), 'sample.ipynb', '--engine', 'own', '--out', 'out'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    html = readFileSync(join(folder, 'out', 'sample.html'), 'utf8');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The page without what is packed into it. */
  const slim = () => html.replace(/[A-Za-z0-9+/=]{500,}/g, 'PACKED').replace(/<style>[\s\S]*?<\/style>/g, '');

  it('is there with an index and a page to print', () => {
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['index.html', 'print.html', 'sample.html']);
    const index = readFileSync(join(folder, 'out', 'index.html'), 'utf8');
    expect(index).toContain('<a href="sample.html">One &amp; two</a>');
    const print = readFileSync(join(folder, 'out', 'print.html'), 'utf8');
    expect(print).not.toContain('plotly-packed');
    expect(print).toContain('alt="A &quot;rising&quot; line."');
  });

  it('asks no network for anything', () => {
    expect(slim()).not.toMatch(/<(script|img|link|iframe)[^>]+(src|href)="(?!data:)/);
    expect(html.replace(/[A-Za-z0-9+/=]{500,}/g, '')).not.toMatch(/url\((?!data:)|@import/);
    expect(slim()).toContain("default-src 'none'");
  });

  it('has language, title, contents of its own and headings with distinct names', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain('<title>One &amp; two</title>');
    expect(html).toContain('<h2 id="same">');
    expect(html).toContain('<h2 id="same-2">');
  });

  it('lists headings in its contents as they are numbered, without a second number', () => {
    const contents = there(/<nav class="contents"[\s\S]*?<\/nav>/.exec(html))[0];
    expect(contents).toContain('<ul><li><a href="#same">Same</a></li>');
    expect(contents).toContain('<li><a href="#3-last">3. Last</a></li>');
    expect(contents).not.toContain('<ol');
  });

  it('sets formulas and leaves prices alone', () => {
    expect(html).toContain('It costs $5 and $6, and <span class="katex">');
    expect(html.match(/class="katex-display"/g)).toHaveLength(1);
    expect(html).toContain('<annotation encoding="application/x-tex">\\lambda_s &lt; 1</annotation>');
  });

  it('names cells that have a name, so that links lead to them, but not in the page of all', () => {
    expect(html).toContain('<section class="cell" id="cell-04">');
    expect(html).toContain('<section class="text" id="cell-05">');
    expect(html.match(/<section class="\w+" id=/g)).toHaveLength(2);
    expect(readFileSync(join(folder, 'out', 'print.html'), 'utf8')).not.toContain('id="cell-04"');
  });

  it('leads from report to report', () => {
    expect(html).toContain('href="01-next.html#start"');
    expect(html).toContain('href="https://example.org/a.ipynb"');
  });

  it('shows a figure with alternative, still picture, data table and a specification that cannot break out', () => {
    expect(html).toContain('<div class="plot" role="group" aria-label="A &quot;rising&quot; line."');
    expect(html).toContain(`<img src="data:image/png;base64,${PIXEL}" alt="" width="720" height="440">`);
    expect(html).toContain('<th scope="row">BoRAD</th><td>2</td><td>4.5</td>');
    const json = there(/<script type="application\/json">(.*?)<\/script>/s.exec(html))[1];
    expect(JSON.parse(json).layout.title.text).toBe('Curve </script>');
  });

  it('shows tables, pictures and text', () => {
    expect(html).toContain('<strong>0.900</strong>');
    expect(html).toContain('<th scope="col">a</th>');
    expect(html).toContain('alt="A dot." width="1" height="1"');
    expect(html).toContain('<pre class="stderr">red &lt;b&gt;\n</pre>');
    expect(html).toContain('<pre class="error">Error: x\n    at cell</pre>');
    expect(html).toContain(
      '1 &lt; 2'
        .replace('1 ', '<span class="hljs-number">1</span> ')
        .replace('2', '<span class="hljs-number">2</span>'),
    );
  });

  it('names the cell whose picture or formula is broken', async () => {
    const { notebookHtml } = await loadTool('reports/notebookHtml.mjs');
    const broken = (source: string) => () =>
      notebookHtml(join(folder, 'x.ipynb'), { cells: [text('fine'), text(source)] });
    expect(broken('![x](none.png)')).toThrow(/x\.ipynb, cell 2: picture none\.png is not found/);
    expect(broken('$\\frac{1$')).toThrow(/cell 2: formula \\frac\{1/);
  });
});
