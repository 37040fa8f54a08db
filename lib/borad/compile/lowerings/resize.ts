/** Resizing: every axis is interpolated on its own, so a resize is a product with one constant matrix per axis. */
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { NCHW } from '../layout';
import { settled } from './convolution';
import { pick } from './movement';
import type { KernelRules } from './rule';

interface ResizeRule {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Places of the new samples along the old axis. */
function positions(from: number, to: number, { alignCorners, halfPixelCenters }: ResizeRule): number[] {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, i) => (halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i));
}

/** The [to, from] matrix of linear interpolation, as TensorFlow.js's cpu kernel computes it. */
export function interpolationMatrix(from: number, to: number, rule: ResizeRule): Float32Array {
  const matrix = new Float32Array(to * from);
  positions(from, to, rule).forEach((position, row) => {
    const low = Math.max(0, Math.floor(position));
    const high = Math.min(from - 1, Math.ceil(position));
    const fraction = position - low;
    matrix[row * from + low] += 1 - fraction;
    matrix[row * from + high] += fraction;
  });
  return matrix;
}

/** For each of the new samples the old one that is nearest, as TensorFlow.js's cpu kernel rounds. */
function nearest(from: number, to: number, { alignCorners, halfPixelCenters }: ResizeRule): number[] {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, i) => {
    const place = scale * (halfPixelCenters ? i + 0.5 : i);
    return Math.max(0, Math.min(from - 1, alignCorners ? Math.round(place) : Math.floor(place)));
  });
}

/** The [from, to] matrix that adds what the samples nearest to each place received. */
function collectingMatrix(from: number, to: number, rule: ResizeRule): Float32Array {
  const matrix = new Float32Array(from * to);
  nearest(from, to, rule).forEach((place, i) => {
    matrix[place * to + i] = 1;
  });
  return matrix;
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: matrix.length }, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]);
}

/** A_h x A_w^T on every plane; `left` is [H', H], `right` is [W, W']. */
function planes(emitter: Emitter, x: Stored, left: Stored, right: Stored): Stored {
  const stored = emitter.arrange(x, NCHW);
  const [n, c, h] = stored.shape;
  const across = emitter.one('MatMul', [stored, right], [n, c, h, right.shape[1]]);
  return emitter.one('MatMul', [left, across], [n, c, left.shape[0], right.shape[1]], {}, { order: NCHW });
}

export const resizeRules: KernelRules = {
  ResizeBilinear: {
    infer: ({ inputs: { images }, attributes }) => {
      const [height, width] = attributes.size as [number, number];
      return [{ shape: [images.shape[0], height, width, images.shape[3]], dtype: 'float32' }];
    },
    lower: (emitter, { stored: { images }, attributes, outputs: [{ shape }] }) => {
      const [, height, width] = logicalShape(images);
      const rule = attributes as unknown as ResizeRule;
      const [, newHeight, newWidth] = shape;
      const left = emitter.constant(interpolationMatrix(height, newHeight, rule), [newHeight, height], 'float32');
      const across = transposed(interpolationMatrix(width, newWidth, rule), newWidth, width);
      return [settled(emitter, planes(emitter, images, left, emitter.constant(across, [width, newWidth], 'float32')))];
    },
  },
  ResizeBilinearGrad: {
    infer: ({ inputs: { images } }) => [{ shape: images.shape, dtype: 'float32' }],
    lower: (emitter, { stored: { dy }, attributes, outputs: [{ shape }] }) => {
      const [, newHeight, newWidth] = logicalShape(dy);
      const [, height, width] = shape;
      const rule = { ...(attributes as unknown as ResizeRule), halfPixelCenters: false };
      const left = transposed(interpolationMatrix(height, newHeight, rule), newHeight, height);
      const right = emitter.constant(interpolationMatrix(width, newWidth, rule), [newWidth, width], 'float32');
      return [settled(emitter, planes(emitter, dy, emitter.constant(left, [height, newHeight], 'float32'), right))];
    },
  },
  ResizeNearestNeighbor: {
    infer: ({ inputs: { images }, attributes }) => {
      const [height, width] = attributes.size as [number, number];
      return [{ shape: [images.shape[0], height, width, images.shape[3]], dtype: images.dtype }];
    },
    lower: (emitter, { stored: { images }, attributes, outputs: [{ shape }] }) => {
      const rule = attributes as unknown as ResizeRule;
      const logical = logicalShape(images);
      return [
        [1, 2].reduce(
          (y, axis) => pick(emitter, y, y.order.indexOf(axis), nearest(logical[axis], shape[axis], rule)),
          images,
        ),
      ];
    },
  },
  ResizeNearestNeighborGrad: {
    infer: ({ inputs: { images } }) => [{ shape: images.shape, dtype: 'float32' }],
    lower: (emitter, { stored: { dy }, attributes, outputs: [{ shape }] }) => {
      const [, newHeight, newWidth] = logicalShape(dy);
      const [, height, width] = shape;
      const rule = { ...(attributes as unknown as ResizeRule), halfPixelCenters: false };
      const left = collectingMatrix(height, newHeight, rule);
      const right = transposed(collectingMatrix(width, newWidth, rule), width, newWidth);
      const constants = [
        emitter.constant(left, [height, newHeight], 'float32'),
        emitter.constant(right, [newWidth, width], 'float32'),
      ] as const;
      return [settled(emitter, planes(emitter, dy, ...constants))];
    },
  },
};
