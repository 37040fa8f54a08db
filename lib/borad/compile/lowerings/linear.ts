/** Matrix products and Einstein sums. */
import { BackendError } from '../../base/errors';
import { present } from '../../base/present';
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { sizeOf } from '../graph';
import { isIdentity } from '../layout';
import { broadcastShape } from './broadcast';
import { cast } from './elementwise';
import type { KernelCall, KernelRules, LoweringCall } from './rule';

function productShape({ inputs: { a, b }, attributes }: KernelCall): number[] {
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  const outer = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [...outer, attributes.transposeA ? columnsA : rowsA, attributes.transposeB ? rowsB : columnsB];
}

/** A product of two matrices: a stored transpose costs nothing, and a transposed left factor gives a transposed result. */
function matrixProduct(emitter: Emitter, a: Stored, b: Stored, transposeA: boolean, transposeB: boolean): Stored {
  const turnedA = transposeA !== !isIdentity(a.order);
  const turnedB = transposeB !== !isIdentity(b.order);
  const columnsFirst = emitter.options.layout && !transposeA && !isIdentity(a.order);
  const product = columnsFirst ? emitter.gemm(b, a, !turnedB, !turnedA) : emitter.gemm(a, b, turnedA, turnedB);
  return columnsFirst ? { ...product, order: [1, 0] } : product;
}

/** Exchanges the two last axes. */
function turned(emitter: Emitter, x: Stored): Stored {
  const rank = x.shape.length;
  const axes = x.shape.map((_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis));
  return emitter.transposeStored(x, axes);
}

function batchedProduct(emitter: Emitter, { stored, attributes, outputs }: LoweringCall): Stored {
  const [a, b] = [emitter.natural(stored.a), emitter.natural(stored.b)];
  const factors = [attributes.transposeA ? turned(emitter, a) : a, attributes.transposeB ? turned(emitter, b) : b];
  return emitter.one('MatMul', factors, outputs[0].shape);
}

function parseEquation(equation: string, count: number): { terms: string[]; result: string } {
  const [left, result] = equation.replace(/\s/g, '').split('->');
  const terms = left.split(',');
  if (result === undefined || terms.length !== count || equation.includes('.')) {
    throw new BackendError(`Compile: no lowering for Einsum "${equation}"; write it as "ab,bc->ac", without ellipsis.`);
  }
  return { terms, result };
}

export const linearRules: KernelRules = {
  BatchMatMul: {
    infer: (call) => [{ shape: productShape(call), dtype: call.inputs.a.dtype }],
    lower: (emitter, call) => {
      const { a, b } = call.stored;
      if (a.shape.length > 2 || b.shape.length > 2) return [batchedProduct(emitter, call)];
      return [matrixProduct(emitter, a, b, Boolean(call.attributes.transposeA), Boolean(call.attributes.transposeB))];
    },
  },
  Einsum: {
    infer: ({ inputs, attributes }) => {
      const tensors = Object.keys(inputs).map((_, i) => inputs[i]);
      const { terms, result } = parseEquation(attributes.equation as string, tensors.length);
      const extents = new Map(
        terms.flatMap((term, i) => [...term].map((letter, axis) => [letter, tensors[i].shape[axis]] as const)),
      );
      return [
        {
          shape: [...result].map((letter) =>
            present(extents.get(letter), `axis ${letter} in Einsum "${attributes.equation}"`),
          ),
          dtype: tensors[0].dtype,
        },
      ];
    },
    lower: (emitter, { stored, attributes, outputs }) => {
      const tensors = Object.keys(stored).map((_, i) => stored[i]);
      const { terms, result } = parseEquation(attributes.equation as string, tensors.length);
      // Letters follow the stored axes, so that nothing has to move.
      const renamed = terms.map((term, i) => tensors[i].order.map((axis) => term[axis]).join(''));
      return [emitter.one('Einsum', tensors, outputs[0].shape, { equation: `${renamed.join(',')}->${result}` })];
    },
  },
  UnsortedSegmentSum: {
    infer: ({ inputs: { x, segmentIds }, attributes }) => [
      { shape: [attributes.numSegments as number, ...x.shape.slice(segmentIds.shape.length)], dtype: x.dtype },
    ],
    // A product with the matrix that holds a 1 where a row belongs to a segment.
    lower: (emitter, { inputs, stored: { x, segmentIds }, attributes, outputs: [{ shape }] }) => {
      const segments = attributes.numSegments as number;
      const count = sizeOf(inputs.segmentIds.shape);
      const names = emitter.constant(
        Int32Array.from({ length: segments }, (_, i) => i),
        [segments, 1],
        'int32',
      );
      const ids = emitter.reshapeStored(emitter.natural(segmentIds), [1, count]);
      const member = emitter.one('Equal', [names, ids], [segments, count], {}, { dtype: 'bool' });
      const content = emitter.reshapeStored(emitter.natural(x), [count, sizeOf(x.shape) / count]);
      return [emitter.reshapeStored(emitter.gemm(cast(emitter, member, 'float32'), content, false, false), shape)];
    },
  },
  OneHot: {
    infer: ({ inputs: { indices }, attributes }) => [
      {
        shape: [...indices.shape, attributes.depth as number],
        dtype: (attributes.dtype as 'int32' | undefined) ?? 'int32',
      },
    ],
    lower: (emitter, { stored: { indices }, attributes, outputs: [{ shape, dtype }] }) => {
      const depth = attributes.depth as number;
      const column = emitter.reshapeStored(emitter.natural(indices), [...logicalShape(indices), 1]);
      const classes = emitter.constant(
        Int32Array.from({ length: depth }, (_, i) => i),
        [depth],
        'int32',
      );
      const hit = emitter.one('Equal', [column, classes], shape, {}, { dtype: 'bool' });
      const values = [attributes.onValue as number, attributes.offValue as number].map((value) =>
        emitter.scalar(value, dtype),
      );
      return [emitter.one('Where', [hit, ...values], shape, {}, { dtype })];
    },
  },
};
