/** Pixel metrics of all categories together: one limit for all products. */
import { type ImageSize, requireMemory, sidesOf } from '../base';
import { type PixelMetrics, type PixelOptions, pixelMetrics } from '../metrics';
import type { DetectedSamples } from './detectSamples';

/** Bytes per pixel: its map's value and its mask. */
const BYTES = 5;

export interface PixelPool {
  /** Takes the maps and masks of one category. */
  add(detected: DetectedSamples): void;
  /**
   * The metrics of everything taken, exact: those of the arrays laid one after another.
   *
   * @returns Undefined where a defective image has no mask that can be used, or one of the classes has no pixel.
   * @throws {NumericError} a value of a map is not finite.
   */
  metrics(protocol: PixelOptions): PixelMetrics | undefined;
}

/**
 * Collects the maps of all categories: 5 bytes for each pixel of all test images, and some 50 for each anomalous one while they are ranked.
 *
 * @param images At most so many. @param size Of their maps, pixels.
 * @throws {MemoryError} there is less memory.
 */
export function pixelPool(images: number, size: ImageSize): PixelPool {
  const [height, width] = sidesOf(size);
  const area = height * width;
  requireMemory(
    BYTES * images * area,
    `Pixel metrics of ${images} images together`,
    'Leave out --pooled-pixels, or measure fewer categories.',
  );
  const maps = new Float32Array(images * area);
  const masks = new Uint8Array(images * area);
  let taken = 0;
  let isWhole = true;
  return {
    add({ samples, ...own }) {
      maps.set(own.maps, taken * area);
      masks.set(own.masks, taken * area);
      taken += samples.length;
      if (samples.some(({ unmasked, defect }) => unmasked && defect !== 'good')) isWhole = false;
    },
    metrics(protocol) {
      const marked = masks.subarray(0, taken * area);
      const isMixed = marked.includes(0) && marked.some((value) => value > 0);
      if (!isWhole || !isMixed) return undefined;
      const shape = { count: taken, height, width };
      return pixelMetrics(marked, maps.subarray(0, taken * area), shape, protocol);
    },
  };
}
