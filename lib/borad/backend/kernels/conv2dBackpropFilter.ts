/**
 * Gradient of a convolution with respect to its filter, as one matrix product for each tap.
 *
 * dW[i, j] [C, D] = X(i, j) [C, L] x dY [L, D], where X(i, j) holds the input seen by tap (i, j), channels first, and L
 * runs over all outputs. With x stored channels first in lines that carry their zero padding, X(i, j) is the same
 * buffer read from a later position: no patches are copied. The places of a line without an output carry zeros in dY.
 * Strides split the input into phases, each a problem of stride 1.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { type HeapKernel, sizeOf, type WasmHeap } from '../wasmHeap';
import { type ConvolutionShape, convolutionShape } from './convolutionShape';
import { copyRun } from './copyRun';
import { lineLength, type StridePhase, stridePhases } from './stridePhases';
import { transposeMatrix } from './transposeMatrix';

interface Grid {
  /** Lines of an image, places of a line. */
  lines: number;
  places: number;
}

export const conv2dBackpropFilter: HeapKernel = {
  name: 'Conv2DBackpropFilter',
  make:
    (heap) =>
    ({ inputs, attrs }) => {
      const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      const { filterShape } = attrs as unknown as { filterShape: number[] };
      const out = heap.output(filterShape);
      const shape = convolutionShape(x.shape, filterShape, attrs);
      if (sizeOf(x.shape) === 0 || sizeOf(dy.shape) === 0) {
        const start = heap.position(out);
        heap.floats().fill(0, start, start + sizeOf(filterShape));
        return out;
      }
      filterGradient(heap, shape, heap.position(x), heap.position(dy), heap.position(out));
      return out;
    },
};

function filterGradient(heap: WasmHeap, shape: ConvolutionShape, x: number, dy: number, out: number): void {
  const { batchSize, outChannels, outHeight, outWidth, padInfo } = shape;
  const rows = stridePhases(shape.inHeight, shape.filterHeight, shape.strideHeight, padInfo.top);
  const columns = stridePhases(shape.inWidth, shape.filterWidth, shape.strideWidth, padInfo.left);
  const grid = { lines: lineLength(rows, outHeight), places: lineLength(columns, outWidth) };
  const length = batchSize * grid.lines * grid.places;

  const products = (dyGrid: number) => {
    for (const row of rows) {
      for (const column of columns) {
        phaseGradient(heap, shape, grid, row, column, x, dyGrid, out);
      }
    }
  };
  if (grid.lines === outHeight && grid.places === outWidth) {
    products(dy);
  } else {
    heap.withBuffer(length * outChannels, (buffer) => {
      spreadOutputs(heap.floats(), shape, grid, dy, buffer);
      products(buffer);
    });
  }
}

/** The taps of one phase. */
function phaseGradient(
  heap: WasmHeap,
  shape: ConvolutionShape,
  grid: Grid,
  row: StridePhase,
  column: StridePhase,
  x: number,
  dyGrid: number,
  out: number,
): void {
  const { batchSize, inChannels, outChannels, filterWidth, strideHeight, strideWidth } = shape;
  const length = batchSize * grid.lines * grid.places;
  // The first taps read before the first line, the last ones behind the last line.
  const margin = row.before * grid.places + column.before;
  const behind = row.taps * grid.places + column.taps;
  heap.withBuffer(margin + inChannels * length + behind, (buffer) => {
    const floats = heap.floats();
    floats.fill(0, buffer, buffer + margin + inChannels * length + behind);
    gatherPhase(floats, shape, grid, row, column, x, buffer + margin);
    const lefts: number[] = [];
    const outs: number[] = [];
    for (let u = 0; u < row.taps; u++) {
      for (let v = 0; v < column.taps; v++) {
        const tap = (row.residue + strideHeight * u) * filterWidth + column.residue + strideWidth * v;
        lefts.push(buffer + u * grid.places + v);
        outs.push(out + tap * inChannels * outChannels);
      }
    }
    heap.multiply(lefts, dyGrid, outs, inChannels, length, outChannels);
  });
}

/** Inputs of one phase, channels first: to[c][b][line][place]. */
function gatherPhase(
  floats: Float32Array,
  shape: ConvolutionShape,
  grid: Grid,
  row: StridePhase,
  column: StridePhase,
  x: number,
  to: number,
): void {
  const { batchSize, inHeight, inWidth, inChannels, strideHeight, strideWidth } = shape;
  const length = batchSize * grid.lines * grid.places;
  for (let b = 0; b < batchSize; b++) {
    for (let line = 0; line < row.count; line++) {
      const y = row.first + line * strideHeight;
      const source = x + ((b * inHeight + y) * inWidth + column.first) * inChannels;
      const target = to + (b * grid.lines + line) * grid.places;
      transposeMatrix(floats, source, column.count, inChannels, target, strideWidth * inChannels, length);
    }
  }
}

/** dY on the grid: to[b][line][place][d], zero where there is no output. */
function spreadOutputs(floats: Float32Array, shape: ConvolutionShape, grid: Grid, dy: number, to: number): void {
  const { batchSize, outHeight, outWidth, outChannels } = shape;
  const run = outWidth * outChannels;
  const line = grid.places * outChannels;
  floats.fill(0, to, to + batchSize * grid.lines * line);
  for (let b = 0; b < batchSize; b++) {
    for (let y = 0; y < outHeight; y++) {
      copyRun(floats, to + (b * grid.lines + y) * line, dy + (b * outHeight + y) * run, run);
    }
  }
}
