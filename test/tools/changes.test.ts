import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { there } from '../there';
import { type Change, changes, doneElsewhere } from './changes';
import { loadTool, root } from './loadTool';

interface Cell {
  cell_type: string;
  id: string;
  source: string | string[];
}
interface Notebook {
  cells: Cell[];
}

const files = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
const read = (name: string): Notebook => JSON.parse(readFileSync(join(root, 'notebooks', name), 'utf8'));
const fileOf = (start: string) => there(files.find((name) => name.startsWith(`${start}-`)));
const textOf = ({ source }: Cell) => [source].flat().join('');

const output = mkdtempSync(join(tmpdir(), 'borad-changes-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** The notebook with its edits, and of its code cells those that are run. */
function changed({ notebook, edits, small, cells: run }: Change): Notebook {
  const whole = read(fileOf(notebook));
  const missing = run?.filter((id) => !whole.cells.some((cell) => cell.id === id)) ?? [];
  if (missing.length) throw new Error(`${notebook} has no cell ${missing.join(', ')}`);
  const cells = whole.cells
    .filter(({ id, cell_type }) => cell_type === 'code' && (run?.includes(id) ?? true))
    .map((cell) => ({ ...cell, source: textOf(cell) }));
  for (const [from, to] of [...edits, ...small]) {
    const found = cells.find(({ source }) => source.includes(from));
    if (!found) throw new Error(`no code cell of ${notebook} has "${from}"`);
    found.source = found.source.replace(from, to);
  }
  return { ...whole, cells };
}

describe('what the notebooks ask their readers to change', () => {
  it('has its edits in the list, or the reason why not', () => {
    const asks = /\b[Cc]hange (one|the (number|scale|first cell)|a (number|setting))\b/;
    const asked = files.flatMap((name) =>
      read(name)
        .cells.filter((cell) => cell.cell_type === 'markdown' && asks.test(textOf(cell)))
        .map(({ id }) => `${name.split('-')[0]} ${id}`),
    );
    const listed = changes.flatMap((change) => change.asked.map((id) => `${change.notebook} ${id}`));
    expect(asked.sort()).toEqual([...listed, ...Object.keys(doneElsewhere)].sort());
  });

  it.each(changes)('runs in $notebook with the change applied', async (change) => {
    const { executeNotebook } = await loadTool('notebooks/executeNotebook.mjs');
    const { failure } = await executeNotebook(join(root, 'notebooks', fileOf(change.notebook)), changed(change), {
      root,
      timeoutS: 500,
      env: { BORAD_PROFILE: 'quick', BORAD_OUTPUT: output },
    });
    expect(failure).toBeNull();
  });
});
