/** A frozen network on two images, to see that its maps say something. */
import * as tf from '@tensorflow/tfjs-core';
import { createRng, type StoredTensor } from '../base';
import { unsoundMaps } from './checkMaps';
import type { Teacher } from './teacher';

/** What a network gave in one of its maps. */
export interface MapTrial {
  /** `photo`: drawn with areas, edges and some noise; `noise`: uniform noise. */
  image: 'photo' | 'noise';
  /** 0 the finest. */
  scale: number;
  /** [H, W, C]. */
  shape: number[];
  mean: number;
  deviation: number;
  /** Part of the values that are 0, from 0 to 1. */
  zeros: number;
  /** Why nothing can be learnt from the map; empty if something can. */
  fault: string;
}

const IMAGES = ['photo', 'noise'] as const;

/** [2, size, size, 3]: a disc before a slope of brightness with stripes, and uniform noise; 0 to 255. */
function trialPixels(size: number): Float32Array {
  const rng = createRng(1);
  const pixels = new Float32Array(2 * size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [(i % size) / size, Math.floor(i / size) / size];
    const inDisc = Math.hypot(x - 0.5, y - 0.45) < 0.3;
    const stripe = Math.floor(12 * (x + y)) % 2 === 0 ? 20 : 0;
    for (let c = 0; c < 3; c++) {
      const area = inDisc ? 200 - 45 * c : 60 + 80 * y + 15 * c + stripe;
      pixels[3 * i + c] = Math.round(area + rng.range(-6, 6));
    }
  }
  for (let i = size * size * 3; i < pixels.length; i++) pixels[i] = rng.int(256);
  return pixels;
}

async function mapsOf(teacher: Teacher, pixels: Float32Array, shape: [number, number, number, number]) {
  if (teacher.run) return teacher.run(pixels, shape);
  const maps = tf.tidy(() => teacher.features(tf.tensor4d(pixels, shape)));
  const found = await Promise.all(
    maps.map(async (map): Promise<StoredTensor> => ({ shape: map.shape, data: (await map.data()) as Float32Array })),
  );
  tf.dispose(maps);
  return found;
}

/** Whether each channel has one value at all locations. */
function isFlat(values: Float32Array, channels: number): boolean {
  for (let i = channels; i < values.length; i++) if (values[i] !== values[i % channels]) return false;
  return true;
}

function faultOf(values: Float32Array, other: Float32Array, channels: number): string {
  const endless = values.find((value) => !Number.isFinite(value));
  if (endless !== undefined) return `it holds ${endless}`;
  const [large] = unsoundMaps([values], [values.length], 1);
  if (large) return `it holds ${large.value.toPrecision(3)}, too large to be squared`;
  if (values.every((value) => value === values[0])) return `all of its values are ${values[0]}`;
  // A map of one location is the same everywhere by nature.
  if (values.length > channels && isFlat(values, channels)) return 'it is the same at every location';
  if (values.every((value, i) => value === other[i])) return 'it does not depend on the image';
  return '';
}

function trialOf(values: Float32Array, other: Float32Array, shape: number[]): Omit<MapTrial, 'image' | 'scale'> {
  let [sum, squares, zeros] = [0, 0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
    if (value === 0) zeros++;
  }
  const mean = sum / values.length;
  return {
    shape,
    mean,
    deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)),
    zeros: zeros / values.length,
    fault: faultOf(values, other, shape[2]),
  };
}

/**
 * Runs a teacher on a drawn photo and on noise. A backend must be ready unless the teacher has a `run`.
 *
 * @param size Side of the images, pixels.
 * @returns For both images every map, the photo's first.
 * @throws {ShapeError} the teacher does not take images of that size. @throws {DataError} it cannot be run.
 */
export async function tryTeacher(teacher: Teacher, size: number): Promise<MapTrial[]> {
  const maps = await mapsOf(teacher, trialPixels(size), [2, size, size, 3]);
  return IMAGES.flatMap((image, i) =>
    maps.map(({ shape, data }, scale) => {
      const half = data.length / 2;
      const [own, other] = [i, 1 - i].map((at) => data.subarray(at * half, (at + 1) * half) as Float32Array);
      return { image, scale, ...trialOf(own, other, shape.slice(1)) };
    }),
  );
}
