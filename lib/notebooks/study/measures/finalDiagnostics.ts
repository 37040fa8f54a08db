/** Table 6's diagnostics of a trained model, per category and scale (Appendix D). */
import { areaOf, createRng, NumericError, sidesOf } from 'borad/base';
import { copySimMap, type FeatureMap, leakage, separation } from 'borad/diagnostics';
import type { FeatureSet } from 'borad/features';
import { averagePrecision, silhouette } from 'borad/metrics';
import type { Stack } from './branchProbe';
import type { CopySim, Diagnostics, ExperimentRun } from './experimentRun';
import { silhouetteByCategory } from './silhouetteByCategory';
import { upsampledMaps } from './upsampledMaps';
import { pooled } from './varianceTrace';

/** Most pixels of an image in the sampled pixel AP (Appendix D). */
const PIXELS = 8192;

/** Seed of the sampled pixels. */
const PIXEL_SEED = 6;

/** CopySim, or null where no location is anomalous (or none normal) at these scales. */
function copySim(
  teacher: FeatureMap[],
  student: FeatureMap[],
  masks: FeatureMap,
): { own: CopySim | null; pooledGap: number | null } {
  try {
    const { copySimAnom, copySimNorm, leakageGap, pooledLeakageGap } = leakage(teacher, student, masks);
    return { own: { copySimAnom, copySimNorm, leakageGap }, pooledGap: pooledLeakageGap };
  } catch (error) {
    if (!(error instanceof NumericError)) throw error;
    return { own: null, pooledGap: null };
  }
}

/** The pixels that are looked at, of every image: at most PIXELS, drawn without replacement, the same for every run. */
function drawnPixels(test: FeatureSet): Int32Array[] {
  const area = areaOf(test.imageSize);
  const rng = createRng(PIXEL_SEED);
  return test.samples.map(({ id }) => rng.split(id).permutation(area).slice(0, Math.min(PIXELS, area)));
}

/** A set of defective images with everything that is measured on some of them. */
interface Measured {
  test: FeatureSet;
  /** The student's maps, [images, H, W, C] per scale. */
  student: Stack[];
  /** [images, H, W]: mean over scales. */
  maps: Float32Array;
  /** The same, a scale each. */
  scaleMaps: Float32Array[];
  pixels: Int32Array[];
}

/** The rows of some images. */
function rowsOf(data: Float32Array, images: number, indices: readonly number[]): Float32Array {
  const length = data.length / images;
  const picked = new Float32Array(indices.length * length);
  for (const [to, from] of indices.entries())
    picked.set(data.subarray(from * length, (from + 1) * length), to * length);
  return picked;
}

function diagnosticsOf(measured: Measured, keep: (index: number) => boolean, own: number): Diagnostics {
  const { test, student, maps, scaleMaps, pixels } = measured;
  const { imageSize, samples } = test;
  const [height, width] = sidesOf(imageSize);
  const area = height * width;
  const indices = samples.map((_, i) => i).filter(keep);
  const count = indices.length;
  const stacks = (list: { data: Float32Array }[]) =>
    list.map(({ data }, s) => ({ data: rowsOf(data, samples.length, indices), shape: [count, ...test.shapes[s]] }));
  const teacher = stacks(test.scales.map((data) => ({ data })));
  const rebuilt = stacks(student);
  const masks = new Float32Array(count * area);
  for (const [to, from] of indices.entries()) masks.set(test.masks[from], to * area);
  const stack = { data: masks, shape: [count, height, width] };
  const drawn = (map: Float32Array) => indices.flatMap((i) => Array.from(pixels[i], (pixel) => map[i * area + pixel]));
  const labels = indices.flatMap((i) => Array.from(pixels[i], (pixel) => test.masks[i][pixel]));
  const whole = copySim(teacher, rebuilt, stack);
  const shape = { count, height, width };
  return {
    copySim: whole.own,
    pooledLeakageGap: whole.pooledGap,
    scales: teacher.map((map, s) => copySim([map], [rebuilt[s]], stack).own),
    separation: separation(rowsOf(maps, samples.length, indices), masks, shape).separation,
    sampledPixelAp: averagePrecision(labels, drawn(maps)),
    scaleSampledPixelAp: scaleMaps.map((map) => averagePrecision(labels, drawn(map))),
    silhouette: own,
  };
}

/**
 * The diagnostics of defective test images, overall and by category.
 *
 * @param test Features of the defective test images. @param student The student's maps of the same.
 * @param fused m of the normal training images. @param labels Their categories.
 */
export function finalDiagnostics(
  test: FeatureSet,
  student: Stack[],
  fused: Stack,
  labels: readonly string[],
  categories: readonly string[],
): ExperimentRun['diagnostics'] {
  const images = test.samples.length;
  const scaleMaps = test.scales.map((data, s) => {
    const shape = [images, ...test.shapes[s]];
    const distances = copySimMap({ data, shape }, student[s]).map((cosine) => 1 - cosine);
    return upsampledMaps(distances, images, shape[1], shape[2], test.imageSize);
  });
  const maps = scaleMaps[0].map((_, i) => scaleMaps.reduce((sum, map) => sum + map[i], 0) / scaleMaps.length);
  const measured = { test, student, maps, scaleMaps, pixels: drawnPixels(test) };
  const g = pooled(fused);
  const silhouettes = silhouetteByCategory(g, labels, categories);
  return {
    all: diagnosticsOf(measured, () => true, silhouette(g.data, g.shape[0], g.shape[1], [...labels])),
    categories: categories.map((name, k) => ({
      name,
      ...diagnosticsOf(measured, (i) => test.samples[i].category === name, silhouettes[k]),
    })),
  };
}
