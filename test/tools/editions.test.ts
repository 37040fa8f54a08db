import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { there } from '../there';
import { loadTool, root } from './loadTool';

interface Cell {
  cell_type: string;
  id: string;
  metadata: { borad?: { turn?: string[] | string; check?: string[] | string } };
  outputs?: { data?: Record<string, string[]> }[];
  source: string | string[];
}

const out = mkdtempSync(join(tmpdir(), 'borad-editions-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));
const text = ({ source }: Cell) => [source].flat().join('');
const cellsOf = (file: string): Cell[] => JSON.parse(readFileSync(file, 'utf8')).cells;
const names = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));

describe('the editions of the committed notebooks', () => {
  beforeAll(() => {
    const args = ['student', 'solution', 'slides'].flatMap((edition) => ['--only', edition]);
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'tools', 'editions.mjs'), ...args, '--out', out],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it.each(names)('%s: answers live in the solution alone', (name) => {
    const source = cellsOf(join(root, 'notebooks', name));
    const student = cellsOf(join(out, 'student', name));
    const answers = /report\.answer\(|<summary>Answer<\/summary>/;
    expect(source.some((cell) => answers.test(text(cell)))).toBe(true);
    expect(student.filter((cell) => answers.test(text(cell)))).toEqual([]);
    expect(student.some((cell) => text(cell).includes('// your turn'))).toBe(
      source.some((cell) => text(cell).includes('report.answer(')),
    );
    expect(student.flatMap(({ outputs }) => outputs ?? [])).toEqual([]);
    expect(new Set(student.map(({ id }) => id)).size).toBe(student.length);
    expect(cellsOf(join(out, 'solution', name))).toEqual(source);
  });

  it.each(names)('%s: slides hold figures and prose, no code and no answers', (name) => {
    const html = readFileSync(join(out, 'slides', name.replace('.ipynb', '.html')), 'utf8');
    expect(html.split('<section class="slide"').length).toBeGreaterThan(10);
    // The library with its licence, in the page.
    expect(html).toMatch(/\* reveal\.js[\s\S]{0,80}MIT licensed/);
    expect(html).not.toMatch(/await report\.show|<summary>Answer|<script[^>]* src=|https?:\/\/[^"]*\.(js|css)/);
  });

  it('have the sentence that leads to a figure on the slide of the figure', async () => {
    const { slidesPage } = await loadTool('editions/slides.mjs');
    const prose = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });
    const showing = (...words: string[]) => ({
      cell_type: 'code',
      metadata: {},
      source: 'show();',
      outputs: words.map((word) => ({
        output_type: 'display_data',
        metadata: {},
        data: { 'text/html': `<i>${word}</i>` },
      })),
    });
    const silent = { cell_type: 'code', metadata: {}, source: 'count();', outputs: [] };
    const cells = [
      prose('# Title\n\nAn idea.'),
      prose('Look at both:'),
      silent,
      showing('first', 'second'),
      prose('Without anything to show:'),
      silent,
      prose('Another idea.'),
      prose('At the end:'),
    ];
    const { html } = slidesPage(join(out, 'leads.ipynb'), { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const slides = Array.from(html.matchAll(/<section class="slide"[^>]*>([\s\S]*?)<\/section>/g), ([, slide]) =>
      there(slide)
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    expect(slides).toEqual([
      'Title An idea.',
      'Look at both: first',
      'second',
      'Without anything to show:',
      'Another idea.',
      'At the end:',
    ]);
  });

  it('give each turn its check', () => {
    for (const name of names) {
      for (const { id, metadata } of cellsOf(join(root, 'notebooks', name))) {
        const { turn, check } = metadata.borad ?? {};
        if (!turn && !check) continue;
        const [, wanted] = /const (\w+) = \(\): number => NaN; \/\/ your turn$/.exec([turn].flat().join('')) ?? [];
        expect(wanted, `${name} ${id}`).toBeDefined();
        expect([check].flat().join(''), `${name} ${id}`).toContain(`report.checkAnswer(${wanted}(), `);
      }
    }
  });
});

describe("the student's edition", () => {
  const cell = (id: string, cell_type: string, source: string, metadata = {}) => ({
    ...{ id, cell_type, source, metadata },
    ...(cell_type === 'code' ? { outputs: [], execution_count: null } : {}),
  });
  const notebook = {
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
    cells: [
      cell('a', 'code', 'import { report } from "borad-notebooks";\nconst two = 2;'),
      cell('b', 'markdown', '## Exercises'),
      cell('c', 'markdown', '**1.** Twice two?'),
      cell('d', 'code', 'await report.show(report.answer("Answer", `${2 * two}`));', {
        borad: {
          turn: 'const twice = (): number => NaN; // your turn',
          check: 'await report.show(report.checkAnswer(twice(), 2 * two));',
        },
      }),
      cell('e', 'markdown', '**2.** Why?\n\n<details><summary>Answer</summary>\n\nBecause.\n\n</details>'),
    ],
  };

  it('runs as it is, and says right once the function is written', async () => {
    const { studentEdition } = await loadTool('editions/student.mjs');
    const { executeNotebook } = await loadTool('notebooks/executeNotebook.mjs');
    const student = studentEdition(notebook);
    expect(student.cells.map(({ id }: Cell) => id)).toEqual(['a', 'b', 'c', 'd-turn', 'd-check', 'e']);
    expect(student.cells[5].source).toBe('**2.** Why?');
    const checked = async (source: string) => {
      const cells = student.cells.map((each: Cell) => (each.id === 'd-turn' ? { ...each, source } : each));
      const file = join(root, 'notebooks', 'student.ipynb');
      const { notebook: done, failure } = await executeNotebook(
        file,
        { ...student, cells },
        { root, timeoutS: 300, env: { BORAD_OUTPUT: out } },
      );
      expect(failure).toBeNull();
      return done.cells[4].outputs[0].data['text/markdown'].join('');
    };
    expect(await checked(text(student.cells[3]))).toMatch(/^\*\*Your turn\.\*\*/);
    expect(await checked('const twice = (): number => 2 + two;')).toBe('**Right:** 4.');
  });
});
