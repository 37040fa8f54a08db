import type { Piece } from './tableCell';

/** Which end of a column is the good one. */
export type Best = 'max' | 'min';

/** Rank of a piece among its rivals, as printed. */
export type Mark = 'best' | 'second' | undefined;

/** Marks of rivals; equal values share a mark, and the second is the next value after the best. */
export function marksOf(rivals: (Piece | undefined)[], end: Best): Mark[] {
  const sign = end === 'max' ? 1 : -1;
  const values = [...new Set(rivals.flatMap((piece) => (piece?.value === undefined ? [] : [piece.value])))];
  const [best, second] = values.sort((a, b) => sign * (b - a));
  return rivals.map((piece) => {
    if (piece?.value === undefined) return undefined;
    return piece.value === best ? 'best' : piece.value === second ? 'second' : undefined;
  });
}
