/** The sigmoid linear unit (arXiv 1702.03118), with its gradient in one piece. */
import * as tf from '@tensorflow/tfjs-core';

/** x sigmoid(x). */
export function silu<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const input = inputs[0] as tf.Tensor;
    const save = inputs[1] as (tensors: tf.Tensor[]) => void;
    const share = tf.sigmoid(input);
    const y = tf.mul(input, share);
    save([share, y]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [shareKept, yKept] = saved;
      return tf.mul(dy, tf.add(shareKept, tf.mul(yKept, tf.sub(1, shareKept))));
    };
    return { value: y, gradFunc };
  });
  return operation(x) as T;
}
