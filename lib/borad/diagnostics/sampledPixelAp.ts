import { NumericError, OptionError, type Rng } from '../base';
import { averagePrecision, type StackShape } from '../metrics';
import { checkMaps } from './separation';

export interface SampledPixelApOptions {
  /** Source of the samples; each image draws from its own stream, so it does not depend on its companions. */
  rng: Rng;
  /** Most pixels taken from one image. Default 8192 (Appendix D). */
  perImage?: number;
}

/** `wanted` different indices below n, uniformly at random. */
function sampleIndices(n: number, wanted: number, rng: Rng): Int32Array {
  const indices = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < wanted; i++) {
    const j = i + rng.int(n - i);
    [indices[i], indices[j]] = [indices[j], indices[i]];
  }
  return indices.subarray(0, wanted);
}

/**
 * Pixel AP from a uniform sample, without replacement, of at most `perImage` pixels of each anomalous image (Appendix D).
 * Images whose mask is empty are left out, so the value is not comparable with the pixel AP of a whole category.
 *
 * @param maps score maps by image and row.
 * @param masks of the same shape; above 0 means anomalous.
 * @returns 0 to 1; exact when no image has more than `perImage` pixels.
 * @throws {NumericError} no anomalous pixel is there or in the sample, or a score is not finite.
 * @throws {OptionError} perImage is not a positive integer. @throws {ShapeError} lengths and shape disagree.
 */
export function sampledPixelAp(
  maps: ArrayLike<number>,
  masks: ArrayLike<number>,
  shape: StackShape,
  { rng, perImage = 8192 }: SampledPixelApOptions,
): number {
  if (!Number.isInteger(perImage) || perImage < 1) {
    throw new OptionError(`sampledPixelAp: perImage must be a positive integer, got ${perImage}.`);
  }
  checkMaps(maps, masks, shape, 'sampledPixelAp');
  const area = shape.height * shape.width;
  const labels: number[] = [];
  const scores: number[] = [];
  for (let image = 0; image < shape.count; image++) {
    const start = image * area;
    let anomalous = false;
    for (let i = start; i < start + area && !anomalous; i++) anomalous = masks[i] > 0;
    if (!anomalous) continue;
    for (const i of sampleIndices(area, Math.min(area, perImage), rng.split(image))) {
      labels.push(masks[start + i] > 0 ? 1 : 0);
      scores.push(maps[start + i]);
    }
  }
  if (!labels.includes(1)) {
    throw new NumericError(
      `sampledPixelAp: undefined, none of the ${labels.length} sampled pixels is anomalous. ` +
        'Give anomalous images or raise perImage.',
    );
  }
  return averagePrecision(labels, scores);
}
