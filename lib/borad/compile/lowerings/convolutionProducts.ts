/**
 * Convolutions and their gradients on tensors stored C, N, H, W: as matrix products, whose rows [C, N H W] need no copy, or as
 * convolutions that take the batch for one image or volume.
 *
 * Undefined results mean that the geometry has no such form here; the caller then uses ONNX's convolution.
 */
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { sizeOf } from '../graph';
import { CNHW, ROW_FILTER, WINDOW_FILTER } from '../layout';
import type { Geometry } from './convolution';

/** Filters of more taps than this are not unrolled into columns. */
const MOST_TAPS = 9;

type Form = 'point' | 'patch' | 'three' | 'window';

function formOf(g: Geometry): Form | undefined {
  const { top, bottom, left, right } = g.padInfo;
  if (g.dilationHeight !== 1 || g.dilationWidth !== 1) return undefined;
  const unpadded = top === 0 && bottom === 0 && left === 0 && right === 0;
  if (g.filterHeight === 1 && g.filterWidth === 1) return unpadded ? 'point' : undefined;
  const size = g.filterHeight;
  const square = g.filterWidth === size && g.strideHeight === g.strideWidth;
  if (square && unpadded && g.strideHeight === size && g.inHeight % size === 0 && g.inWidth % size === 0)
    return 'patch';
  if (square && size === 3 && g.strideHeight === 1 && top === 1 && bottom === 1 && left === 1 && right === 1)
    return 'three';
  return g.filterHeight * g.filterWidth <= MOST_TAPS ? 'window' : undefined;
}

/** The rows [C, N H W] of a batch. */
function rows(emitter: Emitter, x: Stored): Stored {
  const [n, h, w, c] = logicalShape(x);
  return emitter.reshapeStored(emitter.arrange(x, CNHW), [c, n * h * w]);
}

function fromRows(emitter: Emitter, y: Stored, n: number, h: number, w: number): Stored {
  return emitter.reshapeStored(y, [y.shape[0], n, h, w], CNHW);
}

/** Every stride-th row and column. */
function subsampled(emitter: Emitter, x: Stored, g: Geometry): Stored {
  return emitter.sliceStored(emitter.arrange(x, CNHW), [
    { axis: 2, start: 0, end: g.inHeight, step: g.strideHeight },
    { axis: 3, start: 0, end: g.inWidth, step: g.strideWidth },
  ]);
}

/**
 * Zeros put between rows and columns: the transpose of `subsampled`. Where the strides are equal and divide the image, the
 * zeros are the other places of blocks.
 */
function spread(emitter: Emitter, y: Stored, g: Geometry): Stored {
  const { strideHeight, strideWidth, inHeight, inWidth } = g;
  if (strideHeight === 1 && strideWidth === 1) return y;
  const [c, n, h, w] = y.shape;
  if (strideHeight === strideWidth && inHeight === h * strideHeight && inWidth === w * strideWidth) {
    const blocks = emitter.padStored(
      emitter.reshapeStored(y, [c, n * h * w]),
      [0, 0],
      [0, (strideHeight * strideWidth - 1) * n * h * w],
    );
    return blocksToImages(emitter, emitter.reshapeStored(blocks, [c, strideHeight ** 2 * n, h, w]), strideHeight);
  }
  const apart = emitter.reshapeStored(y, [c, n, h, 1, w, 1]);
  const padded = emitter.padStored(apart, [0, 0, 0, 0, 0, 0], [0, 0, 0, strideHeight - 1, 0, strideWidth - 1]);
  const whole = emitter.reshapeStored(padded, [c, n, h * strideHeight, w * strideWidth], CNHW);
  return emitter.sliceStored(whole, [
    { axis: 2, start: 0, end: inHeight },
    { axis: 3, start: 0, end: inWidth },
  ]);
}

/** Blocks [C, k k N, h, w] laid out as images [C, N, k h, k w]; of a batch stored C, N they come from the N axis. */
function blocksToImages(emitter: Emitter, blocks: Stored, size: number): Stored {
  const [c, n, h, w] = blocks.shape;
  const shape = [c, n / size ** 2, size * h, size * w];
  return emitter.one('DepthToSpace', [blocks], shape, { blocksize: size }, { order: CNHW });
}

/** Patches as rows [C k k, N H/k W/k]: the other way of `blocksToImages`. */
function patchRows(emitter: Emitter, x: Stored, size: number): Stored {
  const stored = emitter.arrange(x, CNHW);
  const [c, n, h, w] = stored.shape;
  const shape = [c, n * size * size, h / size, w / size];
  const blocks = emitter.one('SpaceToDepth', [stored], shape, { blocksize: size });
  return emitter.reshapeStored(blocks, [c * size * size, (n * h * w) / (size * size)]);
}

