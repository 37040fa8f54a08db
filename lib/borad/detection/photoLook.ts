/** How a photo was taken, whatever it shows: its light and its focus. */

/** Numbers of a photo that change with lamp and lens. */
export interface PhotoLook {
  /** Mean brightness, 0 to 255. */
  light: number;
  /** Sharpness: deviation of the Laplacian of brightness, grey levels. */
  focus: number;
}

/** Brightness of RGB (ITU-R BT.601). */
const WEIGHTS = [0.299, 0.587, 0.114] as const;

/**
 * Light and focus of a photo as the model sees it: what is lost at its size, the model does not see either.
 *
 * @param pixels [S, S, 3] RGB, 0 to 255. @param size S, 3 at least.
 */
export function photoLook(pixels: ArrayLike<number>, size: number): PhotoLook {
  const [red, green, blue] = WEIGHTS;
  const grey = Float64Array.from(
    { length: size * size },
    (_, i) => red * (pixels[3 * i] ?? 0) + green * (pixels[3 * i + 1] ?? 0) + blue * (pixels[3 * i + 2] ?? 0),
  );
  const at = (i: number) => grey[i] ?? 0;
  let sum = 0;
  let square = 0;
  for (let y = 1; y < size - 1; y++) {
    for (let i = y * size + 1; i < (y + 1) * size - 1; i++) {
      const laplacian = at(i - 1) + at(i + 1) + at(i - size) + at(i + size) - 4 * at(i);
      sum += laplacian;
      square += laplacian * laplacian;
    }
  }
  const count = (size - 2) ** 2;
  const light = grey.reduce((total, value) => total + value, 0) / grey.length;
  return { light, focus: Math.sqrt(Math.max(0, square / count - (sum / count) ** 2)) };
}
