/** The Gaussian error linear unit (arXiv 1606.08415), with its gradient in one piece. */
import * as tf from '@tensorflow/tfjs-core';

/** x Phi(x), Phi the standard normal's distribution function by the error function (not the tanh approximation). */
export function gelu<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const input = inputs[0] as tf.Tensor;
    const save = inputs[1] as (tensors: tf.Tensor[]) => void;
    const share = tf.mul(tf.add(tf.erf(tf.mul(input, Math.SQRT1_2)), 1), 0.5);
    save([input, share]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [kept, shareKept] = saved;
      const density = tf.mul(tf.exp(tf.mul(tf.square(kept), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy, tf.add(shareKept, tf.mul(kept, density)));
    };
    return { value: tf.mul(input, share), gradFunc };
  });
  return operation(x) as T;
}
