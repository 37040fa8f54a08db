import { unitRows } from '../metrics/unitRows';
import type { FeatureMap } from './featureMap';
import { pooledRows } from './featureRows';

/**
 * Global features of images: the mean of a fused map over its places, divided by its length (eq. 45), [B, C] row by row.
 *
 * @param fused f_mid, [B, H, W, C].
 * @throws {ShapeError} the data do not fit the shape. @throws {NumericError} a feature is not finite.
 */
export function globalRows(fused: FeatureMap): Float64Array {
  const channels = fused.shape[3];
  return unitRows(pooledRows(fused), fused.shape[0], channels, 'globalRows');
}
