/** INP-Former (arXiv 2503.02424): tokens of an image are rebuilt from prototypes that the image itself gives. */
import type * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tokenDense, tokenMlp } from '../../layers';
import { rebuiltGroups } from '../dinomaly';
import type { InpFormerArchitecture } from './architecture';
import { guidedBlock } from './guidedBlock';
import { extractPrototypes, learnedPrototypes } from './prototypes';

export interface Reconstruction {
  /** What prototypes are compared with, [B, L, C]. */
  embedded: tf.Tensor3D;
  /** Of each image, [B, N, C]. */
  prototypes: tf.Tensor3D;
  /** [B, L, size] per group. */
  groups: tf.Tensor3D[];
}

/** @param tokens [B, L, sum of groups]. */
export function rebuildFromPrototypes(
  tokens: tf.Tensor3D,
  parameters: TensorMap,
  { heads, blocks, groups, projected }: InpFormerArchitecture,
): Reconstruction {
  const embedded = projected ? tokenDense(tokens, parameters, 'embed') : tokens;
  const learned = learnedPrototypes(parameters, tokens.shape[0]);
  const prototypes = extractPrototypes(learned, embedded, parameters, 'extractor', heads);
  let h = tokenMlp(embedded, parameters, 'bottleneck');
  const outputs: tf.Tensor3D[] = [];
  for (let i = 0; i < blocks; i++) {
    h = guidedBlock(h, prototypes, parameters, `blocks.${i}`, heads);
    outputs.push(h);
  }
  return { embedded, prototypes, groups: rebuiltGroups(outputs, parameters, groups, projected) };
}
