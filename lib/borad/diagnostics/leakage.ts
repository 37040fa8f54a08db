import { NumericError, ShapeError } from '../base';
import { mean } from '../statistics';
import { copySimMap, type FeatureMap, type MaskStack } from './featureMap';
import { resizeMaskNearest } from './resizeMaskNearest';
import { splitMean } from './splitMean';

/** How faithfully a student copies its teacher at anomalous and at normal places; cosines, -1 to 1. */
export interface Leakage {
  /** Mean over the (image, scale) pairs that have an anomalous location (eq. 42): lower is better. */
  copySimAnom: number;
  /** Mean over the (image, scale) pairs that have a normal location (eq. 43). */
  copySimNorm: number;
  /** copySimAnom - copySimNorm (eq. 44): more negative is better. */
  leakageGap: number;
  /** The same over all locations of all images of a scale, then mean over scales: large anomalies weigh more. */
  pooledCopySimAnom: number;
  pooledCopySimNorm: number;
  /** Can differ from leakageGap in sign. */
  pooledLeakageGap: number;
}

/**
 * CopySim and LeakageGap (Appendix D, eqs. 41-44) on anomalous test images.
 *
 * Masks are resized by nearest neighbour to each scale. An anomaly that vanishes there leaves its (image, scale) pair out
 * of the anomalous mean.
 *
 * @param teacher one map per scale, [B,H,W,C]; B, H, W, C may differ by scale except B.
 * @param student maps of the same shapes.
 * @param masks [B,H,W] at any size; give anomalous images only.
 * @throws {ShapeError} numbers of scales, batches or shapes differ.
 * @throws {NumericError} no location is anomalous, or none normal, at any scale; or a feature is not finite.
 */
export function leakage(teacher: readonly FeatureMap[], student: readonly FeatureMap[], masks: MaskStack): Leakage {
  if (teacher.length !== student.length || teacher.length === 0) {
    throw new ShapeError(
      `leakage: expected as many student as teacher scales, got ${teacher.length} teacher and ${student.length} student maps.`,
    );
  }
  const anomalous: number[] = [];
  const normal: number[] = [];
  const pooledAnomalous: number[] = [];
  const pooledNormal: number[] = [];
  teacher.forEach((map, scale) => {
    const cosines = copySimMap(map, student[scale]);
    const [batch, height, width] = map.shape;
    if (batch !== masks.shape[0]) {
      throw new ShapeError(`leakage: scale ${scale} has ${batch} images, the masks are [${masks.shape}].`);
    }
    const mask = resizeMaskNearest(masks, height, width);
    for (let image = 0; image < batch; image++) {
      const part = splitMean(cosines, mask, image * height * width, (image + 1) * height * width);
      if (part.anomalousCount) anomalous.push(part.anomalousSum / part.anomalousCount);
      if (part.normalCount) normal.push(part.normalSum / part.normalCount);
    }
    const all = splitMean(cosines, mask);
    if (all.anomalousCount) pooledAnomalous.push(all.anomalousSum / all.anomalousCount);
    if (all.normalCount) pooledNormal.push(all.normalSum / all.normalCount);
  });
  if (anomalous.length === 0 || normal.length === 0) {
    const kind = anomalous.length === 0 ? 'anomalous' : 'normal';
    throw new NumericError(`leakage: undefined, no location is ${kind} at any scale. Give images with both kinds.`);
  }
  const copySimAnom = mean(anomalous);
  const copySimNorm = mean(normal);
  const pooledCopySimAnom = mean(pooledAnomalous);
  const pooledCopySimNorm = mean(pooledNormal);
  return {
    copySimAnom,
    copySimNorm,
    leakageGap: copySimAnom - copySimNorm,
    pooledCopySimAnom,
    pooledCopySimNorm,
    pooledLeakageGap: pooledCopySimAnom - pooledCopySimNorm,
  };
}
