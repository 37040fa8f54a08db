/** Which places of a grid over an image lie in its defect. */
import { sidesOf } from 'borad/base';
import { resizeMaskNearest } from 'borad/diagnostics';
import type { FeatureSet } from 'borad/features';

/** One value per place, image by image and row by row: whether the pixel in its middle is of the defect. */
export function placesInside({ masks, imageSize }: FeatureSet, [height, width]: readonly [number, number]): boolean[] {
  const stack = { data: Buffer.concat(masks), shape: [masks.length, ...sidesOf(imageSize)] };
  return Array.from(resizeMaskNearest(stack, height, width), (value) => value > 0);
}
