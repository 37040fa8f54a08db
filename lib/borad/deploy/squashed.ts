/** A photo of any size at the model's, inside of a graph. */
import { type ImageSize, sidesOf } from '../base';
import type { GraphBuilder } from './graphBuilder';

/**
 * The pixels [H, W, 3] squashed to the model's size by a triangle filter that widens when it shrinks, in whole numbers: what
 * `datasets.antialiased` does, to the bit, and Pillow's `BILINEAR` to within one grey level.
 *
 * @returns Name of the pixels, float32 [1, height, width, 3].
 */
export function squashed(to: GraphBuilder, size: ImageSize): string {
  const planes = to.node('Transpose', 'planes', ['image'], { perm: [2, 0, 1] });
  const batch = to.node('Unsqueeze', 'batch', [planes, to.integers('first', [0])]);
  const sizes = to.integers('modelSize', [1, 3, ...sidesOf(size)]);
  const small = to.node('Resize', 'small', [batch, '', '', sizes], {
    mode: 'linear',
    antialias: 1,
    exclude_outside: 1,
    coordinate_transformation_mode: 'half_pixel',
  });
  const last = to.node('Transpose', 'channelsLast', [small], { perm: [0, 2, 3, 1] });
  return to.node('Cast', 'pixels', [last], { to: 1 });
}
