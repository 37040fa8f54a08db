/**
 * The cases of each category that a reader should see: the best found defect, the worst, and the likeliest false alarm.
 */
import { areaOf, type ImageSize, itemAt } from '../base';
import type { Sample } from '../datasets';
import { imageSeparation } from '../diagnostics';
import type { CategoryDetections } from './evaluate';

export type CaseKind = 'best' | 'worst' | 'false alarm';

/** A test image with its map. */
export interface Case {
  kind: CaseKind;
  sample: Sample;
  score: number;
  /** [H, W]. */
  map: Float32Array;
  /** [H, W], 0 or 1. */
  mask: Uint8Array;
  size: ImageSize;
}

export interface CaseCollector {
  /** Hand this to `evaluate`. */
  onCategory: (result: CategoryDetections) => void;
  /** By category, each with its three cases. */
  cases(): { category: string; best: Case; worst: Case; falseAlarm: Case }[];
}

/**
 * Collects three cases of every category while a data set is evaluated. `best` and `worst` are the defective images of
 * the greatest and least separation (mean of the map inside the mask minus outside), `false alarm` is the normal image
 * of the highest score; of equals the first. Defective images without a mask have no separation and are left out, as is
 * a category that has no others, or no normal image.
 *
 * @example
 * ```ts
 * const { detector, config } = await borad.loadDetector('runs/parts');
 * const dataset = borad.openDataset('data/parts', config.data);
 * const { onCategory, cases } = borad.collectCases();
 * await borad.evaluate({ detector, dataset, evaluation: config.evaluation, onCategory });
 * const [{ category, falseAlarm }] = cases();
 * console.log(category, falseAlarm.sample.defect); // bottle good
 * detector.dispose();
 * ```
 */
export function collectCases(): CaseCollector {
  const found: ReturnType<CaseCollector['cases']> = [];
  return {
    onCategory({ category, samples, maps, masks, scores, size }) {
      const area = areaOf(size);
      const mapOf = (i: number) => maps.subarray(i * area, (i + 1) * area);
      const maskOf = (i: number) => masks.subarray(i * area, (i + 1) * area);
      const all = samples.map((sample, i) => ({ i, sample, score: itemAt(scores, i, 'scores') }));
      const defective = all
        .filter(({ sample }) => sample.defect !== 'good' && !sample.unmasked)
        .map((image) => ({ ...image, separation: imageSeparation(mapOf(image.i), maskOf(image.i)) }))
        .filter(({ separation }) => !Number.isNaN(separation));
      const normal = all.filter(({ sample }) => sample.defect === 'good');
      if (defective.length === 0 || normal.length === 0) return;
      const greatest = <T>(images: readonly T[], value: (image: T) => number) =>
        images.reduce((best, image) => (value(image) > value(best) ? image : best));
      const made = (kind: CaseKind, { i, sample, score }: (typeof all)[number]): Case => ({
        kind,
        sample,
        score,
        map: mapOf(i).slice(),
        mask: maskOf(i).slice(),
        size,
      });
      found.push({
        category,
        best: made(
          'best',
          greatest(defective, ({ separation }) => separation),
        ),
        worst: made(
          'worst',
          greatest(defective, ({ separation }) => -separation),
        ),
        falseAlarm: made(
          'false alarm',
          greatest(normal, ({ score }) => score),
        ),
      });
    },
    cases: () => found,
  };
}
