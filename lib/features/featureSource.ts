/** What training reads features from: memory, a file, or the teacher itself. */
import type { Sample } from '../datasets';
import { type FeatureSet, gatherFeatures } from './featureSet';

export interface FeatureSource {
  samples: Sample[];
  /** [H, W, C] a scale, finest first. */
  shapes: [number, number, number][];
  /** Where features come from, in words. */
  from: string;
  /**
   * Features of some samples, [B, H, W, C] a scale.
   *
   * @param indices Places in `samples`; one may stand more than once.
   */
  gather(indices: ArrayLike<number>): Promise<Float32Array[]>;
  /** Frees what is held open; idempotent. */
  close(): void;
}

/** Features that lie in memory. */
export function memorySource(set: FeatureSet): FeatureSource {
  return {
    samples: set.samples,
    shapes: set.shapes,
    from: 'memory',
    gather: async (indices) => gatherFeatures(set, indices),
    close() {},
  };
}
