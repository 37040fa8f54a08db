import type { DriftPhoto } from '../../verdicts';

/**
 * Fewer normal photos of a category are few: of a change in two channels that was there from the first photo of 200 on, 6 photos to compare
 * with showed a third, 12 all (40 draws each).
 */
const ENOUGH = 19;

/**
 * What a user should know beside the evidence: of which products there is little to compare with, and how many photos are like none in training.
 *
 * @param last Of how many photos of the log the latter is said. @param run Named in what to do.
 */
export function driftNotes(
  reference: readonly DriftPhoto[],
  log: readonly DriftPhoto[],
  { last, run }: { last: number; run: string },
): string[] {
  const counts = [...new Set(log.map(({ category }) => category))]
    .map((name) => ({ name, count: reference.filter(({ category }) => category === name).length }))
    .filter(({ count }) => count > 0 && count < ENOUGH);
  const few = counts.map(({ name, count }) => `${name} (${count})`).join(', ');
  const shown = log.slice(-last);
  const far = shown.filter(({ distance = 0 }) => distance > 1).length;
  return [
    ...(far > 0
      ? [
          `${far} of the last ${shown.length} photos are like no training photo (distance above 1); few normal photos are.`,
        ]
      : []),
    ...(few
      ? [
          `few normal photos to compare with: ${few}. A change that was there from the first photo of the log may then go unnoticed; have ${ENOUGH} or more. "borad limit --run ${run} --data DIR --limit RULE" with more normal photos stores theirs.`,
        ]
      : []),
  ];
}
