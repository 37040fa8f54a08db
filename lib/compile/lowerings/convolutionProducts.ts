/**
 * Convolutions and their gradients as matrix products on tensors stored C, N, H, W, whose rows [C, N H W] need no copy.
 *
 * Undefined results mean that the geometry has no such form here; the caller then uses ONNX's convolution.
 */
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { CNHW } from '../layout';
import type { Geometry } from './convolution';

/** Filters of more taps than this are not unrolled into columns. */
const MOST_TAPS = 9;

type Form = 'point' | 'patch' | 'three' | 'columns';

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
  return g.filterHeight * g.filterWidth <= MOST_TAPS ? 'columns' : undefined;
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

/** Zeros put between rows and columns: the transpose of `subsampled`. */
function spread(emitter: Emitter, y: Stored, g: Geometry): Stored {
  if (g.strideHeight === 1 && g.strideWidth === 1) return y;
  const [c, n, h, w] = y.shape;
  const apart = emitter.reshapeStored(y, [c, n, h, 1, w, 1]);
  const padded = emitter.padStored(apart, [0, 0, 0, 0, 0, 0], [0, 0, 0, g.strideHeight - 1, 0, g.strideWidth - 1]);
  const whole = emitter.reshapeStored(padded, [c, n, h * g.strideHeight, w * g.strideWidth], CNHW);
  return emitter.sliceStored(whole, [
    { axis: 2, start: 0, end: g.inHeight },
    { axis: 3, start: 0, end: g.inWidth },
  ]);
}

/** Patches as rows [C k k, N H/k W/k]; DepthToSpace of a batch stored C, N takes blocks from the N axis. */
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

/** Images moved down by `by` rows, zeros moving in; rows of [C N, H W], which onnxruntime pads fastest. */
function rowShifted(emitter: Emitter, x: Stored, by: number): Stored {
  const [c, n, h, w] = x.shape;
  const flat = emitter.reshapeStored(x, [c * n, h * w]);
  return emitter.reshapeStored(emitter.padStored(flat, [0, by * w], [0, -by * w]), x.shape);
}

/** 1 everywhere but in the column that wraps around when a tensor moves by `by` as one long row. */
function columnMask(emitter: Emitter, h: number, w: number, by: number): Stored {
  const wrapped = by > 0 ? 0 : w - 1;
  const mask = Float32Array.from({ length: h * w }, (_, i) => (i % w === wrapped ? 0 : 1));
  return emitter.constant(mask, [1, 1, h, w], 'float32');
}

function masked(emitter: Emitter, x: Stored, by: number): Stored {
  return emitter.one('Mul', [x, columnMask(emitter, x.shape[2], x.shape[3], by)], x.shape, {}, { order: x.order });
}

/** Images moved right by one column, or left by minus one, zeros moving in: one move of the whole memory, then a mask. */
function columnShifted(emitter: Emitter, x: Stored, by: number): Stored {
  const flat = emitter.reshapeStored(x, [x.shape.reduce((a, b) => a * b, 1)]);
  return masked(emitter, emitter.reshapeStored(emitter.padStored(flat, [by], [-by]), x.shape), by);
}

/** Rows kw C + c: x moved so that place w holds x[w + kw - 1]. */
function columnShifts(emitter: Emitter, x: Stored): Stored {
  const stored = emitter.arrange(x, CNHW);
  const [c, n, h, w] = stored.shape;
  const joined = emitter.concatStored(
    [columnShifted(emitter, stored, 1), stored, columnShifted(emitter, stored, -1)],
    0,
  );
  return emitter.reshapeStored(joined, [3 * c, n * h * w]);
}

/** Rows kh O + o: dy moved so that place h holds dy[h + 1 - kh]. */
function rowShifts(emitter: Emitter, dy: Stored): Stored {
  const stored = emitter.arrange(dy, CNHW);
  const [o, n, h, w] = stored.shape;
  const joined = emitter.concatStored([rowShifted(emitter, stored, -1), stored, rowShifted(emitter, stored, 1)], 0);
  return emitter.reshapeStored(joined, [3 * o, n * h * w]);
}

