import { itemAt } from '../base';
import type { Detector } from './detector';
import { type PhotoLook, photoLook } from './photoLook';

/** What a detector sees in one photo. */
export interface InspectedPhoto extends PhotoLook {
  /** [S, S], row by row. */
  map: Float32Array;
  score: number;
  /** The global feature, `globalFeature`. */
  global: Float32Array;
}

/**
 * Looks at one photo.
 *
 * @param pixels [S, S, 3] RGB, 0 to 255. @param category For methods that are told it; without, it is not known.
 * @throws {NumericError} the features or the map are not finite.
 */
export async function inspectPhoto(
  detector: Pick<Detector, 'inspect'>,
  pixels: Uint8Array,
  category?: string,
): Promise<InspectedPhoto> {
  const told = category === undefined ? undefined : [category];
  const { maps, scores, globals, size } = await detector.inspect(Float32Array.from(pixels), 1, told);
  const [global = new Float32Array(0)] = globals;
  return { map: maps, score: itemAt(scores, 0, 'scores'), global, ...photoLook(pixels, size) };
}
