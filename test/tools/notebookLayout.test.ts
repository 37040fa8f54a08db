/** How notebooks are laid out: little code at a time, and words between. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './loadTool';

const LONGEST_CELL = 25;
const LONGEST_MEDIAN = 8;
const CELLS_WITHOUT_PROSE = 2;

interface Cell {
  cell_type: 'code' | 'markdown';
  source: string | string[];
}

interface Layout {
  /** Lines of each code cell. */
  lengths: number[];
  median: number;
  longest: number;
  /** Most code cells in a row. */
  inARow: number;
}

const linesOf = ({ source }: Cell): number => [source].flat().join('').trimEnd().split('\n').length;

function layoutOf(cells: readonly Cell[]): Layout {
  const lengths = cells.filter(({ cell_type: type }) => type === 'code').map(linesOf);
  const sorted = [...lengths].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  let [inARow, run] = [0, 0];
  for (const { cell_type: type } of cells) {
    run = type === 'code' ? run + 1 : 0;
    inARow = Math.max(inARow, run);
  }
  return { lengths, median, longest: sorted[sorted.length - 1] ?? 0, inARow };
}

const rowOf = (name: string, { lengths, median, longest, inARow }: Layout): string =>
  `${name.padEnd(36)} ${lengths.length} code cells, median ${median} lines, longest ${longest}, ${inARow} in a row`;

const notebooks = readdirSync(join(root, 'notebooks'))
  .filter((name) => name.endsWith('.ipynb'))
  .map((name) => {
    const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', name), 'utf8')) as { cells: Cell[] };
    return { name, layout: layoutOf(cells) };
  });
const table = `\n${notebooks.map(({ name, layout }) => rowOf(name, layout)).join('\n')}\n`;

describe('the layout of notebooks', () => {
  const code = (lines: number): Cell => ({ cell_type: 'code', source: Array.from({ length: lines }, () => 'a;\n') });
  const prose: Cell = { cell_type: 'markdown', source: 'Words.' };

  it('counts lines, their median, and cells without prose between them', () => {
    expect(layoutOf([code(3), code(8), prose, code(1), code(4)])).toEqual({
      ...{ lengths: [3, 8, 1, 4], median: 3.5, longest: 8, inARow: 2 },
    });
  });

  it.each(notebooks)('keeps the cells of $name short', ({ layout }) => {
    expect(layout.longest, table).toBeLessThanOrEqual(LONGEST_CELL);
    expect(layout.median, table).toBeLessThanOrEqual(LONGEST_MEDIAN);
  });

  it.each(notebooks)('has words between the cells of $name', ({ layout }) => {
    expect(layout.inARow, table).toBeLessThanOrEqual(CELLS_WITHOUT_PROSE);
  });
});
