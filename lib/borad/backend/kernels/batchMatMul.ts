/**
 * Matrix products with transposed sides or several matrices, by transposing into a buffer and multiplying one by one.
 * Stock falls to a scalar loop in both cases.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type HeapKernel, sizeOf } from '../wasmHeap';
import { transposeMatrix } from './transposeMatrix';

export const batchMatMul: HeapKernel = {
  name: 'BatchMatMul',
  make: (heap, stock) => (args) => {
    const { a, b } = args.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA, transposeB } = args.attrs as unknown as { transposeA: boolean; transposeB: boolean };
    const outer = a.shape.slice(0, -2);
    const count = sizeOf(outer);
    const [rowsA, columnsA] = a.shape.slice(-2);
    const [rowsB, columnsB] = b.shape.slice(-2);
    const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const [innerB, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
    const plain = !transposeA && !transposeB && count === 1;
    const sameBatch = tf.util.arraysEqual(outer, b.shape.slice(0, -2));
    const ours = a.dtype === 'float32' && b.dtype === 'float32' && sameBatch && k === innerB && count * m * k * n > 0;
    if (plain || !ours) return stock(args);

    const out = heap.output([...outer, m, n]);
    heap.withBuffer(transposeA ? m * k : 0, (bufferA) =>
      heap.withBuffer(transposeB ? k * n : 0, (bufferB) => {
        for (let i = 0; i < count; i++) {
          let left = heap.position(a) + i * m * k;
          let right = heap.position(b) + i * k * n;
          if (transposeA) {
            transposeMatrix(heap.floats(), left, k, m, bufferA);
            left = bufferA;
          }
          if (transposeB) {
            transposeMatrix(heap.floats(), right, n, k, bufferB);
            right = bufferB;
          }
          heap.multiply([left], right, [heap.position(out) + i * m * n], m, k, n);
        }
      }),
    );
    return out;
  },
};
