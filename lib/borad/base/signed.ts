/**
 * A difference with its sign, a true minus in front of negative ones: the same form in all tables and sentences.
 *
 * @example signed(0.25, 1); // '+0.3'
 */
export function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
