/** Masks to a square of another size, in which no region may vanish. */

/** First and last source pixel that a pixel of the result stands for, along one axis. */
function footprint(i: number, from: number, to: number): [number, number] {
  if (from <= to) {
    const nearest = Math.floor(((i + 0.5) * from) / to);
    return [nearest, nearest];
  }
  // Whole numbers, so that no rounding decides whether a pixel is touched.
  return [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to) - 1];
}

/**
 * Squashes a mask to a square: along an axis that shrinks, a pixel is anomalous if any anomalous pixel overlaps it, so a
 * region of one pixel keeps one; along an axis that grows, it takes the nearest pixel.
 *
 * @param marked [H, W], anomalous where not 0.
 * @returns [size, size], 0 or 1.
 */
export function resizeMask(marked: Uint8Array, width: number, size: number): Uint8Array {
  const height = marked.length / width;
  const rows = new Uint8Array(size * width);
  for (let y = 0; y < size; y++) {
    const [first, last] = footprint(y, height, size);
    for (let sourceY = first; sourceY <= last; sourceY++) {
      for (let x = 0; x < width; x++) if (marked[sourceY * width + x] !== 0) rows[y * width + x] = 1;
    }
  }
  const mask = new Uint8Array(size * size);
  for (let x = 0; x < size; x++) {
    const [first, last] = footprint(x, width, size);
    for (let y = 0; y < size; y++) {
      for (let sourceX = first; sourceX <= last && mask[y * size + x] === 0; sourceX++) {
        mask[y * size + x] = rows[y * width + sourceX];
      }
    }
  }
  return mask;
}
