/** Tensors whose numbers lie in JavaScript's own arrays, whatever backend computes. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * What `make` gives, on the backend `cpu`: the numbers of `tf.tensor(array)` stay that array, and reading them copies nothing.
 * WebAssembly's memory never shrinks, so that what is only made to be handed on should not pass through it.
 *
 * @param make Synchronous.
 */
export function inPlainArrays<T>(make: () => T): T {
  const before: string | undefined = tf.getBackend();
  // Nothing is chosen yet: TensorFlow.js takes a backend by the first tensor.
  if (before === undefined) return make();
  void tf.setBackend('cpu');
  try {
    return make();
  } finally {
    void tf.setBackend(before);
  }
}
