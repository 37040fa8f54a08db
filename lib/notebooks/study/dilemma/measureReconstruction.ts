/** What a reconstruction does to normal and to anomalous locations. */
import { NumericError } from 'borad/base';
import { centroidConfusion, copySimMap, pooledRows } from 'borad/diagnostics';
import { auroc } from 'borad/metrics';
import { mean } from 'borad/statistics';
import { gatherRows, type LocationData, stackOf } from './locationData';
import type { Rebuild } from './reconstructor';

/** One reconstructor on the test images. */
export interface DilemmaMeasures {
  /** CopySim of the anomalous locations of defective images (eq. 42): mean over images, -1 to 1. */
  copySim: number;
  /** CopySim of the normal locations of defective images (eq. 43). */
  copySimNormal: number;
  /**
   * The copied share: slope of the reconstruction's change over the teacher's when the defect is put into the scene, over
   * all anomalous locations. 0: nothing of the defect passes; 1: all of it. NaN where the intact scenes aren't known.
   */
  copiedShare: number;
  /**
   * Category confusion: share of the normal test images whose reconstruction, averaged over locations, lies nearer to the mean
   * of another category's training images than to its own's. 0 to 1.
   */
  confusion: number;
  /** Area under the ROC of the image scores (largest 1 - cosine of an image), mean over categories. */
  imageAuroc: number;
  /** The same of single locations, at the size of the feature map. */
  pixelAuroc: number;
}

/** Measures and what they were computed from. */
export interface ReconstructionResult {
  measures: DilemmaMeasures;
  /** 1 - cosine at each location of each test image, [images, side, side]. */
  maps: Float32Array;
  /** Mean vectors of the reconstructed test images, [images, channels]. */
  means: Float64Array;
}

/** Differences below this are rounding of float32: no evidence of anything. */
const RESOLUTION = 1e-6;

/** Means by image of the locations that pass; images without one are left out. */
function imageMeans(data: LocationData, cosines: ArrayLike<number>, mask: 0 | 1): number {
  const area = data.side ** 2;
  const means: number[] = [];
  data.defective.forEach((defective, image) => {
    if (!defective) return;
    const own: number[] = [];
    for (let i = image * area; i < (image + 1) * area; i++) if (data.masks[i] === mask) own.push(cosines[i]);
    if (own.length > 0) means.push(mean(own));
  });
  return mean(means);
}

/** Sum of <rebuilt - rebuilt intact, teacher - intact> over that of |teacher - intact|^2. */
async function copiedShareOf(data: LocationData, rebuilt: Float32Array, rebuild: Rebuild): Promise<number> {
  const { intact, anomalous, channels, test } = data;
  if (!intact) return Number.NaN;
  const intactRebuilt = await rebuild(intact);
  const [teacher, student] = [test.features, rebuilt].map((rows) => gatherRows(rows, channels, anomalous));
  let [repeated, changed] = [0, 0];
  for (let i = 0; i < intact.length; i++) {
    const t = teacher[i] - intact[i];
    repeated += t * (student[i] - intactRebuilt[i]);
    changed += t * t;
  }
  if (changed === 0) throw new NumericError('measureReconstruction: intact and defective scenes do not differ.');
  return repeated / changed;
}

/** AUROC of images and of locations, each category by itself. */
function aurocs(data: LocationData, maps: Float32Array): Pick<DilemmaMeasures, 'imageAuroc' | 'pixelAuroc'> {
  const area = data.side ** 2;
  const categories = [...new Set(data.test.categories)];
  const results = categories.map((category) => {
    const own = data.test.categories.map((_, i) => i).filter((i) => data.test.categories[i] === category);
    const scores = own.map((i) => maps.subarray(i * area, (i + 1) * area).reduce((a, b) => Math.max(a, b)));
    const labels = own.map((i) => data.defective[i]);
    return [auroc(labels, scores), auroc(gatherRows(data.masks, area, own), gatherRows(maps, area, own))];
  });
  return { imageAuroc: mean(results.map(([image]) => image)), pixelAuroc: mean(results.map(([, pixel]) => pixel)) };
}

/**
 * Rebuilds the test images and measures copying, confusion and detection. Discrepancies are rounded to 1e-6, so that an exact
 * identity scores all alike (AUROC 0.5) instead of ranking rounding errors.
 *
 * @throws {NumericError} a reconstruction is not finite, or a category has test images of one kind only.
 */
export async function measureReconstruction(data: LocationData, rebuild: Rebuild): Promise<ReconstructionResult> {
  const { test, train, trainMeans, channels, defective } = data;
  const rebuilt = await rebuild(test.features);
  const cosines = copySimMap(stackOf(data, test.features), stackOf(data, rebuilt));
  const maps = Float32Array.from(cosines, (cosine) => Math.round((1 - cosine) / RESOLUTION) * RESOLUTION);
  const means = pooledRows(stackOf(data, rebuilt));
  const normal = defective.map((_, i) => i).filter((i) => !defective[i]);
  const confusion = centroidConfusion(
    { rows: trainMeans, features: channels, labels: train.categories },
    {
      rows: Float64Array.from(normal.flatMap((i) => [...means.subarray(i * channels, (i + 1) * channels)])),
      features: channels,
      labels: normal.map((i) => test.categories[i]),
    },
  ).error;
  const measures = {
    copySim: imageMeans(data, cosines, 1),
    copySimNormal: imageMeans(data, cosines, 0),
    copiedShare: await copiedShareOf(data, rebuilt, rebuild),
    confusion,
    ...aurocs(data, maps),
  };
  return { measures, maps, means };
}
