/** What a sweep needs to know of a way to reconstruct. */
import type { Rng } from 'borad/base';

/** Rebuilds vectors, [n, channels] to [n, channels]. */
export type Rebuild = (rows: Float32Array) => Promise<Float32Array>;

/** One way to reconstruct at several capacities, from the tightest to the freest. */
export interface ReconstructorFamily {
  name: string;
  /** What is swept, with unit: title of an axis. */
  axis: string;
  /** In the order of the sweep; for noise the values fall. */
  capacities: readonly number[];
  /**
   * Fits all capacities to normal vectors.
   *
   * @param rows [n, channels], of all categories, without labels.
   * @returns One function per capacity.
   */
  fit(rows: Float32Array, channels: number, rng: Rng): Promise<Rebuild[]>;
  /** Frees what was compiled. */
  dispose?(): void;
}
