/** What training reads features from: memory, a file, or the teacher itself. */
import type { Sample } from '../datasets';
import { type FeatureSet, gatherFeatures } from './featureSet';
import { requireSoundFeatures } from './soundFeatures';

export interface FeatureSource {
  samples: Sample[];
  /** [H, W, C] per scale, finest first. */
  shapes: [number, number, number][];
  /** Where features come from, in words. */
  from: string;
  /**
   * Features of some samples, [B, H, W, C] per scale.
   *
   * @param indices Places in `samples`; one may stand more than once.
   */
  gather(indices: ArrayLike<number>): Promise<Float32Array[]>;
  /** Frees what is held open; idempotent. */
  close(): void;
}

/**
 * Features that lie in memory.
 *
 * @throws {NumericError} features of an image are not finite, or too large to be computed with.
 */
export function memorySource(set: FeatureSet): FeatureSource {
  requireSoundFeatures('The set of features', set.scales, set.shapes, set.samples, set.imageSize);
  return {
    samples: set.samples,
    shapes: set.shapes,
    from: 'memory',
    gather: async (indices) => gatherFeatures(set, indices),
    close() {},
  };
}