/** The sum of the thirds of [3 C, N H W], the first moved down by a row, the last up: each is cut out and moved in one pass. */
function sumOfRowShifts(emitter: Emitter, product: Stored, n: number, h: number, w: number): Stored {
  const third = (product.shape[0] / 3) * n;
  const flat = emitter.reshapeStored(product, [3 * third, h * w]);
  const above = emitter.padStored(flat, [0, w], [-2 * third, -w]);
  const here = emitter.sliceStored(flat, [{ axis: 0, start: third, end: 2 * third }]);
  const below = emitter.padStored(flat, [-2 * third, -w], [0, w]);
  return emitter.reshapeStored(add(emitter, add(emitter, above, here), below), [third / n, n, h, w], CNHW);
}

/** The same for columns, the first third moved left by one, the last right; wrapped columns are masked. */
function sumOfColumnShifts(emitter: Emitter, product: Stored, n: number, h: number, w: number): Stored {
  const c = product.shape[0] / 3;
  const third = c * n * h * w;
  const flat = emitter.reshapeStored(product, [3 * third]);
  const part = (start: number) =>
    emitter.reshapeStored(emitter.sliceStored(flat, [{ axis: 0, start, end: start + third }]), [c, n, h, w], CNHW);
  const left = masked(emitter, part(1), -1);
  const right = masked(emitter, part(2 * third - 1), 1);
  return add(emitter, add(emitter, left, part(third)), right);
}

/** The filter [3, 3, C, O] as [3 O, 3 C], rows kh O + o, columns kw C + c. */
function threeFilter(emitter: Emitter, filter: Stored): Stored {
  const [, , c, o] = logicalShape(filter);
  return emitter.reshapeStored(emitter.transposeStored(emitter.natural(filter), [0, 3, 1, 2]), [3 * o, 3 * c]);
}

function add(emitter: Emitter, a: Stored, b: Stored): Stored {
  return emitter.one('Add', [a, b], a.shape, {}, { order: a.order });
}

/** Every tap's view of the padded batch, joined as rows [k k C, N h w]. */
function columnRows(emitter: Emitter, x: Stored, g: Geometry): Stored {
  const { top, bottom, left, right } = g.padInfo;
  const padded = emitter.padStored(emitter.arrange(x, CNHW), [0, 0, top, left], [0, 0, bottom, right]);
  const views: Stored[] = [];
  for (let kh = 0; kh < g.filterHeight; kh++) {
    for (let kw = 0; kw < g.filterWidth; kw++) {
      views.push(
        emitter.sliceStored(padded, [
          { axis: 2, start: kh, end: kh + (g.outHeight - 1) * g.strideHeight + 1, step: g.strideHeight },
          { axis: 3, start: kw, end: kw + (g.outWidth - 1) * g.strideWidth + 1, step: g.strideWidth },
        ]),
      );
    }
  }
  const joined = emitter.concatStored(views, 0);
  return emitter.reshapeStored(joined, [joined.shape[0], g.batchSize * g.outHeight * g.outWidth]);
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
    const product = emitter.gemm(threeFilter(emitter, filter), columnShifts(emitter, x), false, false);
    return sumOfRowShifts(emitter, product, g.batchSize, g.outHeight, g.outWidth);
  }
  return undefined;
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
    const shape = [g.inChannels, g.batchSize, g.inHeight, g.inWidth];
    return emitter.one('DepthToSpace', [blocks], shape, { blocksize: size }, { order: CNHW });
  }
  if (form === 'three') {
    const product = emitter.gemm(threeFilter(emitter, filter), rowShifts(emitter, dy), true, false);
    return sumOfColumnShifts(emitter, product, g.batchSize, g.inHeight, g.inWidth);
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
    const product = emitter.gemm(rowShifts(emitter, dy), columnShifts(emitter, x), false, true);
    return emitter.reshapeStored(product, [3, o, 3, c], [0, 3, 1, 2]);
  }
  if (form === 'columns') {
    return emitter.reshapeStored(emitter.gemm(columnRows(emitter, x, g), rows(emitter, dy), false, true), [
      kh,
      kw,
      c,
      o,
    ]);
  }
  return undefined;
}
