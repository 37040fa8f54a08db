/**
 * Resizing by a triangle filter that widens when it shrinks, in whole numbers: Pillow's `BILINEAR`, with weights in single precision as
 * onnxruntime's operator `Resize` computes them. Own code, since an exported graph must give the same pixels to the last bit, on
 * machines without onnxruntime too, and libvips has no such filter.
 */
import { type ImageSize, sidesOf } from '../base';

/** The source pixels of one pixel, and their weights in units of 2^-22. */
interface Taps {
  first: number;
  weights: Int32Array;
}

/** Bits after the point of a weight; 255 times their sum stays below 2^31. */
const BITS = 22;
const HALF = 1 << (BITS - 1);

const { fround, floor, max, min, abs } = Math;

/** Rounded to the nearest whole number, halves away from 0; for positive values. */
const rounded = (value: number): number => floor(value + 0.5);

/** Weights along a side, every step in single precision. */
function tapsOf(from: number, to: number): Taps[] {
  const ratio = fround(to / from);
  const scale = fround(1 / ratio);
  const support = max(scale, 1);
  const inverse = scale >= 1 ? fround(1 / scale) : 1;
  return Array.from({ length: to }, (_, i) => {
    const centre = fround(0.5 + fround(fround(fround(i + 0.5) / ratio) - 0.5));
    const first = max(0, floor(fround(fround(centre - support) + 0.5)));
    const end = min(from, floor(fround(fround(centre + support) + 0.5)));
    const raw = Array.from({ length: end - first }, (_, k) => {
      const distance = abs(fround(fround(fround(first + k - centre) + 0.5) * inverse));
      return distance < 1 ? fround(1 - distance) : 0;
    });
    const total = raw.reduce((sum, weight) => fround(sum + weight), 0);
    const share = total === 0 ? 1 : fround(1 / total);
    const weights = Int32Array.from(raw, (weight) => rounded(fround(fround(weight * share) * (1 << BITS))));
    return { first, weights };
  });
}

/** A sum of bytes times weights as a byte. */
const byteOf = (sum: number): number => min(255, max(0, (sum + HALF) >> BITS));

/** Rows of another length. @param pixels [height, width, 3]. */
function acrossRows(pixels: Uint8Array, width: number, height: number, to: number): Uint8Array {
  if (width === to) return pixels;
  const taps = tapsOf(width, to);
  const resized = new Uint8Array(3 * to * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (const { first, weights } of taps) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = 0, from = 3 * (y * width + first); k < weights.length; k++, from += 3) {
        const weight = weights[k];
        red += weight * pixels[from];
        green += weight * pixels[from + 1];
        blue += weight * pixels[from + 2];
      }
      resized[at++] = byteOf(red);
      resized[at++] = byteOf(green);
      resized[at++] = byteOf(blue);
    }
  }
  return resized;
}

/** Columns of another length. @param pixels [height, width, 3]. */
function downColumns(pixels: Uint8Array, width: number, height: number, to: number): Uint8Array {
  if (height === to) return pixels;
  const length = 3 * width;
  const resized = new Uint8Array(length * to);
  const sums = new Int32Array(length);
  tapsOf(height, to).forEach(({ first, weights }, y) => {
    sums.fill(0);
    weights.forEach((weight, k) => {
      const row = (first + k) * length;
      for (let x = 0; x < length; x++) sums[x] += weight * pixels[row + x];
    });
    for (let x = 0; x < length; x++) resized[y * length + x] = byteOf(sums[x]);
  });
  return resized;
}

/**
 * Pixels at a model's size, rows before columns, each rounded to bytes.
 *
 * @param pixels [height, width, 3], RGB. @returns The same for `size`; the same array where nothing is resized.
 */
export function antialiased(pixels: Uint8Array, width: number, height: number, size: ImageSize): Uint8Array {
  const [down, across] = sidesOf(size);
  return downColumns(acrossRows(pixels, width, height, across), across, height, down);
}
