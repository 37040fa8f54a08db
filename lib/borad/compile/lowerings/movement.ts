/** Operations that move data or only rename axes: in the stored layout wherever the data can stay. */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../../base/errors';
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { sizeOf } from '../graph';
import { completeOrder, identityOrder, inverseOrder, isIdentity, permuted, reshapedOrder } from '../layout';
import type { KernelCall, KernelRules, LoweringCall } from './rule';

/** A logical reshape; data move only if the stored order forbids it. */
export function reshape(emitter: Emitter, x: Stored, shape: number[]): Stored {
  const order = sizeOf(shape) === 0 || isIdentity(x.order) ? undefined : reshapedOrder(logicalShape(x), x.order, shape);
  if (order) return emitter.reshapeStored(x, permuted(shape, order), order);
  return emitter.reshapeStored(emitter.natural(x), shape);
}

/** A logical transpose: nothing moves. */
export function transpose(emitter: Emitter, x: Stored, axes: number[]): Stored {
  const place = inverseOrder(axes);
  const moved = { ...x, order: x.order.map((axis) => place[axis]) };
  return emitter.options.layout ? moved : emitter.natural(moved);
}

/** Tensors of one rank in the layout of the largest that is not in logical order, if any. */
export function alike(emitter: Emitter, parts: Stored[]): Stored[] {
  const bySize = [...parts].sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  const { order } = bySize.find((part) => !isIdentity(part.order)) ?? parts[0];
  return parts.map((part) => emitter.arrange(part, order));
}

/** Rows of a stored axis picked by constant indices. */
export function pick(emitter: Emitter, x: Stored, storedAxis: number, indices: number[]): Stored {
  const shape = x.shape.map((extent, axis) => (axis === storedAxis ? indices.length : extent));
  return emitter.one(
    'Gather',
    [x, emitter.integers(indices)],
    shape,
    { axis: storedAxis },
    { order: x.order, dtype: x.dtype },
  );
}

const list = (inputs: Record<string, unknown>) => Object.keys(inputs).map((_, i) => String(i));

function joinedShape({ inputs, attributes }: KernelCall): number[] {
  const shapes = list(inputs).map((key) => inputs[key].shape);
  const [axis] = tf.util.parseAxisParam(attributes.axis as number, shapes[0]);
  return shapes[0].map((extent, i) => (i === axis ? shapes.reduce((sum, shape) => sum + shape[i], 0) : extent));
}

function partSizes({ inputs: { x }, attributes }: KernelCall): { axis: number; sizes: number[] } {
  const [axis] = tf.util.parseAxisParam((attributes.axis ?? 0) as number, x.shape);
  const sizes = tf.backend_util.prepareSplitSize(
    x as unknown as tf.Tensor,
    attributes.numOrSizeSplits as number | number[],
    axis,
  );
  return { axis, sizes };
}

function reshapeTarget({ inputs: { x }, attributes }: KernelCall): number[] {
  return tf.util.inferFromImplicitShape(attributes.shape as number[], sizeOf(x.shape));
}

function expandedShape({ inputs: { input }, attributes }: KernelCall): number[] {
  const dim = attributes.dim as number;
  const shape = [...input.shape];
  shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
  return shape;
}

function tile(emitter: Emitter, { stored: { x }, outputs: [{ shape }] }: LoweringCall): Stored {
  const logical = logicalShape(x);
  if (x.uniform !== undefined) return emitter.uniform(x.uniform, shape, x.dtype);
  if (logical.every((extent, axis) => extent === 1 || extent === shape[axis])) return expand(emitter, x, shape);
  const repeats = permuted(
    shape.map((extent, axis) => extent / logical[axis]),
    x.order,
  );
  return emitter.one('Tile', [x, emitter.integers(repeats)], permuted(shape, x.order), {}, { order: x.order });
}

/** Axes of extent 1 repeated; the usual layouts are preferred where the present one leaves the choice. */
export function expand(emitter: Emitter, x: Stored, shape: readonly number[]): Stored {
  const logical = logicalShape(x);
  if (logical.length === shape.length && logical.every((extent, axis) => extent === shape[axis])) return x;
  const order = x.order.length === shape.length ? x.order : identityOrder(shape.length);
  const arranged = emitter.arrange(x, order);
  const target = permuted(shape, order);
  return emitter.one('Expand', [arranged, emitter.integers(target)], target, {}, { order });
}

function mirrorIndices(extent: number, [before, after]: [number, number], symmetric: boolean): number[] {
  const offset = symmetric ? 0 : 1;
  const head = Array.from({ length: before }, (_, i) => before - 1 - i + offset);
  const tail = Array.from({ length: after }, (_, i) => extent - 1 - i - offset);
  return [...head, ...identityOrder(extent), ...tail];
}

