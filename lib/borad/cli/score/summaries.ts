/** What `borad score` writes about all photos together, when they are done. */
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '../../base';
import { loadSharp } from '../../base/sharp';
import { cocoOf } from './coco';
import { scoresCsv } from './csv';
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
  if (csv) writeFileAtomic(join(folder, 'scores.csv'), scoresCsv(all));
  if (coco) writeJson(join(folder, 'coco.json'), await cocoOf(folder, all.filter(isScored)));
  if (report) writeFileAtomic(join(folder, 'report.html'), await reportOf(folder, scoring, all));
}
