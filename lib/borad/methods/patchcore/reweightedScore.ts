/** PatchCore's own image score (arXiv 2106.08265, equation 7); the common protocol takes the maximum of the blurred map instead. */
import type { Points } from './coreset';
import { nearestNeighbours } from './neighbours';

/** Neighbours b of the nearest entry that the score looks at, itself among them (the paper leaves b open; anomalib: 9). */
export const REWEIGHTING_NEIGHBOURS = 9;

const rowOf = ({ data, width }: Points, i: number) => data.subarray(i * width, (i + 1) * width);

/**
 * The distance s* of one patch to the bank, lowered where the entry that is nearest to it lies among others that are as near:
 * s = (1 - exp d(m_test, m*) / sum over the neighbours m of m* of exp d(m_test, m)) s*.
 *
 * @param patch As many numbers as an entry has.
 * @returns From 0 to s*.
 */
export function reweightedDistance(patch: Float32Array, bank: Points, neighbours = REWEIGHTING_NEIGHBOURS): number {
  const [{ index, distance: greatest }] = nearestNeighbours(patch, bank, 1);
  const around = nearestNeighbours(rowOf(bank, index), bank, neighbours).map((near) => rowOf(bank, near.index));
  const near = Float32Array.from(around.flatMap((entry) => Array.from(entry)));
  // Relative to s*, so that no exponential overflows.
  const sum = nearestNeighbours(patch, { data: near, width: bank.width }, neighbours).reduce(
    (total, { distance }) => total + Math.exp(distance - greatest),
    0,
  );
  return (1 - 1 / sum) * greatest;
}

/**
 * The reweighted distance of the patch that is farthest from the bank.
 *
 * @param patches Those of one image.
 * @returns From 0 to its distance.
 */
export function reweightedScore(patches: Points, bank: Points, neighbours = REWEIGHTING_NEIGHBOURS): number {
  let [farthest, greatest] = [0, -1];
  for (let i = 0; i < patches.data.length / patches.width; i++) {
    const [{ distance }] = nearestNeighbours(rowOf(patches, i), bank, 1);
    if (distance > greatest) [farthest, greatest] = [i, distance];
  }
  return reweightedDistance(rowOf(patches, farthest), bank, neighbours);
}
