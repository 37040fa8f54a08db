/** Example images chosen by rule, so that a figure shows failures as it shows successes. */
import { areaOf, type ImageSize, itemAt } from '../base';
import type { Dataset, Sample } from '../datasets';
import { imageSeparation } from '../diagnostics';
import type { CategoryDetections } from './evaluate';

/** One test image and what the detector made of it. */
export interface Example {
  sample: Sample;
  score: number;
  /** Mean of the map inside the mask minus the mean outside (Appendix D's Separation for one image); NaN without a mask. */
  separation: number;
  /** [H, W]. */
  map: Float32Array;
  /** [H, W], 0 or 1; left out where nobody drew one. */
  mask?: Uint8Array;
  size: ImageSize;
}

/** An example with its picture, in the form that a map panel takes. */
export interface ExampleRow {
  title: string;
  image: { width: number; height: number; data: Uint8Array };
  map: Float32Array;
  mask?: Uint8Array;
}

export interface ExampleCollector {
  /** Hand this to `evaluate`. */
  onCategory: (result: CategoryDetections) => void;
  /**
   * Up to `count` images at evenly spaced ranks, first the best, last the worst: defective images by separation; where none
   * of them has a mask, by image score; where no image is defective, the normal ones by image score.
   */
  pick(count: number): Example[];
  /** What `pick` ranks by: separation, or the image score where no example has a separation. */
  rankedBy(): 'separation' | 'score';
}

/** How telling an image is: 0 a normal one, 1 a defective one without a mask, 2 one with a mask. */
function tierOf({ defect, unmasked }: Sample, separation: number): number {
  if (defect === 'good') return 0;
  return unmasked || Number.isNaN(separation) ? 1 : 2;
}

/**
 * Collects the most telling test images of every category while a data set is evaluated; see `pick`.
 *
 * @example
 * ```ts
 * const { detector, config } = await borad.loadDetector('runs/parts');
 * const dataset = borad.openDataset('data/parts', config.data);
 * const { onCategory, pick } = borad.collectExamples();
 * await borad.evaluate({ detector, dataset, evaluation: config.evaluation, onCategory });
 * const [best, worst] = pick(2);
 * console.log(best.separation >= worst.separation); // true
 * detector.dispose();
 * ```
 */
export function collectExamples(): ExampleCollector {
  let examples: Example[] = [];
  let tier = 0;
  const rankedBy = () => (tier === 2 ? 'separation' : 'score');
  return {
    rankedBy,
    onCategory({ samples, maps, masks, scores, size }) {
      const area = areaOf(size);
      samples.forEach((sample, i) => {
        const [map, mask] = [maps, masks].map((all) => all.subarray(i * area, (i + 1) * area)) as [
          Float32Array,
          Uint8Array,
        ];
        const separation = sample.unmasked ? NaN : imageSeparation(map, mask);
        const own = tierOf(sample, separation);
        if (own < tier) return;
        if (own > tier) examples = [];
        tier = own;
        const known = own === 2 ? { mask: mask.slice() } : {};
        examples.push({ sample, score: itemAt(scores, i, 'scores'), separation, map: map.slice(), ...known, size });
      });
    },
    pick(count) {
      const by = rankedBy();
      const ranked = [...examples].sort((a, b) => b[by] - a[by] || (a.sample.id < b.sample.id ? -1 : 1));
      const wanted = Math.min(count, ranked.length);
      const placeOf = (i: number) => Math.round((i * (ranked.length - 1)) / Math.max(1, wanted - 1));
      return Array.from({ length: wanted }, (_, i) => itemAt(ranked, placeOf(i), 'examples'));
    },
  };
}

/** What is known of an example, as over its picture: `score 0.512, separation 0.204`. */
export function exampleText({ score, separation }: Pick<Example, 'score' | 'separation'>): string {
  const known = Number.isNaN(separation) ? '' : `, separation ${separation.toFixed(3)}`;
  return `score ${score.toFixed(3)}${known}`;
}

/**
 * Reads the pictures of some examples.
 *
 * @example
 * ```ts
 * const dataset = borad.folderDataset('data/parts', { imageSize: 128 });
 * const sample = dataset.samples[0];
 * const map = new Float32Array(128 * 128);
 * const [row] = await borad.exampleRows(dataset, [{ sample, score: 0.25, separation: NaN, map, size: 128 }]);
 * console.log(row.title); // bottle, good: score 0.250
 * ```
 */
export async function exampleRows(dataset: Dataset, examples: Example[]): Promise<ExampleRow[]> {
  return Promise.all(
    examples.map(async (example) => {
      const { sample, map, mask } = example;
      const { width, height, pixels } = await dataset.read(sample);
      return {
        title: `${sample.category}, ${sample.defect}: ${exampleText(example)}`,
        image: { width, height, data: pixels },
        map,
        ...(mask ? { mask } : {}),
      };
    }),
  );
}
