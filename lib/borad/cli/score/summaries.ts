/** What `borad score` writes about all photos together, when they are done. */
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '../../base';
import { loadSharp } from '../../base/sharp';
import { appendText } from './appendText';
import { cocoOf } from './coco';
import { scoreCsvLine, scoresCsv } from './csv';
import { type ReportPhoto, reportPage } from './reportPage';
import { type FailedPhoto, isScored, type ResultsFolder, type ScoredPhoto, type Scoring } from './resultsFolder';

export interface Summaries {
  csv?: boolean;
  coco?: boolean;
  report?: boolean;
}

/** Side of a small picture on the page, pixels. */
const SMALL = 220;

/** The overlay made small, as a data address. */
async function thumbnailOf(file: string): Promise<string> {
  const small = await loadSharp()(file)
    .resize(SMALL, SMALL, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 70 })
    .toBuffer();
  return `data:image/jpeg;base64,${small.toString('base64')}`;
}

async function reportOf(folder: string, scoring: Scoring, entries: readonly (ScoredPhoto | FailedPhoto)[]) {
  const photos: ReportPhoto[] = [];
  for (const photo of entries.filter(isScored))
    photos.push({ ...photo, thumbnail: await thumbnailOf(join(folder, photo.overlay)) });
  const failed = entries.filter((entry): entry is FailedPhoto => !isScored(entry));
  return reportPage({ scoring, photos, failed });
}

const csvFile = (folder: string): string => join(folder, 'scores.csv');

/**
 * Begins `scores.csv` with what is there, for a folder that is watched: drift is looked for while photos still come.
 *
 * @returns Adds the line of a photo; one that has changed since then has two.
 * @throws {DataError} the file cannot be written, at once or later.
 */
export function beginCsv(
  folder: string,
  { entries }: Pick<ResultsFolder, 'entries'>,
): (entry: ScoredPhoto | FailedPhoto) => void {
  writeFileAtomic(csvFile(folder), scoresCsv([...entries.values()]));
  return (entry) => appendText(csvFile(folder), scoreCsvLine(entry));
}

/**
 * Writes `scores.csv`, `coco.json` and `report.html`, as far as they are asked for.
 *
 * @throws {DataError} the folder cannot be written.
 */
export async function writeSummaries(
  folder: string,
  scoring: Scoring,
  { entries }: Pick<ResultsFolder, 'entries'>,
  { csv, coco, report }: Summaries,
): Promise<void> {
  const all = [...entries.values()];
  if (csv) writeFileAtomic(csvFile(folder), scoresCsv(all));
  if (coco) writeJson(join(folder, 'coco.json'), await cocoOf(folder, all.filter(isScored)));
  if (report) writeFileAtomic(join(folder, 'report.html'), await reportOf(folder, scoring, all));
}
