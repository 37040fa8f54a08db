/** Variance within and between prototypes while training (Section 3.2, eq. 4; what Sections 3.3 and 3.4 are to change). */
import type { StoredTensor } from 'borad/base';
import { silhouette } from 'borad/metrics';
import type { Stack } from './branchProbe';
import type { VarianceParts, VarianceTrace } from './experimentRun';
import { groupVariance, nearestRow } from './groupVariance';
import { anchorRows } from './prototypeState';
import { spanShare } from './spanShare';

/** Each vector of the last axis divided by its length. */
export function unitVectors({ shape, data }: Stack): Stack {
  const channels = shape[shape.length - 1];
  const unit = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += channels) {
    let square = 0;
    for (let c = 0; c < channels; c++) square += data[start + c] ** 2;
    const length = Math.max(Math.sqrt(square), 1e-8);
    for (let c = 0; c < channels; c++) unit[start + c] = data[start + c] / length;
  }
  return { shape, data: unit };
}

/** Mean over the locations of a map, [B, H, W, C] to [B, C]. */
export function pooled({ shape, data }: Stack): Stack {
  const [images, height, width, channels] = shape;
  const area = height * width;
  const mean = new Float32Array(images * channels);
  for (let i = 0; i < data.length; i++) {
    const image = Math.floor(i / (area * channels));
    mean[image * channels + (i % channels)] += data[i] / area;
  }
  return { shape: [images, channels], data: mean };
}

/**
 * @param groupOf The group of the vector of an image at a location.
 * @param categoryOf The category of each image, 0 to categories - 1.
 */
function partsByLocation(
  map: Stack,
  groupOf: (image: number, location: number) => number,
  groups: number,
  categoryOf: number[],
): VarianceParts {
  const images = map.shape[0];
  const channels = map.shape[map.shape.length - 1];
  const area = map.data.length / (images * channels);
  const categories = Math.max(...categoryOf) + 1;
  const sum: VarianceParts = { total: 0, within: 0, between: 0, betweenCategories: 0 };
  for (let location = 0; location < area; location++) {
    const vectorAt = (i: number) => (i * area + location) * channels;
    const labels = categoryOf.map((_, image) => groupOf(image, location));
    const parts = groupVariance(map.data, channels, vectorAt, labels, groups);
    sum.total += parts.total / area;
    sum.within += parts.within / area;
    sum.between += parts.between / area;
    sum.betweenCategories += groupVariance(map.data, channels, vectorAt, categoryOf, categories).between / area;
  }
  return sum;
}

/**
 * The variance parts of all representations.
 *
 * @param projected Maps [B, H, W, C], finest first, each a whole multiple of the fused map's size.
 * @param fused m, [B, H, W, C].
 * @param bank [H W, N, C].
 * @param labels The category of each image.
 */
export function varianceTrace(
  projected: Stack[],
  fused: Stack,
  bank: StoredTensor,
  labels: readonly string[],
): VarianceTrace {
  const [images, height, width, channels] = fused.shape;
  const area = height * width;
  const count = bank.shape[1];
  const names = [...new Set(labels)];
  const categoryOf = labels.map((label) => names.indexOf(label));
  const nearest = Int32Array.from({ length: images * area }, (_, i) =>
    nearestRow(fused.data, i * channels, bank.data, (i % area) * count * channels, count, channels),
  );
  const ofFused = (image: number, location: number) => nearest[image * area + location];
  const scales = projected.map((map) => {
    const [, scaleHeight, scaleWidth] = map.shape;
    const covering = (location: number) => {
      const row = Math.floor((Math.floor(location / scaleWidth) * height) / scaleHeight);
      return row * width + Math.floor(((location % scaleWidth) * width) / scaleWidth);
    };
    return partsByLocation(map, (image, location) => ofFused(image, covering(location)), count, categoryOf);
  });
  const g = pooled(fused);
  const { rows } = anchorRows(bank);
  const anchorOf = categoryOf.map((_, image) => nearestRow(g.data, image * channels, rows, 0, count, channels));
  const ofGlobal = (image: number) => anchorOf[image];
  return {
    scales,
    fused: partsByLocation(fused, ofFused, count, categoryOf),
    fusedUnit: partsByLocation(unitVectors(fused), ofFused, count, categoryOf),
    global: partsByLocation(g, ofGlobal, count, categoryOf),
    globalUnit: partsByLocation(unitVectors(g), ofGlobal, count, categoryOf),
    usage: Array.from({ length: count }, (_, k) => nearest.filter((label) => label === k).length / nearest.length),
    silhouette: silhouette(g.data, images, channels, [...labels]),
    span: spanShare(fused, bank),
  };
}
