/** Convolutions and their gradients, as ONNX's own convolutions on N, C, H, W; as matrix products in `convolutionProducts`. */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../../base/errors';
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { NCHW, WINDOW_FILTER } from '../layout';
import { filterGradientProduct, forwardProduct, inputGradientProduct } from './convolutionProducts';
import type { KernelCall, KernelRules } from './rule';

export type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

type Shape4D = [number, number, number, number];

/** Sizes, strides and pads of a convolution from [N,H,W,C] and [kh,kw,C,O]. */
function geometry(call: KernelCall, input: number[], filter: number[], depthwise = false): Geometry {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = call.attributes;
  if (dataFormat && dataFormat !== 'NHWC') {
    throw new BackendError(`Compile: convolutions are traced in NHWC, found dataFormat ${dataFormat}.`);
  }
  return tf.backend_util.computeConv2DInfo(
    input as Shape4D,
    filter as Shape4D,
    strides as [number, number],
    (dilations as [number, number] | undefined) ?? 1,
    pad as 'same',
    dimRoundingMode as 'floor',
    depthwise,
  );
}

/** Attributes of Conv and ConvTranspose. */
function windowAttributes(g: Geometry) {
  return {
    kernel_shape: [g.filterHeight, g.filterWidth],
    strides: [g.strideHeight, g.strideWidth],
    dilations: [g.dilationHeight, g.dilationWidth],
    pads: [g.padInfo.top, g.padInfo.left, g.padInfo.bottom, g.padInfo.right],
  };
}

/** Results return to the logical layout if layouts are not to be kept. */
export function settled(emitter: Emitter, y: Stored): Stored {
  return emitter.options.layout ? y : emitter.natural(y);
}

function forward(emitter: Emitter, x: Stored, filter: Stored, g: Geometry): Stored {
  const product = emitter.options.gemm && forwardProduct(emitter, x, filter, g);
  if (product) return product;
  const weights = emitter.arrange(filter, WINDOW_FILTER);
  const shape = [g.batchSize, g.outChannels, g.outHeight, g.outWidth];
  return emitter.one('Conv', [emitter.arrange(x, NCHW), weights], shape, windowAttributes(g), { order: NCHW });
}

function inputGradient(emitter: Emitter, dy: Stored, filter: Stored, g: Geometry): Stored {
  const product = emitter.options.gemm && inputGradientProduct(emitter, dy, filter, g);
  return product || transposedWindows(emitter, dy, emitter.arrange(filter, WINDOW_FILTER), g);
}

/** The convolution by those weights turned round, from places of the output to places of the input. */
function transposedWindows(emitter: Emitter, dy: Stored, weights: Stored, g: Geometry, group = 1): Stored {
  const { top, bottom, left, right } = g.padInfo;
  const span = (out: number, stride: number, effective: number) => (out - 1) * stride + effective;
  const attributes = {
    ...windowAttributes(g),
    ...(group > 1 && { group }),
    // Rows of the input beyond the last window.
    output_padding: [
      g.inHeight - span(g.outHeight, g.strideHeight, g.effectiveFilterHeight) + top + bottom,
      g.inWidth - span(g.outWidth, g.strideWidth, g.effectiveFilterWidth) + left + right,
    ],
  };
  const shape = [g.batchSize, g.inChannels, g.inHeight, g.inWidth];
  return emitter.one('ConvTranspose', [emitter.arrange(dy, NCHW), weights], shape, attributes, { order: NCHW });
}

/** A filter's gradient is a convolution of x with dy: strides become dilations. */
function filterWindow(g: Geometry) {
  const { top, bottom, left, right } = g.padInfo;
  return {
    kernel_shape: [g.outHeight, g.outWidth],
    strides: [g.dilationHeight, g.dilationWidth],
    dilations: [g.strideHeight, g.strideWidth],
    pads: [top, left, bottom, right],
  };
}

/** Height and width of that convolution's result, larger than the filter where the last window left rows over. */
function wideSides(g: Geometry): [number, number] {
  const { top, bottom, left, right } = g.padInfo;
  const height = g.inHeight + top + bottom - (g.outHeight - 1) * g.strideHeight;
  const width = g.inWidth + left + right - (g.outWidth - 1) * g.strideWidth;
  return [Math.floor((height - 1) / g.dilationHeight) + 1, Math.floor((width - 1) / g.dilationWidth) + 1];
}

/** The rows and columns of that result that belong to the filter. */
function cutToFilter(emitter: Emitter, wide: Stored, g: Geometry): Stored {
  return emitter.sliceStored(wide, [
    { axis: 2, start: 0, end: g.filterHeight },
    { axis: 3, start: 0, end: g.filterWidth },
  ]);
}

/** The filter's gradient: images become channels of a convolution of x with dy. */
function filterGradient(emitter: Emitter, x: Stored, dy: Stored, g: Geometry): Stored {
  const product = emitter.options.gemm && filterGradientProduct(emitter, x, dy, g);
  if (product) return emitter.options.filterOrders ? product : emitter.natural(product);
  const channelsFirst = [3, 0, 1, 2];
  const inputs = [emitter.arrange(x, channelsFirst), emitter.arrange(dy, channelsFirst)];
  const shape = [g.inChannels, g.outChannels, ...wideSides(g)];
  const wide = emitter.one('Conv', inputs, shape, filterWindow(g));
  return emitter.natural({ ...cutToFilter(emitter, wide, g), order: [2, 3, 0, 1] });
}

