/** Masks at another size. By default no region may vanish; the others are what published protocols do. */
import { type ImageSize, sidesOf } from '../base';

/**
 * - `overlap`: a pixel is anomalous if any anomalous pixel overlaps it
 * - `nearest`: it takes the pixel nearest to its centre
 * - `bilinear`: interpolated between the four nearest, half-pixel centres, anomalous above a half
 */
export type MaskRule = 'overlap' | 'nearest' | 'bilinear';

/** First and last source pixel that a pixel of the result stands for, along one axis. */
export function footprint(i: number, from: number, to: number): [number, number] {
  if (from <= to) {
    const nearest = Math.floor(((i + 0.5) * from) / to);
    return [nearest, nearest];
  }
  // Whole numbers, so that no rounding decides whether a pixel is touched.
  return [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to) - 1];
}

/** The two source pixels beside a pixel of the result along one axis, and the share of the second. */
function beside(i: number, from: number, to: number): { first: number; second: number; share: number } {
  const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
  const first = Math.floor(at);
  return { first, second: Math.min(first + 1, from - 1), share: at - first };
}

function resizeByPoints(marked: Uint8Array, width: number, size: ImageSize, rule: 'nearest' | 'bilinear'): Uint8Array {
  const height = marked.length / width;
  const [down, across] = sidesOf(size);
  const valueAt = (y: number, x: number) => (marked[y * width + x] !== 0 ? 1 : 0);
  const nearest = (i: number, from: number, to: number) => Math.floor(((i + 0.5) * from) / to);
  return Uint8Array.from({ length: down * across }, (_, i) => {
    const [row, column] = [Math.floor(i / across), i % across];
    if (rule === 'nearest') return valueAt(nearest(row, height, down), nearest(column, width, across));
    const [y, x] = [beside(row, height, down), beside(column, width, across)];
    const along = (line: number) => (1 - x.share) * valueAt(line, x.first) + x.share * valueAt(line, x.second);
    return Number((1 - y.share) * along(y.first) + y.share * along(y.second) > 0.5);
  });
}

/**
 * Squashes a mask to a model's size. By the rule `overlap`: along an axis that shrinks, a pixel is anomalous if any anomalous pixel overlaps it, so a
 * region of one pixel keeps one; along an axis that grows, it takes the nearest pixel.
 *
 * @param marked [H, W], anomalous where not 0.
 * @param rule Default `overlap`.
 * @returns [height, width] of `size`, 0 or 1.
 */
export function resizeMask(marked: Uint8Array, width: number, size: ImageSize, rule: MaskRule = 'overlap'): Uint8Array {
  if (rule !== 'overlap') return resizeByPoints(marked, width, size, rule);
  const height = marked.length / width;
  const [down, across] = sidesOf(size);
  const rows = new Uint8Array(down * width);
  for (let y = 0; y < down; y++) {
    const [first, last] = footprint(y, height, down);
    for (let sourceY = first; sourceY <= last; sourceY++) {
      for (let x = 0; x < width; x++) if (marked[sourceY * width + x] !== 0) rows[y * width + x] = 1;
    }
  }
  const mask = new Uint8Array(down * across);
  for (let x = 0; x < across; x++) {
    const [first, last] = footprint(x, width, across);
    for (let y = 0; y < down; y++) {
      for (let sourceX = first; sourceX <= last && mask[y * across + x] === 0; sourceX++) {
        mask[y * across + x] = rows[y * width + sourceX];
      }
    }
  }
  return mask;
}
