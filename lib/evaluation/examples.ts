/** Example images chosen by rule, so that a figure shows failures as it shows successes. */
import type { Dataset, Sample } from '../datasets';
import type { CategoryDetections } from './evaluate';

/** One defective test image and what the detector made of it. */
export interface Example {
  sample: Sample;
  score: number;
  /** Mean of the map inside the mask minus the mean outside (Appendix D's Separation for one image). */
  separation: number;
  /** [H, W]. */
  map: Float32Array;
  /** [H, W], 0 or 1. */
  mask: Uint8Array;
  size: number;
}

/** An example with its picture, in the form that a map panel takes. */
export interface ExampleRow {
  title: string;
  image: { width: number; height: number; data: Uint8Array };
  map: Float32Array;
  mask: Uint8Array;
}

export interface ExampleCollector {
  /** Hand this to `evaluate`. */
  onCategory: (result: CategoryDetections) => void;
  /** `count` defective images at evenly spaced ranks of separation, best first, worst last. */
  pick(count: number): Example[];
}

/** Mean of a map inside a mask minus the mean outside (Appendix D, Separation of one image). */
export function separationOf(map: Float32Array, mask: Uint8Array): number {
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < map.length; i++) {
    sums[mask[i]] += map[i];
    counts[mask[i]]++;
  }
  return sums[1] / counts[1] - sums[0] / counts[0];
}

/**
 * Collects the defective images of every category while a data set is evaluated; without a mask there is no separation.
 */
export function collectExamples(): ExampleCollector {
  const examples: Example[] = [];
  return {
    onCategory({ samples, maps, masks, scores, size }) {
      const area = size * size;
      samples.forEach((sample, i) => {
        if (sample.defect === 'good' || sample.unmasked) return;
        const map = maps.slice(i * area, (i + 1) * area);
        const mask = masks.slice(i * area, (i + 1) * area);
        examples.push({ sample, score: scores[i], separation: separationOf(map, mask), map, mask, size });
      });
    },
    pick(count) {
      const ranked = [...examples].sort((a, b) => b.separation - a.separation || (a.sample.id < b.sample.id ? -1 : 1));
      const wanted = Math.min(count, ranked.length);
      return Array.from(
        { length: wanted },
        (_, i) => ranked[Math.round((i * (ranked.length - 1)) / Math.max(1, wanted - 1))],
      );
    },
  };
}

/** Reads the pictures of some examples. */
export async function exampleRows(dataset: Dataset, examples: Example[]): Promise<ExampleRow[]> {
  return Promise.all(
    examples.map(async ({ sample, score, separation, map, mask, size }) => ({
      title: `${sample.category}, ${sample.defect}: score ${score.toFixed(3)}, separation ${separation.toFixed(3)}`,
      image: { width: size, height: size, data: (await dataset.read(sample)).pixels },
      map,
      mask,
    })),
  );
}
