/** Leaky ReLU as x * (1 or alpha), from two vectorised kernels; stock is a scalar loop. */
import * as tf from '@tensorflow/tfjs-core';
import type { HeapKernel } from '../wasmHeap';

export const leakyRelu: HeapKernel = {
  name: 'LeakyRelu',
  make: (_heap, stock) => (args) => {
    const { x } = args.inputs as { x: tf.TensorInfo };
    if (x.dtype !== 'float32') return stock(args);
    const kernel = (name: string) => tf.getKernel(name, 'wasm').kernelFunc;
    const slope = kernel('Step')({ ...args, inputs: { x } }) as tf.TensorInfo;
    const out = kernel('Multiply')({ ...args, inputs: { a: x, b: slope }, attrs: {} });
    (args.backend as tf.KernelBackend).disposeData(slope.dataId);
    return out;
  },
};