/** The filter [k, k, C, O] as [C k k, O]. */
function patchFilter(emitter: Emitter, filter: Stored): Stored {
  const [kh, kw, c, o] = logicalShape(filter);
  return emitter.reshapeStored(emitter.transposeStored(emitter.natural(filter), [2, 0, 1, 3]), [c * kh * kw, o]);
}

/** A batch of images stored C, N, H, W as one volume of N slices: what a three-dimensional convolution takes as one image. */
function volume(emitter: Emitter, x: Stored): Stored {
  const stored = emitter.arrange(x, CNHW);
  return emitter.reshapeStored(stored, [1, ...stored.shape]);
}

/**
 * A convolution of every slice of the volume: its windows are one slice deep, so that images do not mix, and onnxruntime
 * unrolls them into columns piece by piece in its cache.
 */
function volumeConvolution(
  emitter: Emitter,
  x: Stored,
  weights: Stored,
  g: Geometry,
  pads: [number, number, number, number],
  [h, w]: [number, number],
  group = 1,
): Stored {
  const [channels, , kh, kw] = weights.shape;
  const [top, left, bottom, right] = pads;
  const n = logicalShape(x)[0];
  const attributes = {
    kernel_shape: [1, kh, kw],
    strides: [1, g.strideHeight, g.strideWidth],
    dilations: [1, 1, 1],
    pads: [0, top, left, 0, bottom, right],
    ...(group > 1 && { group }),
  };
  const filter = emitter.reshapeStored(weights, [channels, weights.shape[1], 1, kh, kw]);
  const y = emitter.one('Conv', [volume(emitter, x), filter], [1, channels, n, h, w], attributes);
  return emitter.reshapeStored(y, [channels, n, h, w], CNHW);
}

/** Every tap's view of the batch as rows [C taps, N h w]: a convolution of each channel with filters that hold a single 1. */
function tapRows(
  emitter: Emitter,
  x: Stored,
  g: Geometry,
  [kh, kw]: [number, number],
  pads: [number, number, number, number],
  [h, w]: [number, number],
): Stored {
  const channels = logicalShape(x)[3];
  const taps = kh * kw;
  const single = new Float32Array(channels * taps * taps);
  for (let row = 0; row < channels * taps; row++) single[row * taps + (row % taps)] = 1;
  const filters = emitter.constant(single, [channels * taps, 1, kh, kw], 'float32');
  const views = volumeConvolution(emitter, x, filters, g, pads, [h, w], channels);
  return emitter.reshapeStored(views, [channels * taps, g.batchSize * h * w]);
}

/** Images moved down by `by` rows, zeros moving in; rows of [C N, H W], which onnxruntime pads fastest. */
function rowShifted(emitter: Emitter, x: Stored, by: number): Stored {
  const [c, n, h, w] = x.shape;
  const flat = emitter.reshapeStored(x, [c * n, h * w]);
  return emitter.reshapeStored(emitter.padStored(flat, [0, by * w], [0, -by * w]), x.shape, x.order);
}

/** Filters stored 3, O, C, 3 with their last axis reversed; the product with an exchange matrix does it fastest. */
function mirroredRows(emitter: Emitter, weights: Stored): Stored {
  const exchange = emitter.constant(Float32Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0), [3, 3], 'float32');
  const flat = emitter.reshapeStored(weights, [sizeOf(weights.shape) / 3, 3]);
  return emitter.reshapeStored(emitter.gemm(flat, exchange, false, false), weights.shape, weights.order);
}

/**
 * Every row of the images with the three rows of each filter, [3, O, C, 3], apart: [3 O, N, H, W].
 *
 * Stored C, N, H, W, a batch is one image of N H rows, which a convolution of one row's height does not mix; onnxruntime
 * unrolls it into columns piece by piece in its cache, where rows of a product would have to be written out.
 */
function rowConvolution(emitter: Emitter, x: Stored, weights: Stored): Stored {
  const stored = emitter.arrange(x, CNHW);
  const [c, n, h, w] = stored.shape;
  const channels = weights.shape[0] * weights.shape[1];
  const image = emitter.reshapeStored(stored, [1, c, n * h, w]);
  const filters = emitter.reshapeStored(weights, [channels, c, 1, 3]);
  const attributes = { kernel_shape: [1, 3], strides: [1, 1], dilations: [1, 1], pads: [0, 1, 0, 1] };
  const y = emitter.one('Conv', [image, filters], [1, channels, n * h, w], attributes);
  return emitter.reshapeStored(y, [channels, n, h, w]);
}

/**
 * The sum of the thirds of [3 C, N, H, W], the first moved down by `by` rows, the last up: each is cut out and moved in one
 * pass over [C N, H W], which onnxruntime pads fastest.
 */
