/** Direct access to the memory of the wasm backend, and its matrix product on pieces of that memory. */

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../base';

/** What we use of the compiled module beyond its published types. */
interface WasmModule {
  HEAPF32: Float32Array;
  HEAP32: Int32Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _BatchMatMul(...args: number[]): void;
  _Conv2D(...args: number[]): void;
  tfjs: { registerTensor(id: number, size: number, address: number): void; disposeData(id: number): void };
}

/** Where tensors lie. Positions count float32 elements from the start of the memory. */
export interface WasmHeap {
  /** The memory. Ask again after every allocation: growing replaces it. */
  floats(): Float32Array;
  /** Position of a tensor's first element. */
  position(tensor: tf.TensorInfo): number;
  /** A new float32 tensor with undefined content. */
  output(shape: number[]): tf.TensorInfo;
  /** A second tensor over the same data. */
  share(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo;
  /** Hands a temporary buffer of that many floats (undefined content) to the function, and frees it afterwards. */
  withBuffer<T>(size: number, use: (position: number) => T): T;
  /**
   * outs[i] [m, n] = lefts[i] [m, k] x right [k, n], row-major, all given by position.
   * The right side is packed once for all products.
   */
  multiply(lefts: number[], right: number, outs: number[], m: number, k: number, n: number): void;
  /** out = x [B, H, W, C] convolved with filter [h, w, C, D] at stride 1, all given by position. */
  convolve(x: number, filter: number, out: number, sizes: ConvolutionSizes): void;
}

export interface ConvolutionSizes {
  batch: number;
  height: number;
  width: number;
  inChannels: number;
  outChannels: number;
  filterHeight: number;
  filterWidth: number;
  /** Zeros at the top, right, bottom and left. */
  pads: [number, number, number, number];
}

/** Bytes of two int32 shapes [1, rows, columns]. */
const SHAPES_BYTES = 24;

/**
 * The heap of a wasm backend.
 *
 * @throws {BackendError} the backend's module lacks a function that is needed (another version of the package).
 */
export function createWasmHeap(backend: BackendWasm): WasmHeap {
  const module = backend.wasm as unknown as WasmModule;
  // Ids come from the backend's own counter, which its types hide: tensors and views share one number space.
  const counter = backend as unknown as { dataIdNextNumber: number };
  for (const name of ['HEAPF32', 'HEAP32', '_malloc', '_free', '_BatchMatMul', '_Conv2D'] as const) {
    if (!module[name]) {
      throw new BackendError(`The wasm backend has no ${name}. Install @tensorflow/tfjs-backend-wasm 4.22.0.`);
    }
  }

  const allocate = (bytes: number): number => {
    const address = module._malloc(Math.max(4, bytes)) >>> 0;
    if (address === 0) {
      throw new BackendError(`The wasm memory is exhausted: no room for ${bytes} bytes. Use a smaller batch.`);
    }
    return address;
  };
  const shapes = allocate(SHAPES_BYTES);

  const view = (position: number, size: number): number => {
    const id = counter.dataIdNextNumber++;
    module.tfjs.registerTensor(id, size, 4 * position);
    return id;
  };
  // Drops the id and the packed weights cached under it; the memory stays.
  const drop = (id: number) => module.tfjs.disposeData(id);

  return {
    floats: () => module.HEAPF32,
    position: (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset / 4,
    output: (shape) => backend.makeOutput(shape, 'float32'),
    share(tensor, shape) {
      backend.incRef(tensor.dataId);
      return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
    },
    withBuffer(size, use) {
      const address = allocate(4 * size);
      try {
        return use(address / 4);
      } finally {
        module._free(address);
      }
    },
    multiply(lefts, right, outs, m, k, n) {
      module.HEAP32.set([1, m, k, 1, k, n], shapes / 4);
      const rightId = view(right, k * n);
      lefts.forEach((left, i) => {
        const leftId = view(left, m * k);
        const outId = view(outs[i], m * n);
        module._BatchMatMul(leftId, shapes, 3, rightId, shapes + SHAPES_BYTES / 2, 3, 0, 0, outId);
        drop(leftId);
        drop(outId);
      });
      drop(rightId);
    },
    convolve(x, filter, out, sizes) {
      const { batch, height, width, inChannels, outChannels, filterHeight, filterWidth, pads } = sizes;
      const [top, right, bottom, left] = pads;
      const outHeight = height + top + bottom - filterHeight + 1;
      const outWidth = width + left + right - filterWidth + 1;
      const xId = view(x, batch * height * width * inChannels);
      const filterId = view(filter, filterHeight * filterWidth * inChannels * outChannels);
      const outId = view(out, batch * outHeight * outWidth * outChannels);
      const geometry = [filterHeight, filterWidth, top, right, bottom, left];
      // Explicit pads (0 for `same`), dilations 1, strides 1.
      const rest = [0, 1, 1, 1, 1, inChannels, outChannels, outId];
      module._Conv2D(xId, batch, height, width, filterId, ...geometry, ...rest);
      drop(xId);
      drop(filterId);
      drop(outId);
    },
  };
}

/** A kernel of ours: its TensorFlow.js name and its function on the heap, given the kernel it replaces. */
export interface HeapKernel {
  name: string;
  /** @param stock The kernel that the package ships, for the cases that ours leaves alone; it throws where there is none. */
  make(heap: WasmHeap, stock: tf.KernelFunc): tf.KernelFunc;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return tf.util.sizeFromShape(shape as number[]);
}
