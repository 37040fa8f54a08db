/** Tables that commands write into pages, row by row. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTool } from './loadTool';

interface Options {
  keyOf: (row: string[]) => string;
  day: string;
  file: string;
}
let withContent: (text: string, name: string, content: string, file: string) => string;
let withRows: (text: string, name: string, measured: string[][], options: Options) => string;
beforeAll(async () => {
  ({ withContent, withRows } = await loadTool('pageTable.mjs'));
});

const page = 'Above.\n\n<!-- a:start -->\n\n<!-- a:end -->\n\nBelow.\n';

describe('a part of a page', () => {
  it('is written between its marks, and again in the same place', () => {
    const once = withContent(page, 'a', 'one\n', 'page.md');
    expect(once).toBe('Above.\n\n<!-- a:start -->\n\none\n\n<!-- a:end -->\n\nBelow.\n');
    expect(withContent(once, 'a', 'two', 'page.md')).toBe(once.replace('one', 'two'));
  });

  it('needs both marks, in their order', () => {
    const says = 'page.md: expected <!-- b:start --> and, below it, <!-- b:end -->.';
    for (const text of [page, '<!-- b:start -->', '<!-- b:end --> <!-- b:start -->'])
      expect(() => withContent(text, 'b', '', 'page.md')).toThrow(says);
  });
});

describe('rows of a table', () => {
  const measure = (text: string, day: string, ...rows: string[][]) =>
    withRows(text, 'a', [['Node', 'result'], ...rows], {
      ...{ keyOf: ([node = '']) => node.split('.', 1)[0] as string, day, file: 'page.md' },
    });
  const table = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));

  it('take the place of those with the same key; the others keep their day', () => {
    const first = measure(page, '2026-01-01', ['22.1', 'ok'], ['9.5', '**failed**']);
    expect(table(first)).toEqual([
      '| Node | result | measured |',
      '| --- | --- | --- |',
      '| 9.5 | **failed** | 2026-01-01 |',
      '| 22.1 | ok | 2026-01-01 |',
    ]);
    expect(table(measure(first, '2026-02-02', ['9.6', 'ok'], ['24.0', 'ok'])).slice(2)).toEqual([
      '| 9.6 | ok | 2026-02-02 |',
      '| 22.1 | ok | 2026-01-01 |',
      '| 24.0 | ok | 2026-02-02 |',
    ]);
  });
});
