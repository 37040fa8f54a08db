/** What `borad drift` prints. */
import { textTable } from '../../display';
import { DRIFT_CHANNELS, type Drift } from '../../verdicts';

const number = (value: number): string => (Number.isFinite(value) ? `${Number(value.toPrecision(4))}` : '-');

/** Ratios beyond this are given as their power of ten. */
const evidenceText = (value: number): string => (value < 1e4 ? value.toPrecision(3) : value.toExponential(1));

/** A row per channel, that of all together, and what it means. */
export function driftText({ channels, evidence, threshold, since, unread, window }: Drift): string {
  const rows = channels.map(({ channel, reference, last, photos, evidence: own }) => [
    ...[DRIFT_CHANNELS[channel], number(reference), number(last), `${photos}`],
    ...[evidenceText(own.at(-1) ?? 1), evidenceText(Math.max(...own))],
  ]);
  const all = [
    'all together',
    '',
    '',
    `${evidence.length}`,
    evidenceText(evidence.at(-1) ?? 1),
    evidenceText(Math.max(...evidence)),
  ];
  const table = textTable(['', 'held back', `last ${window}`, 'photos', 'evidence', 'highest'], [...rows, all]);
  const verdict =
    since === undefined
      ? `No drift: the combined evidence has stayed below ${threshold}.`
      : `Drift since photo ${since + 1} of ${evidence.length} or earlier: the combined evidence reached ${threshold} there.`;
  const left =
    unread > 0 ? `${unread} photos are of a category that the run has no photos of, and are not compared.\n` : '';
  return `${table}\n${left}${verdict}\n`;
}
