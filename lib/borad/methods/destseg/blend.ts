/** A synthetic anomaly: a texture put over a part of an image, and the part's mask as the segmentation learns it. */

/**
 * I (1 - M) + M ((1 - beta) T + beta I).
 *
 * @param image [H, W, 3], 0 to 255.
 * @param texture The same size.
 * @param mask [H, W], 0 or 1.
 * @param beta How much of the image shows through, 0 to 1.
 */
export function blend(image: Float32Array, texture: Float32Array, mask: Float32Array, beta: number): Float32Array {
  return image.map((value, i) => {
    const covered = mask[Math.floor(i / 3)];
    return value * (1 - covered) + covered * ((1 - beta) * texture[i] + beta * value);
  });
}

/**
 * The mask on a coarser grid: 1 where at least half of a cell is covered.
 *
 * @param mask [H, W], 0 or 1, H and W multiples of the factor.
 * @param width W.
 * @param factor Pixels per cell and side.
 * @returns [H / factor, W / factor].
 */
export function coarseMask(mask: Float32Array, width: number, factor: number): Float32Array {
  const columns = width / factor;
  const rows = mask.length / width / factor;
  return Float32Array.from({ length: rows * columns }, (_, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    let covered = 0;
    for (let y = row * factor; y < (row + 1) * factor; y++) {
      for (let x = column * factor; x < (column + 1) * factor; x++) covered += mask[y * width + x];
    }
    return covered >= (factor * factor) / 2 ? 1 : 0;
  });
}
