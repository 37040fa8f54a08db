/** Figure 5's two quantities, defined: variation of features over images, and agreement of the two branches. */
import type { Rng } from 'borad/base';
import { bootstrapInterval, meanAndDeviation, type ValueInterval } from 'borad/statistics';
import type { BranchOutputs, CosineStacks, Stack } from './branchProbe';
import type { BranchCosines, FeatureVariation } from './experimentRun';
import { pooled, unitVectors } from './varianceTrace';

/** Resamples behind an interval. */
const RESAMPLES = 200;

/**
 * Mean over features of their standard deviation over images, with a 95% percentile interval from resampled images.
 *
 * @param vectors [images, ...]: everything after the first axis is a feature.
 */
export function meanFeatureDeviation(vectors: Stack, rng: Rng): ValueInterval {
  const images = vectors.shape[0];
  const features = vectors.data.length / images;
  const { data } = vectors;
  const of = (weights: ArrayLike<number>): number => {
    const sums = new Float64Array(features);
    const squares = new Float64Array(features);
    for (let i = 0; i < images; i++) {
      const weight = weights[i];
      if (weight === 0) continue;
      for (let f = 0; f < features; f++) {
        const value = data[i * features + f];
        sums[f] += weight * value;
        squares[f] += weight * value * value;
      }
    }
    let total = 0;
    for (let f = 0; f < features; f++) {
      const mean = sums[f] / images;
      total += Math.sqrt(Math.max(0, (squares[f] / images - mean * mean) * (images / (images - 1))));
    }
    return total / features;
  };
  const resampled = (): number => {
    const weights = new Int32Array(images);
    for (let i = 0; i < images; i++) weights[rng.int(images)]++;
    // A resample repeats images, which lowers its variance by (n - 1) / n on average.
    return of(weights) * Math.sqrt(images / (images - 1));
  };
  return { value: of(new Int32Array(images).fill(1)), ...bootstrapInterval(resampled, { draws: RESAMPLES }) };
}

/** Standard deviation over the channels of each row, [B, C] to B values. */
function deviationInside({ shape, data }: Stack): number[] {
  const [images, channels] = shape;
  return Array.from(
    { length: images },
    (_, i) =>
      meanAndDeviation(data.subarray(i * channels, (i + 1) * channels)).sd * Math.sqrt((channels - 1) / channels),
  );
}

const summarised = (cosines: CosineStacks): BranchCosines => ({
  fused: meanAndDeviation(cosines.fused.data),
  merged: meanAndDeviation(cosines.merged.data),
  mergedPredicted: meanAndDeviation(cosines.mergedPredicted.data),
  global: meanAndDeviation(cosines.global.data),
  residual: meanAndDeviation(cosines.residual.data),
  globalPredicted: meanAndDeviation(cosines.globalPredicted.data),
});

/**
 * @param clean Both branches on the whole images. @param masked Each branch on its own mask.
 * @param rng Source of the bootstrap.
 */
export function featureVariation(clean: BranchOutputs, masked: BranchOutputs, rng: Rng): FeatureVariation {
  const g = pooled(clean.fused);
  const [images, channels] = g.shape;
  const unit = unitVectors(g);
  const scaled = { shape: unit.shape, data: unit.data.map((value) => value * Math.sqrt(channels)) };
  return {
    images,
    deviation: {
      global: meanFeatureDeviation(g, rng.split('global')),
      globalUnit: meanFeatureDeviation(scaled, rng.split('unit')),
      fused: meanFeatureDeviation(clean.fused, rng.split('fused')),
    },
    deviationInside: meanAndDeviation(deviationInside(g)),
    clean: summarised(clean.cosines),
    masked: summarised(masked.cosines),
  };
}