function sumOfRowShifts(emitter: Emitter, product: Stored, by: 1 | -1): Stored {
  const [channels, n, h, w] = product.shape;
  const third = (channels / 3) * n;
  const flat = emitter.reshapeStored(product, [3 * third, h * w]);
  const first = emitter.padStored(flat, [0, by * w], [-2 * third, -by * w]);
  const middle = emitter.sliceStored(flat, [{ axis: 0, start: third, end: 2 * third }]);
  const last = emitter.padStored(flat, [-2 * third, -by * w], [0, by * w]);
  return emitter.reshapeStored(add(emitter, add(emitter, first, middle), last), [third / n, n, h, w], CNHW);
}

function add(emitter: Emitter, a: Stored, b: Stored): Stored {
  return emitter.one('Add', [a, b], a.shape, {}, { order: a.order });
}

/** y = W * x. */
export function forwardProduct(emitter: Emitter, x: Stored, filter: Stored, g: Geometry): Stored | undefined {
  const form = formOf(g);
  const result = (y: Stored) => fromRows(emitter, y, g.batchSize, g.outHeight, g.outWidth);
  if (form === 'point') {
    const weights = emitter.reshapeStored(emitter.natural(filter), [g.inChannels, g.outChannels]);
    return result(emitter.gemm(weights, rows(emitter, subsampled(emitter, x, g)), true, false));
  }
  if (form === 'patch') {
    return result(emitter.gemm(patchFilter(emitter, filter), patchRows(emitter, x, g.filterHeight), true, false));
  }
  if (form === 'three') {
    const weights = emitter.arrange(filter, ROW_FILTER);
    return sumOfRowShifts(emitter, rowConvolution(emitter, x, weights), 1);
  }
  if (form === undefined) return undefined;
  const { top, left, bottom, right } = g.padInfo;
  const size: [number, number] = [g.outHeight, g.outWidth];
  return volumeConvolution(emitter, x, emitter.arrange(filter, WINDOW_FILTER), g, [top, left, bottom, right], size);
}

/** The gradient for x. */
export function inputGradientProduct(emitter: Emitter, dy: Stored, filter: Stored, g: Geometry): Stored | undefined {
  const form = formOf(g);
  if (form === 'point') {
    const weights = emitter.reshapeStored(emitter.natural(filter), [g.inChannels, g.outChannels]);
    const product = emitter.gemm(weights, rows(emitter, dy), false, false);
    return spread(emitter, fromRows(emitter, product, g.batchSize, g.outHeight, g.outWidth), g);
  }
  if (form === 'patch') {
    const size = g.filterHeight;
    const product = emitter.gemm(patchFilter(emitter, filter), rows(emitter, dy), false, false);
    const blocks = emitter.reshapeStored(product, [g.inChannels, size * size * g.batchSize, g.outHeight, g.outWidth]);
    return blocksToImages(emitter, blocks, size);
  }
  if (form === 'three') {
    const weights = mirroredRows(emitter, emitter.arrange(filter, [0, 2, 3, 1]));
    return sumOfRowShifts(emitter, rowConvolution(emitter, dy, weights), -1);
  }
  return undefined;
}

/** The gradient for the filter, [kh, kw, C, O] in some stored order. */
export function filterGradientProduct(emitter: Emitter, x: Stored, dy: Stored, g: Geometry): Stored | undefined {
  const form = formOf(g);
  const { filterHeight: kh, filterWidth: kw, inChannels: c, outChannels: o } = g;
  if (form === 'point') {
    const product = emitter.gemm(rows(emitter, subsampled(emitter, x, g)), rows(emitter, dy), false, true);
    return emitter.reshapeStored(product, [1, 1, c, o]);
  }
  if (form === 'patch') {
    const product = emitter.gemm(patchRows(emitter, x, kh), rows(emitter, dy), false, true);
    return emitter.reshapeStored(product, [c, kh, kw, o], [2, 0, 1, 3]);
  }
  if (form === 'three') {
    const columns = tapRows(emitter, x, g, [1, 3], [0, 1, 0, 1], [g.outHeight, g.outWidth]);
    // Three products with dy as it must be for each row of the filter: onnxruntime packs the second factor once a thread,
    // so that it should be the small one.
    const stored = emitter.arrange(dy, CNHW);
    const products = [-1, 0, 1].map((by) => {
      const shifted = by === 0 ? stored : rowShifted(emitter, stored, by);
      return emitter.reshapeStored(emitter.gemm(columns, rows(emitter, shifted), false, true), [1, c, 3, o]);
    });
    return emitter.reshapeStored(emitter.concatStored(products, 0), [3, c, 3, o], [0, 2, 1, 3]);
  }
  if (form === 'window') {
    const { top, left, bottom, right } = g.padInfo;
    const columns = tapRows(emitter, x, g, [kh, kw], [top, left, bottom, right], [g.outHeight, g.outWidth]);
    return emitter.reshapeStored(emitter.gemm(rows(emitter, dy), columns, false, true), [o, c, kh, kw], WINDOW_FILTER);
  }
  return undefined;
}
