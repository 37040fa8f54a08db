/** What can be said of a claim. */

/**
 * - `holds`: the number is what the claim says
 * - `holds if`: only under a condition, which is named
 * - `refuted`: the number is decided against the claim
 * - `no difference`: the methods differ by less than what matters
 * - `undecided`: neither a difference nor its absence is shown
 * - `not testable here`: there is no number; the row says what it would take
 */
export type Verdict = 'holds' | 'holds if' | 'refuted' | 'no difference' | 'undecided' | 'not testable here';

/** From what holds to what has no number: the order of every table. */
export const verdicts: readonly Verdict[] = [
  'holds',
  'holds if',
  'refuted',
  'no difference',
  'undecided',
  'not testable here',
];

/** From the strongest objection to none. */
const WEAKEST_FIRST: readonly Verdict[] = [
  'refuted',
  'no difference',
  'undecided',
  'not testable here',
  'holds if',
  'holds',
];

/** A claim says all that its rows say, so it stands as its weakest row does: one refuted row refutes it. */
export const combineVerdicts = (rows: readonly Verdict[]): Verdict =>
  WEAKEST_FIRST.find((verdict) => rows.includes(verdict)) ?? 'not testable here';
