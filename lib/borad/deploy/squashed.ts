/** A photo of any size at the model's, inside of a graph. */
import type { GraphBuilder } from './graphBuilder';

/**
 * The pixels [H, W, 3] squashed to the model's square by a triangle filter that widens when it shrinks, rounded once at the end: within
 * one grey level of Pillow's `BILINEAR`. libvips, by which `loadImage` shrinks, takes means of whole blocks first where a photo is more
 * than twice as large, and rounds after each of its passes; which blocks, depends on the photo's size, which a graph does not know.
 *
 * @returns Name of the pixels, [1, size, size, 3].
 */
export function squashed(to: GraphBuilder, size: number): string {
  const whole = to.node('Cast', 'float', ['image'], { to: 1 });
  const planes = to.node('Transpose', 'planes', [whole], { perm: [2, 0, 1] });
  const batch = to.node('Unsqueeze', 'batch', [planes, to.integers('first', [0])]);
  const sizes = to.integers('modelSize', [1, 3, size, size]);
  const small = to.node('Resize', 'small', [batch, '', '', sizes], {
    mode: 'linear',
    antialias: 1,
    coordinate_transformation_mode: 'half_pixel',
  });
  const rounded = to.node('Round', 'rounded', [small]);
  const clipped = to.node('Clip', 'clipped', [rounded, to.floats('black', [0], []), to.floats('white', [255], [])]);
  return to.node('Transpose', 'pixels', [clipped], { perm: [0, 2, 3, 1] });
}
