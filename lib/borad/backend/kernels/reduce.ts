/**
 * Sums and means over one block of neighbouring axes that isn't last, as [1, 2] or [0, 1, 2] of NHWC, by the vectorised
 * average pooling. Stock transposes the whole tensor first.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type HeapKernel, sizeOf } from '../wasmHeap';

/** Pooling of a single element is not allowed, and of few not worth its set-up. */
const FEWEST_ELEMENTS = 4;
/** Pooling keeps a row of channels on the wasm stack, which overflows somewhere above 16384. */
const MOST_CHANNELS = 4096;

function reduction(name: 'Sum' | 'Mean'): HeapKernel {
  return {
    name,
    make: (heap, stock) => (args) => {
      const { x } = args.inputs as { x: tf.TensorInfo };
      const { axis, keepDims } = args.attrs as unknown as { axis: number | number[]; keepDims?: boolean };
      const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
      const first = axes[0];
      const end = first + axes.length;
      const neighbours = axes.every((a, i) => a === first + i);
      const count = sizeOf(x.shape.slice(first, end));
      const channels = x.shape[x.shape.length - 1];
      const last = end === x.shape.length;
      const fits = count >= FEWEST_ELEMENTS && channels <= MOST_CHANNELS && sizeOf(x.shape) > 0;
      if (x.dtype !== 'float32' || !neighbours || last || !fits) return stock(args);
      const kept = x.shape.map((size, i) => (i >= first && i < end ? 1 : size));
      const shape = keepDims ? kept : x.shape.filter((_, i) => i < first || i >= end);
      const pool = tf.getKernel('AvgPool', 'wasm').kernelFunc;
      const columns = [sizeOf(x.shape.slice(0, first)), count, sizeOf(x.shape.slice(end, -1)), channels];
      const attrs = { filterSize: [count, 1], strides: [count, 1], pad: 'valid' };
      const out = pool({ ...args, inputs: { x: { ...x, shape: columns } }, attrs }) as tf.TensorInfo;
      if (name === 'Sum') {
        const start = heap.position(out);
        const floats = heap.floats().subarray(start, start + sizeOf(shape));
        for (let i = 0; i < floats.length; i++) floats[i] *= count;
      }
      return { ...out, shape };
    },
  };
}

export const sum = reduction('Sum');
export const mean = reduction('Mean');
