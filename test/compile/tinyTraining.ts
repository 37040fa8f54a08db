/** A small convolutional network with its training step, written as the library writes them. */
import * as tf from '@tensorflow/tfjs-core';
import { there } from '../there';
import { normal } from './agreement';

export type Tensors = { [name: string]: tf.Tensor };

export interface StepInput {
  [name: string]: Tensors | { [name: string]: Tensors } | tf.Tensor;
  state: { weights: Tensors; first: Tensors; second: Tensors; statistics: Tensors };
  batch: tf.Tensor;
  stepSize: tf.Tensor;
}

function batchNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, seen: Tensors): tf.Tensor {
  const axes = [0, 1, 2];
  const count = x.size / there(x.shape[3]);
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const [input, gamma, beta, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    const mean = tf.mean(input, axes);
    const centred = tf.sub(input, mean);
    const variance = tf.mean(tf.square(centred), axes);
    const inverse = tf.rsqrt(tf.add(variance, 1e-5));
    const normalised = tf.mul(centred, inverse);
    seen.mean = tf.keep(mean.clone());
    seen.variance = tf.keep(tf.mul(variance, count / (count - 1)));
    save([normalised, inverse, gamma]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [kept, inverseKept, gammaKept] = saved;
      const dShift = tf.sum(dy, axes);
      const dScale = tf.sum(tf.mul(dy, kept), axes);
      const inner = tf.sub(tf.sub(dy, tf.div(dShift, count)), tf.mul(kept, tf.div(dScale, count)));
      return [tf.mul(inner, tf.mul(gammaKept, inverseKept)), dScale, dShift];
    };
    return { value: tf.add(tf.mul(normalised, gamma), beta), gradFunc };
  });
  return operation(x, scale, shift);
}

export function initialState(): StepInput['state'] {
  const shapes: { [name: string]: number[] } = {
    'conv1.weight': [3, 3, 3, 6],
    'bn1.weight': [6],
    'bn1.bias': [6],
    'conv2.weight': [3, 3, 6, 5],
    'up.weight': [2, 2, 3, 5],
  };
  const map = (make: (name: string, i: number) => tf.Tensor): Tensors =>
    Object.fromEntries(Object.keys(shapes).map((name, i) => [name, make(name, i)]));
  return {
    weights: map((name, i) => {
      if (name === 'bn1.weight') return tf.ones(shapes[name]);
      return tf.tidy(() => tf.mul(normal(shapes[name], i + 1), name.startsWith('bn') ? 0 : 0.2));
    }),
    first: map((name) => tf.zeros(shapes[name])),
    second: map((name) => tf.zeros(shapes[name])),
    statistics: { mean: tf.zeros([6]), variance: tf.ones([6]) },
  };
}

/** One step of Adam on the squared error of rebuilding the batch through a bottleneck. */
export function trainingStep({ state, batch, stepSize }: StepInput) {
  const names = Object.keys(state.weights);
  const seen: Tensors = {};
  const loss = (...tensors: tf.Tensor[]) => {
    const w = Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
    let y = tf.conv2d(batch as tf.Tensor4D, w['conv1.weight'] as tf.Tensor4D, 1, 1, 'NHWC', 1, 'floor') as tf.Tensor;
    y = tf.leakyRelu(batchNorm(y, w['bn1.weight'], w['bn1.bias'], seen), 0.1);
    y = tf.relu(tf.conv2d(y as tf.Tensor4D, w['conv2.weight'] as tf.Tensor4D, 2, 1, 'NHWC', 1, 'floor'));
    y = tf.conv2dTranspose(
      y as tf.Tensor4D,
      w['up.weight'] as tf.Tensor4D,
      batch.shape as [number, number, number, number],
      2,
      'valid',
    );
    return tf.mean(tf.square(tf.sub(y, batch))) as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => state.weights[name]));
  const next: StepInput['state'] = { weights: {}, first: {}, second: {}, statistics: {} };
  names.forEach((name, i) => {
    next.first[name] = tf.add(tf.mul(state.first[name], 0.5), tf.mul(grads[i], 0.5));
    next.second[name] = tf.add(tf.mul(state.second[name], 0.999), tf.mul(tf.square(grads[i]), 0.001));
    const move = tf.div(next.first[name], tf.add(tf.sqrt(next.second[name]), 1e-5));
    next.weights[name] = tf.sub(state.weights[name], tf.mul(move, stepSize));
  });
  for (const name of ['mean', 'variance']) {
    next.statistics[name] = tf.add(tf.mul(state.statistics[name], 0.9), tf.mul(seen[name], 0.1));
  }
  return { state: next, loss: value as tf.Tensor };
}
