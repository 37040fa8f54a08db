/** Sums of rows by segment, which is the gradient of `gather`; the package ships no such kernel for wasm. */
import type * as tf from '@tensorflow/tfjs-core';
import { type HeapKernel, sizeOf } from '../wasmHeap';

export const unsortedSegmentSum: HeapKernel = {
  name: 'UnsortedSegmentSum',
  make: (heap, stock) => (args) => {
    const { x, segmentIds } = args.inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
    const isOneEach = segmentIds.shape.length === 1 && segmentIds.shape[0] === x.shape[0];
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || !isOneEach) return stock(args);
    const { numSegments } = args.attrs as unknown as { numSegments: number };
    const rest = x.shape.slice(1);
    const length = sizeOf(rest);
    const out = heap.output([numSegments, ...rest]);
    const floats = heap.floats();
    const [from, to] = [heap.position(x), heap.position(out)];
    const first = heap.position(segmentIds);
    const ids = new Int32Array(floats.buffer).subarray(first, first + x.shape[0]);
    floats.fill(0, to, to + numSegments * length);
    ids.forEach((segment, row) => {
      // As on the other backends: rows of no segment are left out.
      if (segment < 0 || segment >= numSegments) return;
      const [source, target] = [from + row * length, to + segment * length];
      for (let i = 0; i < length; i++) floats[target + i] += floats[source + i];
    });
    return out;
  },
};
