/** How a photo was taken, whatever it shows: its light and its focus. */
import { type ImageSize, sidesOf } from '../base';

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
 * @param pixels [H, W, 3] RGB, 0 to 255. @param size H and W, 3 at least.
 */
export function photoLook(pixels: ArrayLike<number>, size: ImageSize): PhotoLook {
  const [height, width] = sidesOf(size);
  const [red, green, blue] = WEIGHTS;
  // Plain loops: this is done for every photo, and `Float64Array.from` takes four times as long.
  const grey = new Float64Array(height * width);
  let total = 0;
  for (let i = 0; i < grey.length; i++) {
    const value = red * pixels[3 * i] + green * pixels[3 * i + 1] + blue * pixels[3 * i + 2];
    grey[i] = value;
    total += value;
  }
  let sum = 0;
  let square = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      const laplacian = grey[i - 1] + grey[i + 1] + grey[i - width] + grey[i + width] - 4 * grey[i];
      sum += laplacian;
      square += laplacian * laplacian;
    }
  }
  const count = (height - 2) * (width - 2);
  return { light: total / grey.length, focus: Math.sqrt(Math.max(0, square / count - (sum / count) ** 2)) };
}
