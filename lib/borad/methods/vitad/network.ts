/**
 * ViTAD's student (arXiv 2312.07495): one dense layer hands the teacher's tokens to a plain transformer, whose blocks rebuild
 * the maps in reverse order, the coarsest first.
 */
import * as tf from '@tensorflow/tfjs-core';
import { foldPatches, type TensorMap, tensorOf, tokenDense, transformerBlock, unfoldPatches } from '../../layers';
import type { VitadArchitecture } from './architecture';

/**
 * @param features The teacher's maps [B, H, W, C], finest first.
 * @param norms [scales]: each map is divided by its own before the fusion.
 * @returns The student's maps, shaped as the teacher's.
 */
export function rebuildMaps(
  features: tf.Tensor4D[],
  norms: tf.Tensor1D,
  parameters: TensorMap,
  architecture: VitadArchitecture,
): tf.Tensor4D[] {
  const { grid, heads, blocks, taps, sizes, channels, patchHeads } = architecture;
  const patches = features.map((map, scale) => foldPatches(tf.div(map, tf.slice(norms, [scale], [1])), grid));
  const fused = tokenDense(tf.concat(patches, 2), parameters, 'fusion');
  let x = tf.add(fused, tensorOf(parameters, 'pos')) as tf.Tensor3D;
  const maps: tf.Tensor4D[] = [];
  for (let block = 1; block <= blocks; block++) {
    x = transformerBlock(x, parameters, `blocks.${block - 1}.`, heads);
    const tap = taps.indexOf(block);
    if (tap < 0) continue;
    const scale = features.length - 1 - tap;
    const patch = patchHeads ? tokenDense(x, parameters, `heads.${scale}`) : x;
    maps[scale] = unfoldPatches(patch, grid, [...sizes[scale], channels[scale]]);
  }
  return maps;
}
