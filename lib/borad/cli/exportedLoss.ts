/** What an exported file loses against the run that it was made of: image AUROC of both on labelled photos. */
import { CancelledError, DataError, type ProgressReporter, signed } from '../base';
import { type Dataset, loadPhoto, type Sample } from '../datasets';
import type { ExportedDetector } from '../deploy';
import type { Detector } from '../detection';
import { inspectSample } from '../evaluation';
import { auroc } from '../metrics';
import { mean } from '../statistics';

/** Image AUROC, 0 to 1: mean of the categories that have it, and all of them by one limit. */
export interface ImageAurocs {
  mean: number;
  pooled: number;
}

export interface ExportedLoss {
  photos: number;
  run: ImageAurocs;
  file: ImageAurocs;
  /** Largest difference of two scores of one photo. */
  score: number;
}

interface Scored {
  sample: Sample;
  run: number;
  file: number;
}

const isDefective = ({ sample }: Scored): number => Number(sample.defect !== 'good');

const noAuroc = (name: string) =>
  new DataError(`${name} has no category with normal and defective test photos, so there is no AUROC.`);

/** Throws {DataError} where no category of a set has normal and defective test photos, as their names say. */
export function requireBothKinds({ name, categories, samples }: Dataset): void {
  const kindsOf = (category: string) =>
    samples
      .filter((sample) => sample.split === 'test' && sample.category === category)
      .map(({ defect }) => defect === 'good');
  if (!categories.some((category) => new Set(kindsOf(category)).size === 2)) throw noAuroc(name);
}

/** Throws {DataError} where normal or defective photos are missing. */
function aurocs(scored: readonly Scored[], by: 'run' | 'file', name: string): ImageAurocs {
  const categories = [...new Set(scored.map(({ sample }) => sample.category))];
  const groups = categories
    .map((category) => scored.filter(({ sample }) => sample.category === category))
    .filter((own) => new Set(own.map(isDefective)).size === 2);
  if (groups.length === 0) throw noAuroc(name);
  const of = (photos: readonly Scored[]) =>
    auroc(
      photos.map(isDefective),
      photos.map((photo) => photo[by]),
    );
  return { mean: mean(groups.map(of)), pooled: of(groups.flat()) };
}

/**
 * Scores the test photos of a set by a run and by the file that was made of it. Photos that cannot be read are passed over.
 *
 * @throws {DataError} no category has normal and defective test photos. @throws {CancelledError} the signal fired.
 */
export async function exportedLoss(
  exported: ExportedDetector,
  detector: Detector,
  dataset: Dataset,
  { progress: report, signal }: { progress: ProgressReporter; signal?: AbortSignal },
): Promise<ExportedLoss> {
  const samples = dataset.samples.filter(({ split, file }) => split === 'test' && file !== undefined);
  const progress = report('comparing', samples.length);
  const scored: Scored[] = [];
  for (const [i, sample] of samples.entries()) {
    if (signal?.aborted) throw new CancelledError(`Stopped after ${i} of ${samples.length} photos.`);
    const own = await inspectSample(detector, dataset, sample);
    if (own && sample.file !== undefined) {
      const { pixels, width, height } = await loadPhoto(sample.file, { range: detector.config.data.range });
      scored.push({ sample, run: own.score, file: (await exported.run(pixels, width, height)).score });
    }
    progress.update(i + 1);
  }
  progress.finish(`compared ${scored.length} photos`);
  return {
    photos: scored.length,
    run: aurocs(scored, 'run', dataset.name),
    file: aurocs(scored, 'file', dataset.name),
    score: scored.reduce((most, { run, file }) => Math.max(most, Math.abs(run - file)), 0),
  };
}

const points = (value: number): string => (100 * value).toFixed(2);
const difference = (run: number, file: number): string => signed(100 * (file - run), 2);

/** In a sentence. @param data What the photos are called. */
export function lossText({ photos, run, file, score }: ExportedLoss, data: string): string {
  const part = (key: keyof ImageAurocs) =>
    `${points(run[key])} by borad score, ${points(file[key])} by this file (${difference(run[key], file[key])})`;
  return `On ${photos} test photos of ${data}, image AUROC in percent: mean of categories ${part('mean')}; by one limit for all ${part('pooled')}. Largest difference of two scores: ${score.toExponential(1)}.`;
}
