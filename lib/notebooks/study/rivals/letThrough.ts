/** What a method lets through: the axes of the representation dilemma (notebook 01), measured on any method that rebuilds features. */
import { createRng, sidesOf } from 'borad/base';
import {
  centroidConfusion,
  channelActivations,
  type FeatureMap,
  imageCopying,
  leakage,
  pooledRows,
  ratioOfSums,
  unitFeatures,
} from 'borad/diagnostics';
import type { FeatureSet } from 'borad/features';
import { mean, type ValueInterval } from 'borad/statistics';
import type { TrainedState } from '../experiments';
import { type RebuiltSet, rebuiltSets, seenMaps } from './rebuiltSets';

/** Images that methods are compared on, and the same scenes without their defects. */
export interface TwinSets {
  /** Normal training images. */
  train: FeatureSet;
  /** Normal test images. */
  normal: FeatureSet;
  /** Defective test images. */
  defective: FeatureSet;
  /** The defective images without their defects, in their order. */
  intact: FeatureSet;
}

/** Where a method stands between copying and confusing. */
export interface LetThrough {
  /**
   * Slope of the reconstruction's change over the teacher's when the defect is put into the scene, mean over scales, with the
   * 95% interval over images of the scales' mean ends. 0: nothing of the defect passes; 1: all of it.
   */
  copiedShare: ValueInterval;
  /** CopySim at anomalous places (eq. 42), -1 to 1. */
  copySim: number;
  /** CopySim at the normal places of the same images (eq. 43): fidelity. */
  copySimNormal: number;
  /** Share of the normal test images whose rebuilt mean vector lies nearer to another category's training mean, 0 to 1. */
  confusion: number;
}

/** Bootstrap of the copied share. */
const SEED = 7;

function copiedShareOf(defective: RebuiltSet, intact: RebuiltSet, { masks, imageSize }: FeatureSet): ValueInterval {
  const regions = { data: Buffer.concat(masks), shape: [masks.length, ...sidesOf(imageSize)] };
  const shares = defective.seen.map((_, scale) => {
    const at = (set: RebuiltSet) => ({ teacher: set.seen[scale], student: set.rebuilt[scale] });
    const { repeated, teacherDeviation } = imageCopying(channelActivations(at(defective), at(intact), regions));
    return ratioOfSums(repeated, teacherDeviation, createRng(SEED).split(`scale ${scale}`));
  });
  const over = (value: (share: ValueInterval) => number) => mean(shares.map(value));
  return { value: over((s) => s.value), low: over((s) => s.low), high: over((s) => s.high) };
}

/** Means of unit vectors with their categories, for a nearest-mean classification. */
const labelled = (map: FeatureMap, { samples }: FeatureSet) => ({
  rows: pooledRows(unitFeatures(map)),
  features: map.shape[3],
  labels: samples.map(({ category }) => category),
});

/**
 * Measures what a trained method lets through.
 *
 * @returns undefined where the method rebuilds nothing.
 * @throws {NumericError} no location is anomalous, or a reconstruction is not finite.
 */
export async function letThrough(model: TrainedState, sets: TwinSets): Promise<LetThrough | undefined> {
  const { train, normal, defective, intact } = sets;
  const rebuilt = await rebuiltSets(model, [normal, defective, intact]);
  const trainSeen = await seenMaps(model, train);
  if (!rebuilt || !trainSeen) return undefined;
  const [ofNormal, ofDefective, ofIntact] = rebuilt;
  const masks = {
    data: Buffer.concat(defective.masks),
    shape: [defective.masks.length, ...sidesOf(defective.imageSize)],
  };
  const { copySimAnom, copySimNorm } = leakage(ofDefective.seen, ofDefective.rebuilt, masks);
  const errors = trainSeen.map(
    (map, scale) => centroidConfusion(labelled(map, train), labelled(ofNormal.rebuilt[scale], normal)).error,
  );
  return {
    copiedShare: copiedShareOf(ofDefective, ofIntact, defective),
    copySim: copySimAnom,
    copySimNormal: copySimNorm,
    confusion: mean(errors),
  };
}
