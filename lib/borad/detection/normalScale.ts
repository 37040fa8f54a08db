/** The colour scale of a run's anomaly maps, measured on normal photos that it was not trained on. */
import { ShapeError } from '../base';

/** Where the photos came from that a scale was measured on. */
export const SCALE_SOURCES = ['normal test photos', 'photos held back from training', 'training photos'] as const;
export type ScaleSource = (typeof SCALE_SOURCES)[number];

export interface NormalScale {
  /** Value of the darkest colour: the median of the photos' map values. */
  min: number;
  /** Value of the brightest colour; halfway between is the 0.95 quantile of the photos' image scores. */
  max: number;
  /** Number of photos. */
  photos: number;
  source: ScaleSource;
  /** SHA-256 of the weights that drew the maps. */
  weights: string;
}

/** Width of the scale of maps that are the same everywhere. */
const NARROWEST = 1e-6;

/** The smallest of some values that a share of them does not exceed; the values are sorted in place. */
function quantile(values: Float32Array, share: number): number {
  values.sort();
  return values[Math.max(0, Math.ceil(share * values.length) - 1)];
}

/**
 * The scale on which normal photos stay dark: its darkest colour is the median of their map values, and 95 in 100 of them have
 * no pixel above its middle.
 *
 * @param values Values of the maps of normal photos, all or an even choice. @param scores Their image scores.
 * @throws {ShapeError} there are none.
 */
export function normalScale(values: Float32Array, scores: Float32Array): { min: number; max: number } {
  if (values.length === 0 || scores.length === 0) throw new ShapeError('normalScale: there is no normal photo.');
  const min = quantile(values.slice(), 0.5);
  const middle = quantile(scores.slice(), 0.95);
  return { min, max: min + Math.max(NARROWEST, 2 * (middle - min)) };
}
