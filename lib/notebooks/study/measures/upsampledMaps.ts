/** Anomaly maps of whole sets at the image's size, as plain numbers. */
import { type ImageSize, sidesOf } from 'borad/base';
import { upsamplingMatrix } from 'borad/detection';

/** Maps [B, h, w] at another size, bilinear with aligned corners, without blur. */
export function upsampledMaps(
  maps: ArrayLike<number>,
  images: number,
  height: number,
  width: number,
  size: ImageSize,
): Float32Array {
  const [down, across] = sidesOf(size);
  const rows = upsamplingMatrix(height, down).data;
  const columns = upsamplingMatrix(width, across).data;
  const result = new Float32Array(images * down * across);
  const between = new Float64Array(height * across);
  for (let image = 0; image < images; image++) {
    between.fill(0);
    for (let y = 0; y < height; y++) {
      for (let column = 0; column < across; column++) {
        let sum = 0;
        for (let x = 0; x < width; x++) {
          const weight = columns[column * width + x];
          if (weight !== 0) sum += weight * maps[(image * height + y) * width + x];
        }
        between[y * across + column] = sum;
      }
    }
    for (let row = 0; row < down; row++) {
      const out = (image * down + row) * across;
      for (let y = 0; y < height; y++) {
        const weight = rows[row * height + y];
        if (weight === 0) continue;
        for (let column = 0; column < across; column++) result[out + column] += weight * between[y * across + column];
      }
    }
  }
  return result;
}
