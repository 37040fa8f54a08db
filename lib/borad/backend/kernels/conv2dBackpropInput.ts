/**
 * Gradient of a convolution with respect to its input; also the forward pass of a transposed convolution. The stock
 * kernel is a scalar loop.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { type HeapKernel, sizeOf, type WasmHeap } from '../wasmHeap';
import { type ConvolutionShape, convolutionShape } from './convolutionShape';
import { transposeMatrix } from './transposeMatrix';

export const conv2dBackpropInput: HeapKernel = {
  name: 'Conv2DBackpropInput',
  make:
    (heap) =>
    ({ inputs, attrs }) => {
      const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
      const { inputShape } = attrs as unknown as { inputShape: number[] };
      const shape = convolutionShape(inputShape, filter.shape, attrs);
      const out = heap.output(inputShape);
      const gradient = isPointwise(shape) ? byProduct : isReversible(shape) ? byConvolution : byPatches;
      gradient(heap, shape, heap.position(dy), heap.position(filter), heap.position(out));
      return out;
    },
};

/** 1x1: dX [B H W, C] = dY [B H W, D] x W^T [D, C]. */
function byProduct(heap: WasmHeap, shape: ConvolutionShape, dy: number, filter: number, out: number): void {
  const { inChannels, outChannels } = shape;
  heap.withBuffer(outChannels * inChannels, (weights) => {
    transposeMatrix(heap.floats(), filter, inChannels, outChannels, weights);
    const locations = shape.batchSize * shape.inHeight * shape.inWidth;
    heap.multiply([dy], weights, [out], locations, outChannels, inChannels);
  });
}

/** Stride 1: dX is dY convolved with the filter turned by 180 degrees, its channel axes swapped. */
function byConvolution(heap: WasmHeap, shape: ConvolutionShape, dy: number, filter: number, out: number): void {
  const { filterHeight, filterWidth, inChannels, outChannels, padInfo } = shape;
  const taps = filterHeight * filterWidth;
  heap.withBuffer(taps * inChannels * outChannels, (turned) => {
    for (let tap = 0; tap < taps; tap++) {
      const target = turned + (taps - 1 - tap) * inChannels * outChannels;
      transposeMatrix(heap.floats(), filter + tap * inChannels * outChannels, inChannels, outChannels, target);
    }
    heap.convolve(dy, turned, out, {
      batch: shape.batchSize,
      height: shape.outHeight,
      width: shape.outWidth,
      inChannels: outChannels,
      outChannels: inChannels,
      filterHeight,
      filterWidth,
      pads: [
        filterHeight - 1 - padInfo.top,
        filterWidth - 1 - padInfo.right,
        filterHeight - 1 - padInfo.bottom,
        filterWidth - 1 - padInfo.left,
      ],
    });
  });
}

/**
 * Any stride, image by image: patches [Ho Wo, h w C] = dY [Ho Wo, D] x W^T [D, h w C], then every patch is added where
 * it was read.
 */
function byPatches(heap: WasmHeap, shape: ConvolutionShape, dy: number, filter: number, out: number): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = shape;
  const outputs = outHeight * outWidth;
  const patch = shape.filterHeight * shape.filterWidth * inChannels;
  const image = inHeight * inWidth * inChannels;
  heap.floats().fill(0, out, out + batchSize * image);
  if (sizeOf([batchSize, outputs, outChannels]) === 0) return;
  heap.withBuffer(outChannels * patch, (weights) =>
    heap.withBuffer(outputs * patch, (patches) => {
      transposeMatrix(heap.floats(), filter, patch, outChannels, weights);
      for (let b = 0; b < batchSize; b++) {
        heap.multiply([dy + b * outputs * outChannels], weights, [patches], outputs, outChannels, patch);
        addPatches(heap.floats(), shape, patches, out + b * image);
      }
    }),
  );
}

/** A 1x1 convolution that reads every location once. */
function isPointwise(shape: ConvolutionShape): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = shape;
  const pads = padInfo.top + padInfo.bottom + padInfo.left + padInfo.right;
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && pads === 0;
}

/** A convolution of stride 1 whose padding is smaller than its filter, so that the reverse one needs no cropping. */
function isReversible(shape: ConvolutionShape): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = shape;
  const { top, bottom, left, right } = padInfo;
  const fits = Math.max(top, bottom) < filterHeight && Math.max(left, right) < filterWidth;
  // With a bottom or right pad rounded away, sizes differ from outputs + filter - 1 - pads.
  const exact =
    shape.inHeight + top + bottom === shape.outHeight + filterHeight - 1 &&
    shape.inWidth + left + right === shape.outWidth + filterWidth - 1;
  return strideHeight * strideWidth === 1 && fits && exact;
}

/** Adds the patches of one image to the locations they were read from. */
function addPatches(floats: Float32Array, shape: ConvolutionShape, patches: number, out: number): void {
  const { outHeight, outWidth, inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = shape;
  const run = filterWidth * inChannels;
  let source = patches;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const left = x * shape.strideWidth - padInfo.left;
      const from = Math.max(0, -left) * inChannels;
      const to = Math.min(filterWidth, inWidth - left) * inChannels;
      for (let i = 0; i < filterHeight; i++, source += run) {
        const line = y * shape.strideHeight - padInfo.top + i;
        if (line < 0 || line >= inHeight) continue;
        // The taps of one filter line lie side by side in the input too.
        const target = out + (line * inWidth + left) * inChannels;
        for (let k = from; k < to; k++) floats[target + k] += floats[source + k];
      }
    }
  }
}
