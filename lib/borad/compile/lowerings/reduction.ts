/** Reductions over axes. */
import * as tf from '@tensorflow/tfjs-core';
import type { Emitter, Stored } from '../emitter';
import type { DataType } from '../graph';
import { identityOrder, inverseOrder } from '../layout';
import { cast } from './elementwise';
import type { KernelCall, KernelRule, KernelRules } from './rule';

/** The reduced axes, counted from 0. */
export function reducedAxes({ inputs: { x }, attributes }: KernelCall): number[] {
  return tf.util.parseAxisParam((attributes.axis ?? attributes.reductionIndices) as number | number[], x.shape);
}

/** The shape after a reduction. */
export function reducedShape(shape: number[], axes: number[], keepDims: boolean): number[] {
  return shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [extent]));
}

/** The stored tensor without the named logical axes, all of extent 1. */
export function dropAxes(emitter: Emitter, x: Stored, axes: number[]): Stored {
  const kept = x.order.filter((axis) => !axes.includes(axis));
  const renumbered = kept.map((axis) => axis - axes.filter((dropped) => dropped < axis).length);
  return emitter.reshapeStored(
    x,
    x.shape.filter((_, i) => !axes.includes(x.order[i])),
    renumbered,
  );
}

/** The last of the stored axes to reduce, as far as they lie side by side, if onnxruntime has no fast way for all of them at once. */
function innermost({ shape }: Stored, axes: number[]): number[] {
  // R: reduced, K: kept. It is fast at one run of each kind, and at one between two of the other kind.
  const kinds = shape.flatMap((extent, axis) => (extent === 1 ? [] : [axes.includes(axis) ? 'R' : 'K']));
  const runs = kinds.filter((kind, i) => kind !== kinds[i - 1]).length;
  if (runs <= 3) return [];
  const proper = identityOrder(shape.length).filter((axis) => shape[axis] !== 1);
  const lastKept = Math.max(-1, ...proper.filter((axis) => !axes.includes(axis)));
  return axes.filter((axis) => axis > lastKept);
}

/** A reduction in whatever layout the tensor has. */
export function reduce(emitter: Emitter, operator: string, x: Stored, axes: number[], keepDims: boolean): Stored {
  const place = inverseOrder(x.order);
  const proper = axes.map((axis) => place[axis]).filter((axis) => x.shape[axis] !== 1);
  const first = innermost(x, proper);
  const begun = first.length > 0 ? emitter.reduceStored(operator, x, first) : x;
  const rest = proper.filter((axis) => !first.includes(axis));
  const reduced = rest.length === 0 ? begun : emitter.reduceStored(operator, begun, rest);
  return keepDims ? { ...reduced, uniform: undefined } : dropAxes(emitter, { ...reduced, uniform: undefined }, axes);
}

/** @param through What is computed with. @param result Default: the type of the input. */
function reductionRule(operator: string, through?: DataType, result?: DataType): KernelRule {
  return {
    infer: (call) => [
      {
        shape: reducedShape(call.inputs.x.shape, reducedAxes(call), Boolean(call.attributes.keepDims)),
        dtype: result ?? call.inputs.x.dtype,
      },
    ],
    lower: (emitter, call) => {
      const x = through ? cast(emitter, call.stored.x, through) : call.stored.x;
      const reduced = reduce(emitter, operator, x, reducedAxes(call), Boolean(call.attributes.keepDims));
      return [through ? cast(emitter, reduced, call.outputs[0].dtype) : reduced];
    },
  };
}

function positionRule(operator: string): KernelRule {
  return {
    infer: (call) => [{ shape: reducedShape(call.inputs.x.shape, reducedAxes(call), false), dtype: 'int32' }],
    lower: (emitter, call) => {
      const { x } = call.stored;
      const [axis] = reducedAxes(call);
      const stored = inverseOrder(x.order)[axis];
      const shape = x.shape.map((extent, i) => (i === stored ? 1 : extent));
      const found = emitter.one(operator, [x], shape, { axis: stored, keepdims: 1 }, { order: x.order });
      // ArgMax gives int64, which TensorFlow.js has not.
      return [dropAxes(emitter, emitter.unary('Cast', found, { to: 6 }, 'int32'), [axis])];
    },
  };
}

export const reductionRules: KernelRules = {
  Sum: reductionRule('ReduceSum'),
  Mean: reductionRule('ReduceMean', 'float32', 'float32'),
  Max: reductionRule('ReduceMax'),
  Min: reductionRule('ReduceMin'),
  Prod: reductionRule('ReduceProd'),
  All: reductionRule('ReduceMin', 'int32'),
  Any: reductionRule('ReduceMax', 'int32'),
  ArgMax: positionRule('ArgMax'),
  ArgMin: positionRule('ArgMin'),
  TopK: {
    infer: ({ inputs: { x }, attributes }) => {
      const shape = [...x.shape.slice(0, -1), attributes.k as number];
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: 'int32' },
      ];
    },
    lower: (emitter, { stored: { x }, attributes }) => {
      const axis = inverseOrder(x.order)[x.order.length - 1];
      const k = attributes.k as number;
      const shape = x.shape.map((extent, i) => (i === axis ? k : extent));
      const sorted = attributes.sorted ? 1 : 0;
      const inputs = [x, emitter.integers([k])];
      const [values, places] = emitter.many('TopK', inputs, [shape, shape], { axis, sorted }, { order: x.order });
      // TopK gives places as int64, which TensorFlow.js has not.
      return [{ ...values, dtype: x.dtype }, emitter.unary('Cast', places, { to: 6 }, 'int32')];
    },
  },
  Softmax: {
    infer: ({ inputs: { logits } }) => [{ shape: logits.shape, dtype: logits.dtype }],
    lower: (emitter, { stored: { logits } }) => {
      const axis = inverseOrder(logits.order)[logits.order.length - 1];
      return [emitter.unary('Softmax', logits, { axis })];
    },
  },
};
