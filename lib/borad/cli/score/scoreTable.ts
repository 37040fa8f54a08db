/** What `borad score` prints. */
import { textTable } from '../../display';
import { UNKNOWN, VERDICTS } from '../../verdicts';
import { type FailedPhoto, isScored, type ScoredPhoto } from './resultsFolder';

/** Rows that are printed at most, of scores and of failures. */
const ROWS = 50;

const more = (left: number): string[] => (left > 0 ? [`... and ${left} more in scores.json`] : []);

/** A photo as a line of its own, as it is done. */
export function scoreLine(entry: ScoredPhoto | FailedPhoto): string {
  if (!isScored(entry)) return `FAILED  ${entry.image}: ${entry.error}\n`;
  const { image, score, verdict = '', limit, category = '' } = entry;
  const against = limit === undefined ? '' : ` (limit ${limit.toFixed(4)})`;
  return `${verdict.padEnd(6)}  ${score.toFixed(4)}${against}  ${category}  ${image}\n`;
}

/** How many photos have each verdict. */
function verdictCounts(scored: readonly ScoredPhoto[]): string {
  const counts = VERDICTS.map((verdict) => `${scored.filter((photo) => photo.verdict === verdict).length} ${verdict}`);
  const unknown = scored.filter(({ category }) => category === UNKNOWN).length;
  return `${counts.join(', ')}${unknown > 0 ? `; ${unknown} like no training photo (unknown)` : ''}`;
}

/** Scores as a table: all in their order where they are few, else the highest; then what could not be scored, with its reason. */
export function scoreTable(entries: readonly (ScoredPhoto | FailedPhoto)[]): string {
  const scored = entries.filter(isScored);
  const failed = entries.filter((entry): entry is FailedPhoto => !isScored(entry));
  const many = scored.length > ROWS;
  const shown = many ? [...scored].sort((a, b) => b.score - a.score).slice(0, ROWS) : scored;
  const isJudged = shown.some(({ verdict }) => verdict !== undefined);
  const table = isJudged
    ? textTable(
        ['image', 'verdict', 'score', 'limit', 'category', 'distance'],
        shown.map(({ image, verdict, score, limit, category, distance }) => [
          ...[image, verdict ?? '', score.toFixed(4), limit?.toFixed(4) ?? ''],
          ...[category ?? '', distance?.toFixed(2) ?? ''],
        ]),
      )
    : textTable(
        ['image', 'score'],
        shown.map(({ image, score }) => [image, score.toFixed(4)]),
      );
  const lines = [
    ...(many ? [`The ${ROWS} highest scores of ${scored.length}:`] : []),
    ...(scored.length > 0 ? [table, ...more(scored.length - shown.length)] : []),
    ...(isJudged ? [verdictCounts(scored)] : []),
  ];
  if (failed.length > 0) {
    lines.push(...(lines.length > 0 ? [''] : []), `Could not be scored (${failed.length}):`);
    lines.push(
      ...failed.slice(0, ROWS).map(({ image, error }) => `  ${image}: ${error}`),
      ...more(failed.length - ROWS),
    );
  }
  return `${lines.join('\n')}\n`;
}
