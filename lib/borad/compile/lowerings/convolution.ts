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
  if (product) return product;
  const weights = emitter.arrange(filter, WINDOW_FILTER);
  const { top, bottom, left, right } = g.padInfo;
  const span = (out: number, stride: number, effective: number) => (out - 1) * stride + effective;
  const attributes = {
    ...windowAttributes(g),
    // Rows of the input beyond the last window.
    output_padding: [
      g.inHeight - span(g.outHeight, g.strideHeight, g.effectiveFilterHeight) + top + bottom,
      g.inWidth - span(g.outWidth, g.strideWidth, g.effectiveFilterWidth) + left + right,
    ],
  };
  const shape = [g.batchSize, g.inChannels, g.inHeight, g.inWidth];
  return emitter.one('ConvTranspose', [emitter.arrange(dy, NCHW), weights], shape, attributes, { order: NCHW });
}

/**
 * The filter's gradient as a convolution of x with dy: images become channels, strides become dilations. The result is
 * larger than the filter where the last window left rows over, and is cut.
 */
function filterGradient(emitter: Emitter, x: Stored, dy: Stored, g: Geometry): Stored {
  const product = emitter.options.gemm && filterGradientProduct(emitter, x, dy, g);
  if (product) return emitter.options.filterOrders ? product : emitter.natural(product);
  const { top, bottom, left, right } = g.padInfo;
  const channelsFirst = [3, 0, 1, 2];
  const height = g.inHeight + top + bottom - (g.outHeight - 1) * g.strideHeight;
  const width = g.inWidth + left + right - (g.outWidth - 1) * g.strideWidth;
  const attributes = {
    kernel_shape: [g.outHeight, g.outWidth],
    strides: [g.dilationHeight, g.dilationWidth],
    dilations: [g.strideHeight, g.strideWidth],
    pads: [top, left, bottom, right],
  };
  const shape = [
    g.inChannels,
    g.outChannels,
    Math.floor((height - 1) / g.dilationHeight) + 1,
    Math.floor((width - 1) / g.dilationWidth) + 1,
  ];
  const wide = emitter.one(
    'Conv',
    [emitter.arrange(x, channelsFirst), emitter.arrange(dy, channelsFirst)],
    shape,
    attributes,
  );
  const cut = emitter.sliceStored(wide, [
    { axis: 2, start: 0, end: g.filterHeight },
    { axis: 3, start: 0, end: g.filterWidth },
  ]);
  return emitter.natural({ ...cut, order: [2, 3, 0, 1] });
}

function depthwise(emitter: Emitter, x: Stored, filter: Stored, g: Geometry): Stored {
  const [height, width, channels, multiplier] = logicalShape(filter);
  const turned = emitter.transposeStored(emitter.natural(filter), [2, 3, 0, 1]);
  const weights = emitter.reshapeStored(turned, [channels * multiplier, 1, height, width]);
  const shape = [g.batchSize, g.outChannels, g.outHeight, g.outWidth];
  const attributes = { ...windowAttributes(g), group: channels };
  return emitter.one('Conv', [emitter.arrange(x, NCHW), weights], shape, attributes, { order: NCHW });
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
};
