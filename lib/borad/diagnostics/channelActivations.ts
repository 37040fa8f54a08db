/** What the channels of teacher and student do at given places, and what they do there in an intact image (Figure 4b). */
import { NumericError, ShapeError } from '../base';
import { checkStack, type FeatureMap, type MaskStack } from './featureMap';
import { resizeMaskNearest } from './resizeMaskNearest';

/** Teacher and student at one scale on the same images. */
export interface PairedMaps {
  /** [B, H, W, C]. */
  teacher: FeatureMap;
  /** Of the same shape. */
  student: FeatureMap;
}

/**
 * Mean activations at the places of each image's region, [images, C] each. The vector of a place is divided by its length
 * before the mean, as anomaly maps and losses see directions only.
 */
export interface ChannelActivations {
  /** Numbers of the images, of those given, whose region has a place at this scale. */
  images: number[];
  channels: number;
  teacher: Float64Array;
  student: Float64Array;
  /** At the same places of the intact images. */
  teacherIntact: Float64Array;
  studentIntact: Float64Array;
}

const MIN_NORM = 1e-8;

/**
 * A map whose vectors are divided by their lengths, norms clamped at 1e-8: what the activations here are read from.
 *
 * @throws {ShapeError} the data do not fit the shape.
 */
export function unitFeatures(map: FeatureMap): FeatureMap {
  checkStack(map, 4, 'unitFeatures');
  const channels = map.shape[3];
  const data = new Float32Array(map.data.length);
  for (let start = 0; start < data.length; start += channels) {
    let square = 0;
    for (let c = 0; c < channels; c++) square += map.data[start + c] ** 2;
    const norm = Math.max(Math.sqrt(square), MIN_NORM);
    for (let c = 0; c < channels; c++) data[start + c] = map.data[start + c] / norm;
  }
  return { data, shape: map.shape };
}

function checkShapes(shown: PairedMaps, intact: PairedMaps, regions: MaskStack): void {
  const maps = [shown.teacher, shown.student, intact.teacher, intact.student];
  for (const map of maps) checkStack(map, 4, 'channelActivations');
  if (new Set(maps.map(({ shape }) => String(shape))).size > 1 || regions.shape[0] !== shown.teacher.shape[0]) {
    throw new ShapeError(
      `channelActivations: got maps [${maps.map(({ shape }) => shape).join('], [')}] and regions [${regions.shape}]; ` +
        'expected four maps of one shape and one region per image.',
    );
  }
}

/** Mean unit vector over the places of each image. */
function regionMeans(map: FeatureMap, images: readonly number[], places: readonly number[][]): Float64Array {
  const [, height, width, channels] = map.shape;
  const unit = unitFeatures(map).data;
  const rows = new Float64Array(images.length * channels);
  for (const [row, image] of images.entries()) {
    for (const place of places[image]) {
      const from = (image * height * width + place) * channels;
      for (let c = 0; c < channels; c++) rows[row * channels + c] += unit[from + c] / places[image].length;
    }
    if (!rows.subarray(row * channels, (row + 1) * channels).every(Number.isFinite)) {
      throw new NumericError(`channelActivations: a feature of image ${image} is not finite. Check the model.`);
    }
  }
  return rows;
}

/**
 * Channel activations in the regions of images, and those of their intact counterparts in the same regions.
 *
 * @param intact The same images without their defects (`intactTwins`).
 * @param regions [B, h, w] at any size, above 0 inside; brought to the scale by the nearest pixel, as Appendix D does. An image
 * whose region vanishes is left out.
 * @throws {ShapeError} shapes disagree. @throws {NumericError} a feature inside a region is not finite.
 */
export function channelActivations(shown: PairedMaps, intact: PairedMaps, regions: MaskStack): ChannelActivations {
  checkShapes(shown, intact, regions);
  const [batch, height, width, channels] = shown.teacher.shape;
  const area = height * width;
  const inside = resizeMaskNearest(regions, height, width);
  const places = Array.from({ length: batch }, (_, image) =>
    Array.from({ length: area }, (__, place) => place).filter((place) => inside[image * area + place] > 0),
  );
  const images = places.flatMap((own, image) => (own.length > 0 ? [image] : []));
  const means = (map: FeatureMap) => regionMeans(map, images, places);
  return {
    images,
    channels,
    teacher: means(shown.teacher),
    student: means(shown.student),
    teacherIntact: means(intact.teacher),
    studentIntact: means(intact.student),
  };
}
