import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, DataError, type StoredTensor } from '../../lib/borad/base';
import { resnetTeacher } from '../../lib/borad/teachers';

const rng = createRng(5);

/** Random weights of a ResNet with torchvision's names. */
function weights(base: number, depths: number[]): Record<string, StoredTensor> {
  const tensors: Record<string, StoredTensor> = {};
  const random = (low: number, high: number, ...shape: number[]): StoredTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.range(low, high)),
  });
  const convolution = (name: string, norm: string, outputs: number, inputs: number, size: number) => {
    tensors[`${name}.weight`] = random(-0.3, 0.3, outputs, inputs, size, size);
    tensors[`${norm}.weight`] = random(0.5, 1.5, outputs);
    tensors[`${norm}.bias`] = random(-0.2, 0.2, outputs);
    tensors[`${norm}.running_mean`] = random(-0.2, 0.2, outputs);
    tensors[`${norm}.running_var`] = random(0.5, 1.5, outputs);
    tensors[`${norm}.num_batches_tracked`] = { shape: [], data: Float32Array.of(9) };
  };
  convolution('conv1', 'bn1', base, 3, 7);
  let inputs = base;
  depths.forEach((depth, l) => {
    const outputs = base * 2 * 2 ** l;
    const width = base * 2 ** l;
    for (let i = 0; i < depth; i++) {
      const scope = `layer${l + 1}.${i}`;
      convolution(`${scope}.conv1`, `${scope}.bn1`, width, inputs, 1);
      convolution(`${scope}.conv2`, `${scope}.bn2`, width, width, 3);
      convolution(`${scope}.conv3`, `${scope}.bn3`, outputs, width, 1);
      if (i === 0) convolution(`${scope}.downsample.0`, `${scope}.downsample.1`, outputs, inputs, 1);
      inputs = outputs;
    }
  });
  tensors['layer4.0.conv1.weight'] = random(-1, 1, 4, 4, 1, 1);
  tensors['fc.weight'] = random(-1, 1, 5, 4);
  return tensors;
}

beforeAll(async () => {
  await prepareBackend('wasm');
});

describe('resnetTeacher', () => {
  it('infers widths and depths from the weights', () => {
    const teacher = resnetTeacher(weights(2, [1, 2, 1]));
    expect(teacher.channels).toEqual([4, 8, 16]);
    const before = tf.memory().numTensors;
    const maps = tf.tidy(() => teacher.features(tf.fill([2, 64, 32, 3], 128)));
    expect(maps.map(({ shape }) => shape)).toEqual([
      [2, 16, 8, 4],
      [2, 8, 4, 8],
      [2, 4, 2, 16],
    ]);
    for (const map of maps) expect(tf.min(map).dataSync()[0]).toBeGreaterThanOrEqual(0);
    tf.dispose(maps);
    teacher.dispose();
    expect(tf.memory().numTensors).toBe(before + 3);
  });

  it('normalises as ImageNet networks expect', () => {
    const tensors = weights(2, [1, 1, 1]);
    const [raw, scaled] = [resnetTeacher(tensors, { preprocessing: 'none' }), resnetTeacher(tensors)];
    const pixels = tf.tidy(() => tf.randomUniform<tf.Rank.R4>([1, 32, 32, 3], 0, 255, 'float32', 1));
    const byHand = tf.tidy(() =>
      tf.div<tf.Tensor4D>(
        tf.sub(tf.div(pixels, 255), tf.tensor1d([0.485, 0.456, 0.406])),
        tf.tensor1d([0.229, 0.224, 0.225]),
      ),
    );
    const [found, expected] = [scaled.features(pixels)[2].dataSync(), raw.features(byHand)[2].dataSync()];
    const scale = Math.max(...expected);
    found.forEach((value, i) => {
      expect(Math.abs(value - expected[i]) / scale).toBeLessThan(1e-4);
    });
    const unscaled = raw.features(pixels)[2].dataSync();
    expect(Math.abs(Math.max(...unscaled) / scale - 1)).toBeGreaterThan(0.1);
  });

  it('takes fewer blocks when asked', () => {
    const tensors = weights(2, [2, 1, 1]);
    const pixels = tf.fill([1, 32, 32, 3], 50) as tf.Tensor4D;
    const sums = (
      [
        [2, 1, 1],
        [1, 1, 1],
      ] as [number, number, number][]
    ).map((depths) => tf.sum(resnetTeacher(tensors, { depths }).features(pixels)[0]).dataSync()[0]);
    expect(sums[0]).not.toBeCloseTo(sums[1], 3);
  });

  it('names the tensor that is missing or does not fit', () => {
    const tensors = weights(2, [1, 1, 1]);
    const { 'layer2.0.bn2.running_var': _, ...incomplete } = tensors;
    expect(() => resnetTeacher(incomplete)).toThrow(DataError);
    expect(() => resnetTeacher(incomplete)).toThrow(/layer2\.0\.bn2\.running_var/);
    const wrong = { ...tensors, 'bn1.bias': { shape: [3], data: new Float32Array(3) } };
    expect(() => resnetTeacher(wrong)).toThrow(/bn1\.bias has 3 values/);
  });
});
