/** The student: it sees the features of a corrupted image and is to give the teacher's features of the clean one. */
import type * as tf from '@tensorflow/tfjs-core';
import {
  addBasicBlock,
  addConvolution,
  basicBlock,
  convolution,
  type NormContext,
  type ParameterTable,
  resizeMap,
  type TensorMap,
} from '../../layers';
import type { Architecture } from './architecture';

const SCOPE = 'student';

/** Channels from block to block on the way down, and on the way up. */
function channelsAlong({ channels, widths: [fine, middle, coarse], deepest }: Architecture) {
  return { down: [channels[0], fine, middle, coarse, deepest], up: [deepest, deepest, coarse, middle, fine] };
}

/** Adds the student's tensors under `student.`. */
export function addStudent(table: ParameterTable, architecture: Architecture): void {
  const { down, up } = channelsAlong(architecture);
  for (let i = 0; i < 4; i++) {
    const stride = i === 0 ? 1 : 2;
    addBasicBlock(table, `${SCOPE}.enc.${i}`, { input: down[i], output: down[i + 1], stride });
  }
  for (let i = 0; i < 4; i++) addBasicBlock(table, `${SCOPE}.dec.${i}`, { input: up[i], output: up[i + 1] });
  architecture.widths.forEach((input, scale) => {
    addConvolution(table, `${SCOPE}.heads.${scale}`, { size: 1, input, output: architecture.channels[scale] });
  });
}

/**
 * Four basic blocks down to half the size of the teacher's coarsest map, four up again with bilinear steps between them, and
 * a linear head at each of the teacher's sizes.
 *
 * @param features The teacher's maps [B, H, W, C] of the corrupted image; only the finest is read, the others give their sizes.
 * @returns Maps of the teacher's shapes, finest first; the caller disposes.
 */
export function student(features: tf.Tensor4D[], parameters: TensorMap, context: NormContext): tf.Tensor4D[] {
  const block = (x: tf.Tensor4D, name: string, stride: 1 | 2) =>
    basicBlock(x, parameters, `${SCOPE}.${name}`, stride, context);
  let x = features[0];
  for (let i = 0; i < 4; i++) x = block(x, `enc.${i}`, i === 0 ? 1 : 2);
  x = block(x, 'dec.0', 1);
  const maps: tf.Tensor4D[] = [];
  for (let scale = 2; scale >= 0; scale--) {
    const [, height, width] = features[scale].shape;
    x = block(resizeMap(x, [height, width]), `dec.${3 - scale}`, 1);
    maps[scale] = convolution(x, parameters, `${SCOPE}.heads.${scale}`);
  }
  return maps;
}