/** A depthwise filter [kh, kw, C, M] as ONNX takes it with a group per channel: [C M, 1, kh, kw]. */
function channelFilters(emitter: Emitter, filter: Stored): Stored {
  const [height, width, channels, multiplier] = logicalShape(filter);
  const turned = emitter.transposeStored(emitter.natural(filter), [2, 3, 0, 1]);
  return emitter.reshapeStored(turned, [channels * multiplier, 1, height, width]);
}

function depthwise(emitter: Emitter, x: Stored, filter: Stored, g: Geometry): Stored {
  const shape = [g.batchSize, g.outChannels, g.outHeight, g.outWidth];
  const attributes = { ...windowAttributes(g), group: g.inChannels };
  const weights = channelFilters(emitter, filter);
  return emitter.one('Conv', [emitter.arrange(x, NCHW), weights], shape, attributes, { order: NCHW });
}

/** A stored [n, c, ...] tensor as one image of n c channels. */
const asChannels = (emitter: Emitter, x: Stored): Stored =>
  emitter.reshapeStored(x, [1, x.shape[0] * x.shape[1], ...x.shape.slice(2)]);

/**
 * As `filterGradient`, each channel of each image by itself, and the images added.
 *
 * @param multiplier Filters per channel.
 */
function depthwiseFilterGradient(emitter: Emitter, x: Stored, dy: Stored, g: Geometry, multiplier: number): Stored {
  const images = asChannels(emitter, emitter.arrange(x, NCHW));
  const gradients = emitter.arrange(dy, NCHW);
  const groups = g.batchSize * g.inChannels;
  const kernels = emitter.reshapeStored(gradients, [groups * multiplier, 1, g.outHeight, g.outWidth]);
  const wide = emitter.one('Conv', [images, kernels], [1, groups * multiplier, ...wideSides(g)], {
    ...filterWindow(g),
    group: groups,
  });
  const cut = cutToFilter(emitter, wide, g);
  const apart = emitter.reshapeStored(cut, [g.batchSize, g.inChannels, multiplier, g.filterHeight, g.filterWidth]);
  const sum = emitter.reduceStored('ReduceSum', apart, [0]);
  const filters = emitter.reshapeStored(sum, sum.shape.slice(1), [2, 3, 0, 1]);
  return emitter.natural(filters);
}

export const convolutionRules: KernelRules = {
  Conv2D: {
    infer: (call) => [
      { shape: geometry(call, call.inputs.x.shape, call.inputs.filter.shape).outShape, dtype: 'float32' },
    ],
    lower: (emitter, call) => {
      const g = geometry(call, call.inputs.x.shape, call.inputs.filter.shape);
      return [settled(emitter, forward(emitter, call.stored.x, call.stored.filter, g))];
    },
  },
  Conv2DBackpropInput: {
    infer: ({ attributes }) => [{ shape: attributes.inputShape as number[], dtype: 'float32' }],
    lower: (emitter, call) => {
      const g = geometry(call, call.attributes.inputShape as number[], call.inputs.filter.shape);
      return [settled(emitter, inputGradient(emitter, call.stored.dy, call.stored.filter, g))];
    },
  },
  Conv2DBackpropFilter: {
    infer: ({ attributes }) => [{ shape: attributes.filterShape as number[], dtype: 'float32' }],
    lower: (emitter, call) => {
      const g = geometry(call, call.inputs.x.shape, call.attributes.filterShape as number[]);
      return [filterGradient(emitter, call.stored.x, call.stored.dy, g)];
    },
  },
  DepthwiseConv2dNative: {
    infer: (call) => [
      { shape: geometry(call, call.inputs.x.shape, call.inputs.filter.shape, true).outShape, dtype: 'float32' },
    ],
    lower: (emitter, call) => {
      const g = geometry(call, call.inputs.x.shape, call.inputs.filter.shape, true);
      return [settled(emitter, depthwise(emitter, call.stored.x, call.stored.filter, g))];
    },
  },
  DepthwiseConv2dNativeBackpropInput: {
    infer: ({ attributes }) => [{ shape: attributes.inputShape as number[], dtype: 'float32' }],
    lower: (emitter, call) => {
      const g = geometry(call, call.attributes.inputShape as number[], call.inputs.filter.shape, true);
      const weights = channelFilters(emitter, call.stored.filter);
      return [settled(emitter, transposedWindows(emitter, call.stored.dy, weights, g, g.inChannels))];
    },
  },
  DepthwiseConv2dNativeBackpropFilter: {
    infer: ({ attributes }) => [{ shape: attributes.filterShape as number[], dtype: 'float32' }],
    lower: (emitter, call) => {
      const filterShape = call.attributes.filterShape as number[];
      const g = geometry(call, call.inputs.x.shape, filterShape, true);
      return [depthwiseFilterGradient(emitter, call.stored.x, call.stored.dy, g, filterShape[3])];
    },
  },
};
