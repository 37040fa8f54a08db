import { describe, expect, it } from 'vitest';
import { markdownTable } from '../../lib/borad/display';

describe('markdownTable', () => {
  it('has titles, a rule and a line per row', () => {
    const rows = [
      ['a', '1'],
      ['b', '–'],
    ];
    expect(markdownTable({ columns: ['method', 'seeds'], rows })).toBe(
      '| method | seeds |\n| --- | --- |\n| a | 1 |\n| b | – |',
    );
  });
});
