import { silhouette } from '../metrics';
import { checkStack, type FeatureMap } from './featureMap';

/**
 * Separability of the categories among train-normal images (Appendix D, eqs. 45-46): cosine silhouette of the globally
 * average-pooled fused feature. The L2 normalisation of eq. 45 is part of the cosine.
 *
 * @param fused f_mid of n images, [n,H,W,C].
 * @param labels the category of each image, numbers or strings.
 * @returns -1 to 1; higher is clearer.
 * @throws {ShapeError} the data do not fit the shape, or lengths differ.
 * @throws {NumericError} a feature is not finite, or there are not 2 to n - 1 categories.
 */
export function categorySilhouette(fused: FeatureMap, labels: ArrayLike<number> | ArrayLike<string>): number {
  checkStack(fused, 4, 'categorySilhouette');
  const [n, height, width, channels] = fused.shape;
  const pooled = new Float64Array(n * channels);
  const area = height * width;
  for (let image = 0; image < n; image++) {
    for (let location = 0; location < area; location++) {
      const from = (image * area + location) * channels;
      for (let c = 0; c < channels; c++) pooled[image * channels + c] += fused.data[from + c] / area;
    }
  }
  return silhouette(pooled, n, channels, labels);
}
