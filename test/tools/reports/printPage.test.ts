import { beforeAll, describe, expect, it } from 'vitest';
import { loadTool } from '../loadTool';

const text = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });
const answer = (says: string) => ({
  cell_type: 'code',
  metadata: {},
  source: 'await report.show(report.answer());',
  outputs: [
    {
      output_type: 'display_data',
      metadata: {},
      data: { 'text/markdown': `<details><summary>Answer</summary>\n\n${says}\n\n</details>`, 'text/plain': says },
    },
  ],
});
const notebook = (title: string, ...cells: object[]) => ({ metadata: {}, cells: [text(`# ${title}`), ...cells] });
const notebooks = [
  { file: '/n/01-one.ipynb', notebook: notebook('One', answer('It copies.'), text('## After')) },
  {
    file: '/n/02-two.ipynb',
    notebook: notebook('Two', text('<details><summary>More</summary>\n\nDepth.\n\n</details>')),
  },
  { file: '/n/04a-borad-in-150-lines.ipynb', notebook: notebook('Lines', answer('It mixes.')) },
];

let html: string;
beforeAll(async () => {
  const { printPage } = await loadTool('reports/printPage.mjs');
  html = printPage(notebooks);
});

describe('all notebooks on a page to print', () => {
  it('begins with contents that lead to each notebook and to the answers', () => {
    const contents = /<nav class="report"[\s\S]*?<\/nav>/.exec(html)?.[0];
    for (const [id, title] of [
      ['01-one', 'One'],
      ['02-two', 'Two'],
      ['answers', 'Answers'],
    ]) {
      expect(contents).toContain(`<a href="#${id}">${title}</a>`);
      expect(html).toContain(`<div class="report" id="${id}">`);
    }
  });

  it('has answers at the end, numbered, and where they were a line that leads there', () => {
    const [front, end] = html.split('<div class="report" id="answers">');
    expect(front).not.toContain('It copies.');
    expect(front).toContain('<a id="exercise-1" href="#answer-1">Answer 1</a>');
    expect(front.indexOf('exercise-1')).toBeLessThan(front.indexOf('After'));
    expect(end).toMatch(
      /<h2>One<\/h2><section class="answer" id="answer-1">[\s\S]*It copies\.[\s\S]*<h2>Lines<\/h2><section class="answer" id="answer-2">[\s\S]*It mixes\./,
    );
    expect(end).not.toContain('<h2>Two</h2>');
  });

  it('has nothing folded', () => {
    expect(html).not.toContain('<details');
    expect(html).toContain('<strong>More</strong>');
    expect(html).toContain('Depth.');
  });

  it('leaves code out, but for the notebook whose subject it is', () => {
    expect(html.match(/<pre class="code/g)).toHaveLength(1);
    expect(html.indexOf('<pre class="code')).toBeGreaterThan(
      html.indexOf('<div class="report" id="04a-borad-in-150-lines">'),
    );
  });
});
