import { describe, expect, it } from 'vitest';
import { loadTool } from './loadTool';

const source = 'export const less = (a: number, b: number) =>\n  a < b;\n';
const mutant = (status: string, replacement: string) => ({
  status,
  replacement,
  location: { start: { line: 2, column: 3 }, end: { line: 2, column: 8 } },
});
const reportOf = (...mutants: object[]) => ({ files: { 'lib/borad/base/less.ts': { source, mutants } } });

describe('the table of mutants', async () => {
  const { markdownOf } = await loadTool('mutants/table.mjs');

  it('counts what was killed, with what never ended, among the valid ones', () => {
    const states = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'Ignored'];
    const lines = markdownOf([reportOf(...states.map((status) => mutant(status, 'a <= b')))]).split('\n');
    expect(lines[2]).toBe('| `base/less.ts` | 4 | 2 | 1 | 1 | 50 |');
  });

  it('names every survivor by its place, its code and what it became', () => {
    const text = markdownOf([reportOf(mutant('Survived', 'a || b'), mutant('Killed', 'true'))]);
    expect(text.split('\n').slice(6)).toEqual(['| `base/less.ts`:2 | `a < b` | `a \\|\\| b` | |']);
  });
});
