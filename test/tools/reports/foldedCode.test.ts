/** What a report folds away: the code of figures, and no other. */
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
    sourceHtml({ cell_type: 'code', metadata: {}, ...cell }, createMarkdown(root)).includes('plot-code');
});
const folds = (source: string) => foldsCell({ source });

it('is what draws, by any of the calls, what shows a figure, and what is tagged so', () => {
  expect(folds("await report.show(report.lineFigure({ name: 'losses' }));")).toBe(true);
  expect(folds('await report.show(await study.sweepFigure(points));')).toBe(true);
  expect(folds('const lines = report.pictureGrid(rows);')).toBe(true);
  const source = 'await show(3);';
  expect(foldsCell({ source, outputs: [{ output_type: 'display_data', data: { 'image/png': 'iVBO' } }] })).toBe(true);
  expect(foldsCell({ source, metadata: { tags: ['plot'] } })).toBe(true);
  expect(foldsCell({ source, outputs: [{ output_type: 'stream', text: 'three' }] })).toBe(false);
  expect(folds('await report.show(report.table(rows));')).toBe(false);
});

it.each(readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb')))(
  'is the code above each plotly figure of %s',
  (name) => {
    const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', name), 'utf8')) as { cells: Cell[] };
    const drawn = cells.filter(({ outputs = [] }) =>
      outputs.some(({ data }) => data?.['application/vnd.plotly.v1+json']),
    );
    expect(drawn.filter((cell) => !foldsCell(cell)).map(({ id }) => id)).toEqual([]);
  },
);
