/** Poolings on N, C, H, W, and the gradient of the average. */
import * as tf from '@tensorflow/tfjs-core';
import type { Emitter, Stored } from '../emitter';
import { inverseOrder, NCHW } from '../layout';
import { type Geometry, settled } from './convolution';
import type { KernelCall, KernelRule, KernelRules } from './rule';

function geometry({ attributes }: KernelCall, shape: number[]): Geometry {
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attributes.filterSize as [number, number],
    attributes.strides as [number, number],
    1,
    attributes.pad as 'same',
    attributes.dimRoundingMode as 'floor',
  );
}

function poolingRule(operator: 'AveragePool' | 'MaxPool'): KernelRule {
  return {
    infer: (call) => [{ shape: geometry(call, call.inputs.x.shape).outShape, dtype: call.inputs.x.dtype }],
    lower: (emitter, call) => {
      const g = geometry(call, call.inputs.x.shape);
      const { top, bottom, left, right } = g.padInfo;
      const shape = [g.batchSize, g.inChannels, g.outHeight, g.outWidth];
      const attributes = {
        kernel_shape: [g.filterHeight, g.filterWidth],
        strides: [g.strideHeight, g.strideWidth],
        pads: [top, left, bottom, right],
      };
      return [
        settled(
          emitter,
          emitter.one(operator, [emitter.arrange(call.stored.x, NCHW)], shape, attributes, { order: NCHW }),
        ),
      ];
    },
  };
}

/** Every dy repeated over its window: windows side by side keep the layout. */
function repeated(emitter: Emitter, dy: Stored, g: Geometry): Stored {
  const place = inverseOrder(dy.order);
  const factor = (axis: number) => (axis === place[1] ? g.filterHeight : axis === place[2] ? g.filterWidth : 1);
  const apart = emitter.reshapeStored(
    dy,
    dy.shape.flatMap((extent, axis) => (factor(axis) > 1 ? [extent, 1] : [extent])),
  );
  const target = dy.shape.flatMap((extent, axis) => (factor(axis) > 1 ? [extent, factor(axis)] : [extent]));
  const wide = emitter.one('Expand', [apart, emitter.integers(target)], target);
  return emitter.reshapeStored(
    wide,
    dy.shape.map((extent, axis) => extent * factor(axis)),
    dy.order,
  );
}

/** Overlapping windows: a transposed convolution of every plane with a filter of ones. */
function overlapped(emitter: Emitter, dy: Stored, g: Geometry): Stored {
  const planes = g.batchSize * g.inChannels;
  const { top, bottom, left, right } = g.padInfo;
  const stored = emitter.reshapeStored(emitter.arrange(dy, NCHW), [planes, 1, g.outHeight, g.outWidth]);
  const ones = emitter.constant(
    new Float32Array(g.filterHeight * g.filterWidth).fill(1),
    [1, 1, g.filterHeight, g.filterWidth],
    'float32',
  );
  const over = (input: number, out: number, stride: number, size: number, pads: number) =>
    input - ((out - 1) * stride + size) + pads;
  const attributes = {
    kernel_shape: [g.filterHeight, g.filterWidth],
    strides: [g.strideHeight, g.strideWidth],
    pads: [top, left, bottom, right],
    output_padding: [
      over(g.inHeight, g.outHeight, g.strideHeight, g.filterHeight, top + bottom),
      over(g.inWidth, g.outWidth, g.strideWidth, g.filterWidth, left + right),
    ],
  };
  const sum = emitter.one('ConvTranspose', [stored, ones], [planes, 1, g.inHeight, g.inWidth], attributes);
  return emitter.reshapeStored(sum, [g.batchSize, g.inChannels, g.inHeight, g.inWidth], NCHW);
}

export const poolingRules: KernelRules = {
  AvgPool: poolingRule('AveragePool'),
  MaxPool: poolingRule('MaxPool'),
  AvgPoolGrad: {
    infer: ({ inputs: { input } }) => [{ shape: input.shape, dtype: input.dtype }],
    lower: (emitter, call) => {
      const g = geometry(call, call.inputs.input.shape);
      const { top, bottom, left, right } = g.padInfo;
      const sideBySide =
        g.strideHeight === g.filterHeight &&
        g.strideWidth === g.filterWidth &&
        top + bottom + left + right === 0 &&
        g.outHeight * g.filterHeight === g.inHeight &&
        g.outWidth * g.filterWidth === g.inWidth;
      // TensorFlow.js divides by the whole window also at the border.
      const factor = emitter.scalar(1 / (g.filterHeight * g.filterWidth));
      const { dy } = call.stored;
      const scaled = emitter.one('Mul', [dy, factor], dy.shape, {}, { order: dy.order });
      return [settled(emitter, sideBySide ? repeated(emitter, scaled, g) : overlapped(emitter, scaled, g))];
    },
  },
};