function stridedSlice({ inputs: { x }, attributes: a }: KernelCall) {
  return tf.slice_util.sliceInfo(
    x.shape,
    a.begin as number[],
    a.end as number[],
    a.strides as number[],
    a.beginMask as number,
    a.endMask as number,
    a.ellipsisMask as number,
    a.newAxisMask as number,
    a.shrinkAxisMask as number,
  );
}

export const movementRules: KernelRules = {
  Reshape: {
    infer: (call) => [{ shape: reshapeTarget(call), dtype: call.inputs.x.dtype }],
    lower: (emitter, { stored: { x }, outputs: [{ shape }] }) => [
      { ...reshape(emitter, x, shape), uniform: x.uniform },
    ],
  },
  ExpandDims: {
    infer: (call) => [{ shape: expandedShape(call), dtype: call.inputs.input.dtype }],
    lower: (emitter, { stored: { input }, outputs: [{ shape }] }) => [
      { ...reshape(emitter, input, shape), uniform: input.uniform },
    ],
  },
  Transpose: {
    infer: ({ inputs: { x }, attributes }) => [
      { shape: permuted(x.shape, attributes.perm as number[]), dtype: x.dtype },
    ],
    lower: (emitter, { stored: { x }, attributes }) => [transpose(emitter, x, attributes.perm as number[])],
  },
  Concat: {
    infer: (call) => [{ shape: joinedShape(call), dtype: call.inputs[0].dtype }],
    lower: (emitter, { inputs, stored, attributes }) => {
      const [axis] = tf.util.parseAxisParam(attributes.axis as number, inputs[0].shape);
      const filled = list(stored).filter((key) => sizeOf(inputs[key].shape) > 0);
      const parts = alike(
        emitter,
        (filled.length ? filled : ['0']).map((key) => stored[key]),
      );
      return [{ ...emitter.concatStored(parts, inverseOrder(parts[0].order)[axis]), uniform: undefined }];
    },
  },
  SplitV: {
    infer: (call) => {
      const { axis, sizes } = partSizes(call);
      const { shape, dtype } = call.inputs.x;
      return sizes.map((size) => ({ shape: shape.map((extent, i) => (i === axis ? size : extent)), dtype }));
    },
    lower: (emitter, call) => {
      const { axis, sizes } = partSizes(call);
      return emitter.splitStored(call.stored.x, sizes, inverseOrder(call.stored.x.order)[axis]);
    },
  },
  Slice: {
    infer: ({ inputs: { x }, attributes }) => {
      const [, size] = tf.slice_util.parseSliceParams(
        x as tf.TensorInfo,
        attributes.begin as number[],
        attributes.size as number[],
      );
      return [{ shape: size, dtype: x.dtype }];
    },
    lower: (emitter, { inputs, stored: { x }, attributes }) => {
      const [begin, size] = tf.slice_util.parseSliceParams(
        inputs.x as tf.TensorInfo,
        attributes.begin as number[],
        attributes.size as number[],
      );
      const parts = x.order.map((logical, axis) => ({
        axis,
        start: begin[logical],
        end: begin[logical] + size[logical],
      }));
      return [emitter.sliceStored(x, parts)];
    },
  },
  StridedSlice: {
    infer: (call) => [{ shape: stridedSlice(call).finalShape, dtype: call.inputs.x.dtype }],
    lower: (emitter, call) => {
      const { begin, end, strides, finalShape } = stridedSlice(call);
      const x = emitter.natural(call.stored.x);
      const shape = begin.map((start, axis) => Math.max(0, Math.ceil((end[axis] - start) / strides[axis])));
      // ONNX counts a negative end from the back; before the first element is minus the extent minus one.
      const stops = end.map((stop, axis) => (stop < 0 ? -x.shape[axis] - 1 : stop));
      const axes = emitter.integers(identityOrder(shape.length));
      const sliced = emitter.one(
        'Slice',
        [x, emitter.integers(begin), emitter.integers(stops), axes, emitter.integers(strides)],
        shape,
      );
      return [reshape(emitter, sliced, finalShape)];
    },
  },
  PadV2: {
    infer: ({ inputs: { x }, attributes }) => {
      const paddings = attributes.paddings as [number, number][];
      return [{ shape: x.shape.map((extent, axis) => extent + paddings[axis][0] + paddings[axis][1]), dtype: x.dtype }];
    },
    lower: (emitter, { stored: { x }, attributes }) => {
      const paddings = permuted(attributes.paddings as [number, number][], x.order);
      const before = paddings.map(([count]) => count);
      const after = paddings.map(([, count]) => count);
      return [emitter.padStored({ ...x, uniform: undefined }, before, after, attributes.constantValue as number)];
    },
  },
  MirrorPad: {
    infer: ({ inputs: { x }, attributes }) => {
      const paddings = attributes.paddings as [number, number][];
      return [{ shape: x.shape.map((extent, axis) => extent + paddings[axis][0] + paddings[axis][1]), dtype: x.dtype }];
    },
    lower: (emitter, { stored: { x }, attributes }) => {
      let y = x;
      x.order.forEach((logical, axis) => {
        const padding = (attributes.paddings as [number, number][])[logical];
        if (padding[0] + padding[1] === 0) return;
        y = pick(emitter, y, axis, mirrorIndices(x.shape[axis], padding, attributes.mode === 'symmetric'));
      });
      return [y];
    },
  },
  Reverse: {
    infer: ({ inputs: { x } }) => [{ shape: x.shape, dtype: x.dtype }],
    lower: (emitter, { inputs, stored: { x }, attributes }) => {
      const place = inverseOrder(x.order);
      const axes = tf.util.parseAxisParam(attributes.dims as number[], inputs.x.shape);
      return [
        axes.reduce((y, axis) => pick(emitter, y, place[axis], identityOrder(inputs.x.shape[axis]).reverse()), x),
      ];
    },
  },
  Tile: {
    infer: ({ inputs: { x }, attributes }) => {
      const repeats = attributes.reps as number[];
      return [{ shape: x.shape.map((extent, axis) => extent * repeats[axis]), dtype: x.dtype }];
    },
    lower: (emitter, call) => [tile(emitter, call)],
  },
  GatherV2: {
    infer: ({ inputs: { x, indices }, attributes }) => {
      if (attributes.batchDims) {
        throw new BackendError(
          `Compile: no lowering for GatherV2 with batchDims ${attributes.batchDims}; only 0 is known.`,
        );
      }
      const [axis] = tf.util.parseAxisParam(attributes.axis as number, x.shape);
      return [{ shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], dtype: x.dtype }];
    },
    lower: (emitter, { inputs, stored, attributes, outputs: [{ shape }] }) => {
      const [axis] = tf.util.parseAxisParam(attributes.axis as number, inputs.x.shape);
      const x = emitter.natural(stored.x);
      return [emitter.one('Gather', [x, emitter.natural(stored.indices)], shape, { axis }, { dtype: x.dtype })];
    },
  },
  Pack: {
    infer: ({ inputs, attributes }) => {
      const shape = [...inputs[0].shape];
      const axis = attributes.axis as number;
      shape.splice(axis < 0 ? shape.length + 1 + axis : axis, 0, Object.keys(inputs).length);
      return [{ shape, dtype: inputs[0].dtype }];
    },
    lower: (emitter, { inputs, stored, attributes }) => {
      const shape = [...inputs[0].shape];
      const axis =
        (attributes.axis as number) < 0 ? shape.length + 1 + (attributes.axis as number) : (attributes.axis as number);
      shape.splice(axis, 0, 1);
      const parts = alike(
        emitter,
        list(stored).map((key) => reshape(emitter, stored[key], shape)),
      );
      return [{ ...emitter.concatStored(parts, inverseOrder(parts[0].order)[axis]), uniform: undefined }];
    },
  },
  Unpack: {
    infer: ({ inputs: { value }, attributes }) => {
      const [axis] = tf.util.parseAxisParam(attributes.axis as number, value.shape);
      const shape = value.shape.filter((_, i) => i !== axis);
      return Array.from({ length: value.shape[axis] }, () => ({ shape, dtype: value.dtype }));
    },
    lower: (emitter, { inputs, stored: { value }, attributes, outputs }) => {
      const [axis] = tf.util.parseAxisParam(attributes.axis as number, inputs.value.shape);
      const sizes = new Array<number>(inputs.value.shape[axis]).fill(1);
      const parts = emitter.splitStored(value, sizes, inverseOrder(value.order)[axis]);
      return parts.map((part, i) => reshape(emitter, part, outputs[i].shape));
    },
  },
  Range: {
    infer: ({ attributes: { start, stop, step, dtype } }) => [
      {
        shape: [Math.max(0, Math.ceil(((stop as number) - (start as number)) / (step as number)))],
        dtype: dtype as 'float32' | 'int32',
      },
    ],
    lower: (emitter, { attributes: { start, step }, outputs: [{ shape, dtype }] }) => {
      const numbers = identityOrder(shape[0]).map((i) => (start as number) + i * (step as number));
      return [
        emitter.constant(dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers), shape, dtype),
      ];
    },
  },
};

/** A pseudo-kernel of the passes: the input repeated to the shape of the attribute. */
export const broadcastRules: KernelRules = {
  BroadcastTo: {
    infer: ({ inputs: { x }, attributes }) => [{ shape: attributes.shape as number[], dtype: x.dtype }],
    lower: (emitter, { stored: { x }, outputs: [{ shape }] }) => {
      const logical = logicalShape(x);
      const whole = [...new Array<number>(shape.length - logical.length).fill(1), ...logical];
      if (x.order.length === shape.length) return [expand(emitter, x, shape)];
      const proper = x.order.map((axis) => axis + shape.length - logical.length).filter((axis) => whole[axis] !== 1);
      return [expand(emitter, emitter.arrange(x, completeOrder(whole, proper)), shape)];
    },
  },
};
