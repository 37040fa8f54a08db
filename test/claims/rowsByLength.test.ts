import { describe, expect, it } from 'vitest';
import { rowsByLength } from '../../lib/notebooks/study/claims';

describe('rowsByLength', () => {
  it('puts the longest first and sets what does not decide apart', () => {
    const lengths = [
      { steps: 400, values: [1, 2], decides: false },
      { steps: 2800, values: [3, 4, 5], decides: true },
    ];
    const row = { part: 'against a', measure: 'mAD', direction: 'above' as const, margin: 0.5, family: 'Table 5' };
    expect(rowsByLength(lengths, row)).toEqual([
      { ...row, part: 'against a, 2,800 steps', measure: 'mAD, after 2,800 steps', values: [3, 4, 5] },
      {
        ...row,
        part: 'against a, 400 steps',
        measure: 'mAD, after 400 steps',
        values: [1, 2],
        family: 'Table 5, beside',
        decides: false,
      },
    ]);
  });
});
