/** Whether what a teacher gave can be computed with. */
import { NumericError } from '../base';

/** Greatest magnitude of a feature: the squares of greater ones, summed over channels, leave float32. */
export const LARGEST_FEATURE = 1e16;

export interface UnsoundMap {
  /** Place of the image in the batch. */
  image: number;
  /** Place of the map, 0 the finest. */
  scale: number;
  /** The first value that is not finite or too large. */
  value: number;
}

/**
 * The first value of each image that is not finite or above {@link LARGEST_FEATURE}: one comparison per value.
 *
 * @param maps One array [count, H, W, C] per scale; what lies behind the first `count` images is not looked at.
 * @param lengths H * W * C per scale.
 */
export function unsoundMaps(maps: readonly Float32Array[], lengths: readonly number[], count: number): UnsoundMap[] {
  const found: UnsoundMap[] = [];
  for (let image = 0; image < count; image++) {
    for (const [scale, map] of maps.entries()) {
      const end = (image + 1) * lengths[scale];
      let at = image * lengths[scale];
      // Written so that NaN stops it as well.
      while (at < end && Math.abs(map[at]) <= LARGEST_FEATURE) at++;
      if (at === end) continue;
      found.push({ image, scale, value: map[at] });
      break;
    }
  }
  return found;
}

/** Images that an error names before it counts the rest. */
const NAMED = 5;

/**
 * Refuses features that nothing can be computed from.
 *
 * @param source Whose maps they are, as the message begins (`Teacher resnet18`), and their strides, for the message.
 * @param nameOf How the user knows an image of the batch, and its file if it has one.
 * @throws {NumericError} features of an image are not finite, or so large that nothing can be computed from them.
 */
export function requireSoundMaps(
  source: { from: string; strides: readonly number[] },
  maps: readonly Float32Array[],
  lengths: readonly number[],
  count: number,
  nameOf: (image: number) => { name: string; file?: string },
): void {
  const unsound = unsoundMaps(maps, lengths, count);
  if (unsound.length === 0) return;
  const { from, strides } = source;
  const [{ image, scale, value }] = unsound;
  const others = unsound.slice(1, NAMED).map((one) => nameOf(one.image).name);
  const rest = unsound.length - 1 - others.length;
  const more =
    others.length > 0 ? ` The same holds for ${others.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.` : '';
  const { name, file } = nameOf(image);
  throw new NumericError(
    `${from} gives ${value} in map ${scale + 1} (stride ${strides[scale]}) of ${name}, expected finite numbers up to ${LARGEST_FEATURE.toExponential()}.${more} Use another teacher, or export the weights again in float32; "borad teacher check FILE" tries them.`,
    { file },
  );
}
