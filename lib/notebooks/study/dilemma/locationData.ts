/** The teacher's features as vectors of single locations, ready for reconstructors that see one location at a time. */
import { NumericError, type Rng, ShapeError, sidesOf } from 'borad/base';
import { type FeatureMap, pooledRows, resizeMaskNearest, standardiser } from 'borad/diagnostics';
import type { FeatureSet } from 'borad/features';

/** Images of one scale of the teacher; each channel has mean 0 and deviation 1 over the training images. */
export interface LocationImages {
  /** [images, side, side, channels]. */
  features: Float32Array;
  /** The category of each image. */
  categories: string[];
}

/** What a sweep of capacity is measured on. */
export interface LocationData {
  /** Height and width of the map. */
  side: number;
  channels: number;
  /** Normal images; reconstructors see nothing else, and no category. */
  train: LocationImages;
  /** Mean vectors of the training images, [images, channels]. */
  trainMeans: Float64Array;
  test: LocationImages;
  /** Whether a test image has a defect. */
  defective: boolean[];
  /** [test images, side, side]: 1 where the location's nearest pixel is anomalous. */
  masks: Uint8Array;
  /** Numbers of the anomalous locations, image by image. */
  anomalous: Int32Array;
  /** Features of the same scenes without their defects at the anomalous locations, [anomalous, channels]. */
  intact?: Float32Array;
}

export interface LocationSource {
  train: FeatureSet;
  test: FeatureSet;
  /** The defective test images without their defects, in the order in which `test` holds them. */
  intact?: FeatureSet;
}

const defectiveIndices = (set: FeatureSet): number[] =>
  set.samples.map((_, i) => i).filter((i) => set.samples[i].defect !== 'good');

/**
 * Brings one scale of the teacher into {@link LocationData}. Masks are resized by the nearest pixel (Appendix D).
 *
 * @param scale Which of the teacher's maps, finest first.
 * @throws {ShapeError} there is no such scale, its map is not square, or `intact` doesn't fit the defective images.
 * @throws {NumericError} no location is anomalous.
 */
export function locationData({ train, test, intact }: LocationSource, scale: number): LocationData {
  const [side, width, channels] = train.shapes[scale] ?? [0, 0, 0];
  if (side === 0 || side !== width) {
    throw new ShapeError(`locationData: expected a square map at scale ${scale}, got ${side} x ${width}.`);
  }
  const standardise = standardiser(train.scales[scale], channels);
  const prepared = (values: Float32Array) => Float32Array.from(standardise(values));
  const trainFeatures = prepared(train.scales[scale]);
  const pixels = Buffer.concat(test.masks);
  const masks = resizeMaskNearest({ data: pixels, shape: [test.masks.length, ...sidesOf(test.imageSize)] }, side, side);
  const anomalous = Int32Array.from([...masks.keys()].filter((location) => masks[location] > 0));
  if (anomalous.length === 0) {
    throw new NumericError('locationData: no location is anomalous. Give defective images, or a finer scale.');
  }
  const data: LocationData = {
    side,
    channels,
    train: { features: trainFeatures, categories: train.samples.map(({ category }) => category) },
    trainMeans: pooledRows({ data: trainFeatures, shape: [train.samples.length, side, side, channels] }),
    test: { features: prepared(test.scales[scale]), categories: test.samples.map(({ category }) => category) },
    defective: test.samples.map(({ defect }) => defect !== 'good'),
    masks,
    anomalous,
  };
  if (intact) data.intact = intactRows(data, test, intact, prepared(intact.scales[scale]));
  return data;
}

/** Vectors of the intact scenes at the anomalous locations. */
function intactRows(data: LocationData, test: FeatureSet, intact: FeatureSet, values: Float32Array): Float32Array {
  const { side, channels, anomalous } = data;
  const order = defectiveIndices(test);
  const wrong = order.findIndex((i, k) => test.samples[i].id !== intact.samples[k]?.id);
  if (wrong >= 0 || order.length !== intact.samples.length) {
    throw new ShapeError(
      `locationData: expected ${order.length} intact images in the order of the defective ones, ` +
        `got ${intact.samples.length}${wrong >= 0 ? `, the first that differs is number ${wrong}` : ''}.`,
    );
  }
  const at = new Map(order.map((image, k) => [image, k]));
  const rows = new Float32Array(anomalous.length * channels);
  anomalous.forEach((location, i) => {
    const image = Math.floor(location / (side * side));
    const from = ((at.get(image) as number) * side * side + (location % (side * side))) * channels;
    rows.set(values.subarray(from, from + channels), i * channels);
  });
  return rows;
}

/** Rows of the given numbers, [indices, channels]. */
export function gatherRows<T extends Float32Array | Uint8Array>(
  rows: T,
  channels: number,
  indices: ArrayLike<number>,
): T {
  const gathered = new (rows.constructor as new (length: number) => T)(indices.length * channels);
  for (let i = 0; i < indices.length; i++) {
    gathered.set(rows.subarray(indices[i] * channels, (indices[i] + 1) * channels), i * channels);
  }
  return gathered;
}

/** Vectors of all locations of a random share of each category's training images: what one seed trains on. */
export function drawTraining(data: LocationData, rng: Rng, share = 2 / 3): Float32Array {
  const { categories, features } = data.train;
  const length = data.side * data.side * data.channels;
  const drawn = [...new Set(categories)].flatMap((category) => {
    const own = categories.map((_, i) => i).filter((i) => categories[i] === category);
    const order = rng.split(category).permutation(own.length);
    return [...order.subarray(0, Math.max(1, Math.round(share * own.length)))].map((i) => own[i]);
  });
  return gatherRows(features, length, drawn);
}

/** The data with some categories only. */
export function selectCategories(data: LocationData, keep: (category: string) => boolean): LocationData {
  const { side, channels } = data;
  const indicesOf = ({ categories }: LocationImages) => categories.map((_, i) => i).filter((i) => keep(categories[i]));
  const [train, test] = [indicesOf(data.train), indicesOf(data.test)];
  const area = side * side;
  const images = (all: LocationImages, indices: number[]): LocationImages => ({
    features: gatherRows(all.features, area * channels, indices),
    categories: indices.map((i) => all.categories[i]),
  });
  const masks = gatherRows(data.masks, area, test);
  const kept = new Set(test);
  const rows = [...data.anomalous.keys()].filter((i) => kept.has(Math.floor(data.anomalous[i] / area)));
  return {
    side,
    channels,
    train: images(data.train, train),
    trainMeans: Float64Array.from(
      train.flatMap((i) => [...data.trainMeans.subarray(i * channels, (i + 1) * channels)]),
    ),
    test: images(data.test, test),
    defective: test.map((i) => data.defective[i]),
    masks,
    anomalous: Int32Array.from([...masks.keys()].filter((location) => masks[location] > 0)),
    intact: data.intact && gatherRows(data.intact, channels, rows),
  };
}

/** Features of a list of images as a stack, for the functions of `diagnostics`. */
export function stackOf(data: LocationData, features: Float32Array): FeatureMap {
  const { side, channels } = data;
  return { data: features, shape: [features.length / (side * side * channels), side, side, channels] };
}
