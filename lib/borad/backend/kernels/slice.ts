/** Slices and splits as copies inside the heap. Stock copies the whole input out of the heap first. */
import * as tf from '@tensorflow/tfjs-core';
import { type HeapKernel, sizeOf, type WasmHeap } from '../wasmHeap';
import { copyRun } from './copyRun';

/** The part of float32 `x` that starts at `begin` and has the given size. */
function sliceOf(heap: WasmHeap, x: tf.TensorInfo, begin: number[], size: number[]): tf.TensorInfo {
  const out = heap.output(size);
  if (sizeOf(size) === 0) return out;
  // Axes from `inner` on are taken whole, so that one run covers them and the part of the axis before.
  let inner = x.shape.length;
  while (inner > 1 && size[inner - 1] === x.shape[inner - 1]) inner--;
  const cut = Math.max(0, inner - 1);
  const run = sizeOf(size.slice(cut));
  const strides = x.shape.map((_, axis) => sizeOf(x.shape.slice(axis + 1)));
  const first = begin.reduce((sum, start, axis) => sum + start * strides[axis], heap.position(x));
  const floats = heap.floats();
  let target = heap.position(out);
  const copy = (axis: number, position: number) => {
    if (axis === cut) {
      copyRun(floats, target, position, run);
      target += run;
      return;
    }
    for (let i = 0; i < size[axis]; i++) copy(axis + 1, position + i * strides[axis]);
  };
  copy(0, first);
  return out;
}

export const slice: HeapKernel = {
  name: 'Slice',
  make: (heap, stock) => (args) => {
    const { x } = args.inputs as { x: tf.TensorInfo };
    if (x.dtype !== 'float32') return stock(args);
    const attrs = args.attrs as unknown as { begin: number[]; size: number[] };
    const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size);
    return sliceOf(heap, x, begin, size);
  },
};

export const splitV: HeapKernel = {
  name: 'SplitV',
  make: (heap, stock) => (args) => {
    const { x } = args.inputs as { x: tf.TensorInfo };
    if (x.dtype !== 'float32') return stock(args);
    const { numOrSizeSplits, axis } = args.attrs as unknown as { numOrSizeSplits: number | number[]; axis: number };
    const along = tf.util.parseAxisParam(axis, x.shape)[0];
    let start = 0;
    return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along).map((length) => {
      const begin = x.shape.map((_, i) => (i === along ? start : 0));
      start += length;
      return sliceOf(
        heap,
        x,
        begin,
        x.shape.map((size, i) => (i === along ? length : size)),
      );
    });
  },
};
