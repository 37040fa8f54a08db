/** Identities that change gradients alone. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * x itself; the gradient that reaches it is multiplied by a factor.
 *
 * @param factorOf The factor from x, broadcast to its shape; a constant, through which no gradient flows.
 */
export function withGradientFactor<T extends tf.Tensor>(x: T, factorOf: (x: T) => tf.Tensor): T {
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const input = inputs[0] as T;
    const save = inputs[1] as (tensors: tf.Tensor[]) => void;
    save([factorOf(input)]);
    const gradFunc = (dy: tf.Tensor, [factor]: tf.Tensor[]) => tf.mul(dy, factor);
    return { value: input.clone(), gradFunc };
  });
  return operation(x) as T;
}

/**
 * Another value in the place of x, through which the gradient goes as if it were x (arXiv 1308.3432).
 *
 * @param replaced The value from x, of its shape; no gradient flows through it.
 */
export function straightThrough<T extends tf.Tensor>(x: T, replaced: (x: T) => T): T {
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const gradFunc = (dy: tf.Tensor) => dy.clone();
    return { value: replaced(inputs[0] as T), gradFunc };
  });
  return operation(x) as T;
}

/** x as a constant: no gradient goes through. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const gradFunc = (dy: tf.Tensor) => tf.zerosLike(dy);
    return { value: (inputs[0] as T).clone(), gradFunc };
  });
  return operation(x) as T;
}
