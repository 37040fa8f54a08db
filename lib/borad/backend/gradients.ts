/**
 * Gradients rewritten for the wasm backend. TensorFlow.js keeps one gradient for all backends, so each of ours hands
 * over to the stock one wherever another backend runs.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../base';

type GradFunc = tf.GradFunc;

/** dx = dy where summed axes are spread out again, times a factor; stock builds a tensor of ones in JavaScript. */
function spread(factor: (count: number) => number): GradFunc {
  return (dy, saved, attrs) => {
    const [x] = saved;
    const axes = tf.util.parseAxisParam((attrs as unknown as { axis: number[] }).axis, x.shape);
    const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
    return {
      x: () => tf.mul(tf.fill(x.shape, factor(count)), tf.reshape(dy as tf.Tensor, kept)),
    };
  };
}

/** dx = dy * (1 or alpha); stock compares, multiplies and selects. */
const leakyRelu: GradFunc = (dy, saved, attrs) => ({
  x: () => tf.mul(dy as tf.Tensor, tf.step(saved[0], (attrs as unknown as { alpha: number }).alpha)),
});

/** What a depthwise convolution's gradients follow from. */
interface DepthwiseAttributes {
  strides: [number, number] | number;
  pad: number | 'valid' | 'same';
}

/**
 * Both gradients without kernels of their own, which wasm does not have: by x as the convolution of dy with the filter turned
 * by half a circle, by the filter as one product of x and dy per tap. Stride 1 and one filter per channel, as everything here
 * that is trained.
 */
const depthwise: GradFunc = (dy, saved, attrs) => {
  const [x, filter] = saved as tf.Tensor4D[];
  const { strides, pad } = attrs as unknown as DepthwiseAttributes;
  const [height, width] = filter.shape;
  if ([strides].flat().some((stride) => stride !== 1) || typeof pad !== 'number' || filter.shape[3] !== 1) {
    throw new BackendError(
      `No gradient on wasm for a depthwise convolution of strides ${strides}, pad ${pad} and filters [${filter.shape}]: expected stride 1, a pad in numbers and one filter per channel. Use the cpu backend or the compiler.`,
    );
  }
  const [, rows, columns] = x.shape;
  const gradient = dy as tf.Tensor4D;
  const [, outRows, outColumns] = gradient.shape;
  return {
    x: () => {
      const whole = tf.pad(gradient, [
        [0, 0],
        [height - 1 - pad, rows + pad - outRows],
        [width - 1 - pad, columns + pad - outColumns],
        [0, 0],
      ]) as tf.Tensor4D;
      return tf.depthwiseConv2d(whole, tf.reverse(filter, [0, 1]), 1, 'valid');
    },
    filter: () => {
      const padded = tf.pad(x, [
        [0, 0],
        [pad, pad],
        [pad, pad],
        [0, 0],
      ]);
      const taps = Array.from({ length: height * width }, (_, i) => {
        const seen = tf.slice(padded, [0, Math.floor(i / width), i % width, 0], [-1, outRows, outColumns, -1]);
        return tf.sum(tf.mul(seen, gradient), [0, 1, 2]);
      });
      return tf.reshape(tf.stack(taps), filter.shape);
    },
  };
};

const REPLACED: Record<string, GradFunc> = {
  Sum: spread(() => 1),
  Mean: spread((count) => 1 / count),
  LeakyRelu: leakyRelu,
  DepthwiseConv2dNative: depthwise,
};

let installed = false;

/** Adds our gradients to the stock ones. Later calls do nothing. */
export function installGradients(): void {
  if (installed) return;
  installed = true;
  for (const [kernelName, ours] of Object.entries(REPLACED)) {
    const stock = tf.getGradient(kernelName);
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, saved, attrs) => (tf.getBackend() === 'wasm' ? ours : stock.gradFunc)(dy, saved, attrs),
    });
  }
}
