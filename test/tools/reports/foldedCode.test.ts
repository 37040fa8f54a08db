/** What a report folds away: the code of what it shows, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { loadTool, root } from '../loadTool';

interface Cell {
  id: string;
  cell_type: string;
  source: string | string[];
  outputs?: { data?: { [type: string]: unknown } }[];
}

let foldsCell: (cell: object) => boolean;
beforeAll(async () => {
  const { sourceHtml } = await loadTool('reports/notebookHtml.mjs');
  const { createMarkdown } = await loadTool('reports/markdown.mjs');
  foldsCell = (cell) =>
    sourceHtml({ cell_type: 'code', metadata: {}, ...cell }, createMarkdown(root)).includes('folded-code');
});
const folds = (source: string) => foldsCell({ source });

it('is what draws, by any of the calls, what shows a figure, a table or a sentence, and what is tagged so', () => {
  expect(folds("await report.show(report.lineFigure({ name: 'losses' }));")).toBe(true);
  expect(folds('await report.show(await study.sweepFigure(points));')).toBe(true);
  expect(folds('const lines = report.pictureGrid(rows);')).toBe(true);
  const source = 'await show(3);';
  expect(foldsCell({ source, outputs: [{ output_type: 'display_data', data: { 'image/png': 'iVBO' } }] })).toBe(true);
  for (const type of ['text/html', 'text/markdown'])
    expect(foldsCell({ source, outputs: [{ output_type: 'display_data', data: { [type]: 'three' } }] })).toBe(true);
  expect(foldsCell({ source, metadata: { tags: ['plot'] } })).toBe(true);
  expect(foldsCell({ source, outputs: [{ output_type: 'stream', text: 'three' }] })).toBe(false);
  expect(folds('const answers = rows.map(measure);')).toBe(false);
});

const notebooks = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
const cellsOf = (name: string) =>
  (JSON.parse(readFileSync(join(root, 'notebooks', name), 'utf8')) as { cells: Cell[] }).cells;

it.each(notebooks)('is the code above each plotly figure of %s', (name) => {
  const drawn = cellsOf(name).filter(({ outputs = [] }) =>
    outputs.some(({ data }) => data?.['application/vnd.plotly.v1+json']),
  );
  expect(drawn.filter((cell) => !foldsCell(cell)).map(({ id }) => id)).toEqual([]);
});

it.each(notebooks)('is the code of each answer of %s, which holds the answer', (name) => {
  const answers = cellsOf(name).filter(({ source }) => /\breport\.answer\(/.test([source].flat().join('')));
  expect(answers.filter((cell) => !foldsCell(cell)).map(({ id }) => id)).toEqual([]);
});
