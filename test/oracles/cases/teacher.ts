/** The bottleneck ResNet in evaluation mode, from weights in torchvision's layout. */
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { readSafetensors } from '../../../lib/base';
import { resnetTeacher } from '../../../lib/teachers';
import { byRelativeL2, tensor } from '../compare';
import type { Comparison, Oracle } from '../oracle';

async function teacher(oracle: Oracle): Promise<Comparison[]> {
  const weights = readSafetensors(join(oracle.folder, `${oracle.name}_weights.safetensors`)).tensors;
  const network = resnetTeacher(weights, { preprocessing: 'none' });
  const maps = network.features(tensor<tf.Tensor4D>(oracle, 'image'));
  const comparisons = maps.flatMap((map, i): Comparison[] => {
    const expected = oracle.tensors[`f.${i}`];
    const sameShape = map.shape.join() === expected.shape.join();
    return [
      { what: `shape of f.${i}`, deviation: sameShape ? 0 : Number.NaN, tolerance: 0 },
      byRelativeL2(`f.${i}`, map.dataSync(), expected.data, oracle.json.tolerance.forward.relL2),
    ];
  });
  network.dispose();
  return comparisons;
}

export const cases: { match: RegExp; run: (oracle: Oracle) => Promise<Comparison[]> }[] = [
  { match: /^teacher$/, run: teacher },
];
