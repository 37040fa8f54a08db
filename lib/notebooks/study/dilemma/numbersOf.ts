import * as tf from '@tensorflow/tfjs-core';

/** The values of the tensor that a function makes, which is freed with all others. Plain numbers must not be handed through `tf.tidy`: it looks at each of them. */
export function numbersOf(make: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(make);
  try {
    return tensor.dataSync().slice() as Float32Array;
  } finally {
    tensor.dispose();
  }
}
