/** Means over the categories of an evaluation, and what a reader of them must know. */

import { sizeText } from '../base';
import { type ImageMetrics, imageMetrics } from '../metrics';
import type { Evaluation } from './evaluate';
import { coverageText, meanOfMeasured, meanWhereKnown } from './means';

/** What is noted of categories that the detector never saw. */
function untrainedNotes({ categories }: Evaluation, trainedOn: readonly string[] = []): string[] {
  const names = categories.filter(({ untrained }) => untrained).map(({ name }) => name);
  if (names.length === 0) return [];
  const learnt = `The run learnt ${trainedOn.join(', ')}; categories are matched by name.`;
  return names.length === categories.length
    ? [`None of these categories was in training (marked *): ${names.join(', ')}. ${learnt}`]
    : [`Not in training (marked *), but in the mean: ${names.join(', ')}. ${learnt}`];
}

/** What a summary says besides the figures. */
export interface SummaryFacts {
  /** Categories that the detector was trained on, where they are known. */
  trainedOn?: readonly string[];
  /** Categories with defective images of which no mask could be used. */
  unmasked: readonly string[];
  /** By sample, regions of its mask that are smaller than one pixel. */
  subpixelRegions: ReadonlyMap<string, number>;
}

/** The note on defects that the size of the maps can hardly show. */
function subpixelNotes({ protocol }: Evaluation, regions: ReadonlyMap<string, number>): string[] {
  if (regions.size === 0) return [];
  const count = [...regions.values()].reduce((sum, value) => sum + value, 0);
  const [what, where] = [
    count === 1 ? '1 region of a mask is' : `${count} regions of masks are`,
    regions.size === 1 ? '1 image' : `${regions.size} images`,
  ];
  return [
    `${what} smaller than one pixel at ${sizeText(protocol.imageSize)}, in ${where}; each is kept as a pixel. ` +
      'A larger data.imageSize shows them larger.',
  ];
}

/** Image metrics of all categories by one limit; none of one category, or where one of the classes is missing. */
function pooledMetrics({ categories, scores }: Evaluation): { pooled?: ImageMetrics } {
  const labels = scores.map(({ defect }) => Number(defect !== 'good'));
  const isDefined = categories.length > 1 && labels.includes(0) && labels.includes(1);
  const values = scores.map(({ score }) => score);
  return isDefined && values.every(Number.isFinite) ? { pooled: imageMetrics(labels, values) } : {};
}

/**
 * The evaluation with its means and notes.
 *
 * @param evaluation At least one category, in which everything else is filled in; not changed.
 */
export function summarise(evaluation: Evaluation, { trainedOn, unmasked, subpixelRegions }: SummaryFacts): Evaluation {
  const { categories, protocol } = evaluation;
  const rows = categories.map(({ metrics }) => metrics);
  const ofMeasured = meanOfMeasured(rows);
  const notes = [
    ...evaluation.notes,
    ...untrainedNotes(evaluation, trainedOn),
    ...subpixelNotes(evaluation, subpixelRegions),
  ];
  if (ofMeasured) notes.push(`Mean of measured: ${coverageText(ofMeasured, rows.length)}.`);
  const masks =
    unmasked.length > 0
      ? `${protocol.masks}; defective images without masks in ${unmasked.join(', ')}: no pixel metrics there and no mean of them`
      : protocol.masks;
  return {
    ...evaluation,
    mean: meanWhereKnown(rows),
    ...(ofMeasured ? { meanOfMeasured: ofMeasured.metrics } : {}),
    ...pooledMetrics(evaluation),
    protocol: { ...protocol, masks },
    notes,
  };
}
