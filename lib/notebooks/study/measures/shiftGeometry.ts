/** What the shift r_k = g - anchor_k does to g: lengths and angles (Section 3.4; method.md, section 7). */
import type { StoredTensor } from 'borad/base';
import { meanAndDeviation } from 'borad/statistics';
import type { Stack } from './branchProbe';
import type { ShiftGeometry } from './experimentRun';
import { anchorRows } from './prototypeState';

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const lengthOf = (a: ArrayLike<number>) => Math.sqrt(dot(a, a));

/** Angle of two vectors, degrees. */
function angleOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const cosine = dot(a, b) / Math.max(lengthOf(a) * lengthOf(b), 1e-16);
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}

/**
 * @param g Pooled vectors [B, C].
 * @param bank [locations, N, C].
 */
export function shiftGeometry(g: Stack, bank: StoredTensor): ShiftGeometry {
  const [images, channels] = g.shape;
  const count = bank.shape[1];
  const { rows } = anchorRows(bank);
  const anchors = Array.from({ length: count }, (_, k) => rows.subarray(k * channels, (k + 1) * channels));
  const lengths: number[] = [];
  const residualLengths: number[] = [];
  const angles: number[] = [];
  const anchorAngles: number[] = [];
  const spreads: number[] = [];
  for (let image = 0; image < images; image++) {
    const vector = Float64Array.from(g.data.subarray(image * channels, (image + 1) * channels));
    lengths.push(lengthOf(vector));
    const residuals = anchors.map((anchor) => vector.map((value, c) => value - anchor[c]));
    for (const [k, residual] of residuals.entries()) {
      residualLengths.push(lengthOf(residual));
      angles.push(angleOf(vector, residual));
      anchorAngles.push(angleOf(vector, anchors[k]));
    }
    let spread = 0;
    for (let j = 0; j < count; j++) {
      for (let k = j + 1; k < count; k++) spread = Math.max(spread, angleOf(residuals[j], residuals[k]));
    }
    spreads.push(spread);
  }
  return {
    length: meanAndDeviation(lengths),
    residualLength: meanAndDeviation(residualLengths),
    angle: meanAndDeviation(angles),
    anchorAngle: meanAndDeviation(anchorAngles),
    residualSpread: meanAndDeviation(spreads),
  };
}
