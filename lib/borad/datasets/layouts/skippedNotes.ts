/** What was passed over in a folder, counted by reason, in words. */
import { DataError } from '../../base';
import { endingFacts } from './endings';
import { byCodeUnit } from './listing';
import type { SkippedFile } from './walkImages';

const files = (count: number): string => `${count} file${count === 1 ? '' : 's'}`;

export const imageCount = (count: number): string => `${count} image${count === 1 ? '' : 's'}`;

/** Whether a photo is lost by skipping a file. */
const isLost = ({ what }: SkippedFile): boolean =>
  what === 'broken link' || what === 'special file' || endingFacts(what).isPicture;

/** `3 .heic (...), 1 .txt`: the most frequent first. */
function reasons(skipped: readonly SkippedFile[]): string {
  const counts = new Map<string, number>();
  for (const { what } of skipped) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || byCodeUnit(a[0], b[0]))
    .map(([what, count]) => {
      const { way } = endingFacts(what);
      return `${count} ${what}${way ? ` (${way})` : ''}`;
    })
    .join(', ');
}

/** `3 files skipped: 2 .heic (...), 1 .txt`. */
export const skippedText = (skipped: readonly SkippedFile[]): string =>
  `${files(skipped.length)} skipped: ${reasons(skipped)}`;

/** One sentence on the files of a folder that were skipped; none where there are none. */
export const skippedNote = (folder: string, skipped: readonly SkippedFile[]): string[] =>
  skipped.length === 0 ? [] : [`${folder}/: ${skippedText(skipped)}.`];

/** The problem that photos are among the skipped files; undefined where none are. */
export function lostPhotos(folder: string, dir: string, skipped: readonly SkippedFile[]): DataError | undefined {
  const lost = skipped.filter(isLost);
  if (lost.length === 0) return undefined;
  return new DataError(
    `${folder}/: ${files(lost.length)} left out of the set: ${reasons(lost)}; the first is ${lost[0].file}.`,
    { file: dir },
  );
}
