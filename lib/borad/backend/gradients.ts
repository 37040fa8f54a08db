/**
 * Gradients rewritten for the wasm backend. TensorFlow.js keeps one gradient for all backends, so each of ours hands
 * over to the stock one wherever another backend runs.
 */
import * as tf from '@tensorflow/tfjs-core';

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

const REPLACED: Record<string, GradFunc> = {
  Sum: spread(() => 1),
  Mean: spread((count) => 1 / count),
  LeakyRelu: leakyRelu,
};

let installed = false;

/** Puts our gradients beside the stock ones. Later calls do nothing. */
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
