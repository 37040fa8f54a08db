/** A clone shares the data; stock copies it, and every tensor saved for a gradient is a clone. */
import type * as tf from '@tensorflow/tfjs-core';
import type { HeapKernel } from '../wasmHeap';

export const identity: HeapKernel = {
  name: 'Identity',
  make: (heap, stock) => (args) => {
    const { x } = args.inputs as { x: tf.TensorInfo };
    return x.dtype === 'string' ? stock(args) : heap.share(x, x.shape);
  },
};
