/**
 * MambaAD (arXiv 2404.06564, Section 3): a half feature pyramid fuses the teacher's maps, a decoder of state-space modules
 * rebuilds them, the coarsest first.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  batchNorm,
  bottleneck,
  clampedNorm,
  convolution,
  layerNorm,
  mapToTokens,
  type NormContext,
  type TensorMap,
  tokenDense,
  unfoldPatches,
} from '../../layers';
import { FUSION_BLOCKS, type MambaadArchitecture } from './architecture';
import { localityModule } from './localityModule';

/**
 * Every vector at length sqrt(C), so that a squared distance sees scales alike; a zero vector stays zero.
 *
 * @param map [B, H, W, C].
 */
export function evenVectors(map: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(map, tf.div(Math.sqrt(map.shape[3]), clampedNorm(map)));
}

/** The maps [B, H, W, C], finest first, fused to [B, H3 / 2, W3 / 2, 2 w3]. */
function fuse([f1, f2, f3]: tf.Tensor4D[], parameters: TensorMap, norms: NormContext): tf.Tensor4D {
  const normed = (x: tf.Tensor4D, name: string, stride: 1 | 2 = 1) =>
    tf.relu(batchNorm(convolution(x, parameters, `fuse.${name}`, stride), parameters, `fuse.${name}_bn`, norms));
  const a = tf.add(normed(f1, 'down1', 2), normed(f2, 'side2')) as tf.Tensor4D;
  const b = tf.add(normed(a, 'down2', 2), normed(f3, 'side3')) as tf.Tensor4D;
  let y = normed(b, 'join');
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    y = bottleneck(y, parameters, `fuse.blocks.${i}`, i === 0 ? 'down' : 'plain', norms);
  }
  return y;
}

/** A dense layer whose quarters become 2x2 places, row by row, and a layer norm: [B, H, W, C] to [B, 2H, 2W, D]. */
function expandPatches(x: tf.Tensor4D, parameters: TensorMap, scope: string): tf.Tensor4D {
  const [, height, width] = x.shape;
  const tokens = tokenDense(mapToTokens(x), parameters, `${scope}.expand`);
  const wide = unfoldPatches(tokens, [height, width], [2 * height, 2 * width, tokens.shape[2] / 4]);
  return layerNorm(wide, parameters, `${scope}.norm`);
}

/**
 * The student's maps.
 *
 * @param features The teacher's maps [B, H, W, C], finest first, as `evenVectors` gives them.
 * @returns Maps shaped as the teacher's.
 */
export function rebuildMaps(
  features: tf.Tensor4D[],
  parameters: TensorMap,
  norms: NormContext,
  { blocks, scan, directions, heads }: MambaadArchitecture,
): tf.Tensor4D[] {
  let y = fuse(features, parameters, norms);
  const maps = blocks.map((modules, level) => {
    if (level > 0) y = expandPatches(y, parameters, `dec.${level}`);
    for (const i of modules.keys()) {
      y = localityModule(y, parameters, `dec.${level}.modules.${i}`, { scan, directions });
    }
    return y;
  });
  const finest = maps.slice(1).reverse();
  return heads ? finest.map((map, scale) => convolution(map, parameters, `heads.${scale}`)) : finest;
}
