/** What `borad score` prints. */
import { textTable } from '../../display';
import { UNKNOWN, VERDICTS } from '../../verdicts';
import { type FailedPhoto, isScored, type ScoredPhoto } from './resultsFolder';

/** Rows that are printed at most, of scores and of failures. */
const ROWS = 50;

const more = (left: number): string[] => (left > 0 ? [`... and ${left} more in scores.json`] : []);

/** The category of a photo; of one like none in training, in parentheses that of the nearest training photo. */
export function categoryText({ category = '', nearest }: Pick<ScoredPhoto, 'category' | 'nearest'>): string {
  return category === UNKNOWN && nearest !== undefined ? `${category} (${nearest})` : category;
}

/**
 * The limit that decides. Of a photo like none in training that is the highest of the run: the limit of known products beside a score above
 * it would look like NG. Results of earlier versions do not have it.
 */
export function limitText({ category, limit, ngAbove }: Pick<ScoredPhoto, 'category' | 'limit' | 'ngAbove'>): string {
  if (limit === undefined) return '';
  if (category !== UNKNOWN) return limit.toFixed(4);
  return ngAbove === undefined ? `known products ${limit.toFixed(4)}` : `NG above ${ngAbove.toFixed(4)}`;
}

/** A photo as a line of its own, as it is done. */
export function scoreLine(entry: ScoredPhoto | FailedPhoto): string {
  if (!isScored(entry)) return `FAILED  ${entry.image}: ${entry.error}\n`;
  const { image, score, verdict = '', category } = entry;
  const limit = limitText(entry);
  const against = limit === '' ? '' : ` (${category === UNKNOWN ? limit : `limit ${limit}`})`;
  return `${verdict.padEnd(6)}  ${score.toFixed(4)}${against}  ${categoryText(entry)}  ${image}\n`;
}

/** How many photos have each verdict. */
function verdictCounts(scored: readonly ScoredPhoto[]): string {
  const counts = VERDICTS.map((verdict) => `${scored.filter((photo) => photo.verdict === verdict).length} ${verdict}`);
  return counts.join(', ');
}

/** What is said of photos that are like none in training, by the product of the nearest training photo. */
function unknownLines(scored: readonly ScoredPhoto[]): string[] {
  const unknown = scored.filter(({ category }) => category === UNKNOWN);
  if (unknown.length === 0) return [];
  const names = [...new Set(unknown.flatMap(({ nearest = [] }) => nearest))].sort();
  const each = names.map((name) => `${unknown.filter(({ nearest }) => nearest === name).length} ${name}`);
  const nearest = each.length > 0 ? ` (nearest: ${each.join(', ')})` : '';
  return [
    `${unknown.length} unknown, like no training photo${nearest}: another product, another view, or a large defect. They are never OK, and NG only above the highest limit of the run, which stands in the column of limits.`,
    'If you know the product, --category NAME judges by its own limit.',
  ];
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
        shown.map(({ image, verdict, score, distance, ...found }) => [
          ...[image, verdict ?? '', score.toFixed(4), limitText(found)],
          ...[categoryText(found), distance?.toFixed(2) ?? ''],
        ]),
      )
    : textTable(
        ['image', 'score'],
        shown.map(({ image, score }) => [image, score.toFixed(4)]),
      );
  const lines = [
    ...(many ? [`The ${ROWS} highest scores of ${scored.length}:`] : []),
    ...(scored.length > 0 ? [table, ...more(scored.length - shown.length)] : []),
    ...(isJudged ? [verdictCounts(scored), ...unknownLines(scored)] : []),
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
