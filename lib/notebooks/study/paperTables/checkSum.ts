/** A printed total against the sum of its printed parts. */
export interface SumCheck {
  printed: number;
  sum: number;
  difference: number;
  /** Half a unit for each part and for the total. */
  slack: number;
  agrees: boolean;
}

/**
 * Whether printed parts add up to a printed total (Table 7 against Table 4), but for rounding.
 *
 * @param decimals digits after the point of parts and total.
 */
export function checkSum(parts: number[], printed: number, decimals: number): SumCheck {
  const sum = parts.reduce((total, part) => total + part, 0);
  const slack = 0.5 * 10 ** -decimals * (parts.length + 1);
  const difference = sum - printed;
  return { printed, sum, difference, slack, agrees: Math.abs(difference) <= slack + 1e-9 };
}
