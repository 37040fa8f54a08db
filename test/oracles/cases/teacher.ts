/** The bottleneck ResNet in evaluation mode, from weights in torchvision's layout. */
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { readSafetensors } from '../../../lib/borad/base';
import { resnetTeacher } from '../../../lib/borad/teachers';
import { byRelativeL2, tensor } from '../compare';
import type { Engine } from '../engine';
import type { Comparison, Oracle } from '../oracle';

async function teacher(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const weights = readSafetensors(join(oracle.folder, `${oracle.name}_weights.safetensors`)).tensors;
  const network = resnetTeacher(weights, { preprocessing: 'none' });
  let shapes: string[] = [];
  const maps = await evaluate(
    ({ image }: { image: tf.Tensor4D }) => {
      const features = network.features(image);
      shapes = features.map(({ shape }) => shape.join());
      return features;
    },
    { image: tensor<tf.Tensor4D>(oracle, 'image') },
  );
  const comparisons = shapes.flatMap((shape, i): Comparison[] => {
    const expected = oracle.tensors[`f.${i}`];
    return [
      { what: `shape of f.${i}`, deviation: shape === expected.shape.join() ? 0 : Number.NaN, tolerance: 0 },
      byRelativeL2(`f.${i}`, maps[i], expected.data, oracle.json.tolerance.forward.relL2),
    ];
  });
  network.dispose();
  return comparisons;
}

export const cases: { match: RegExp; run: (oracle: Oracle, engine: Engine) => Promise<Comparison[]> }[] = [
  { match: /^teacher$/, run: teacher },
];
