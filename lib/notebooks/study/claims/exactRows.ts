/** Rows that one exact number decides, as a sentence has them: what is below, above or near what. */
import type { ExactRow } from './claim';

/** What a row may say besides: its part, a remark, the condition with the number where that is not met. */
export type RowRemarks = Pick<ExactRow, 'part' | 'note' | 'condition' | 'numberWithout' | 'target' | 'decides'>;

/** The number is below the tolerance (a residual), or below `target` by more than the tolerance. */
export const below = (measure: string, number: number, tolerance: number, remarks: RowRemarks = {}): ExactRow => ({
  ...{ ...remarks, measure, number, tolerance },
  rule: 'below',
});

/** The number is above `target` (0 without one) by more than the tolerance. */
export const above = (measure: string, number: number, tolerance: number, remarks: RowRemarks = {}): ExactRow => ({
  ...{ ...remarks, measure, number, tolerance },
  rule: 'above',
});

/** The number differs from the target by the tolerance at most. */
export const near = (
  measure: string,
  number: number,
  target: number,
  tolerance: number,
  remarks: Omit<RowRemarks, 'target'> = {},
): ExactRow => ({ ...{ ...remarks, measure, number, target, tolerance }, rule: 'near' });
