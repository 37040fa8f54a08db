/** Anomaly maps of whole sets at the image's size, as plain numbers. */
import { upsamplingMatrix } from 'borad/detection';

/** Maps [B, h, w] at another size, bilinear with aligned corners, without blur. */
export function upsampledMaps(
  maps: ArrayLike<number>,
  images: number,
  height: number,
  width: number,
  size: number,
): Float32Array {
  const rows = upsamplingMatrix(height, size).data;
  const columns = upsamplingMatrix(width, size).data;
  const result = new Float32Array(images * size * size);
  const between = new Float64Array(height * size);
  for (let image = 0; image < images; image++) {
    between.fill(0);
    for (let y = 0; y < height; y++) {
      for (let column = 0; column < size; column++) {
        let sum = 0;
        for (let x = 0; x < width; x++) {
          const weight = columns[column * width + x];
          if (weight !== 0) sum += weight * maps[(image * height + y) * width + x];
        }
        between[y * size + column] = sum;
      }
    }
    for (let row = 0; row < size; row++) {
      const out = (image * size + row) * size;
      for (let y = 0; y < height; y++) {
        const weight = rows[row * height + y];
        if (weight === 0) continue;
        for (let column = 0; column < size; column++) result[out + column] += weight * between[y * size + column];
      }
    }
  }
  return result;
}
