import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { claimCell } from '../../lib/notebooks/study/claims/claimCell';

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-cell-'));
  file = join(folder, '01-some.ipynb');
  const cells = [
    { id: 'cell-01', cell_type: 'code', source: ["draw('shift');\n"] },
    { id: 'cell-02', cell_type: 'markdown', source: ["about 'shift'"] },
    { id: 'cell-03', cell_type: 'code', source: ["claim('shift', ", "'quoted');"] },
    { cell_type: 'code', source: "claim('routing');" },
    { id: 'cell-05', cell_type: 'code', source: "claim('shift-angle');" },
  ];
  writeFileSync(file, JSON.stringify({ cells }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('claimCell', () => {
  it('is the last code cell that holds the id, and no longer id', () => {
    expect(claimCell(file, 'shift')).toBe('cell-03');
    expect(claimCell(file, 'shift-angle')).toBe('cell-05');
  });

  it('refuses a claim that no saved cell with an id records', () => {
    expect(() => claimCell(file, 'unknown')).toThrow(/no cell of .*01-some.ipynb names it/);
    expect(() => claimCell(file, 'routing')).toThrow(DataError);
    expect(() => claimCell(join(folder, '02-other.ipynb'), 'shift')).toThrow(/there is no .*02-other/);
  });
});
