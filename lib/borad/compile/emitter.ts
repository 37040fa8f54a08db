/** Builds the ONNX graph: what lowerings write their operators with. */
import { createHash } from 'node:crypto';
import { type DataType, type GraphValue, type NumberArray, sizeOf } from './graph';
import { identityOrder, inverseOrder, isIdentity, permuted, properAxes, sameList } from './layout';
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxType } from './onnx/model';

/** A tensor of the ONNX graph: its stored shape, and the logical axis that each stored axis is. */
export interface Stored {
  name: string;
  shape: number[];
  dtype: DataType;
  order: number[];
  /** The one number that a constant consists of; then it may be used as a scalar. */
  uniform?: number;
}

export interface EmitterOptions {
  /** Keep results in the layout in which they were computed; else every result returns to its logical order. */
  layout: boolean;
  /** Convolutions of a graph with gradients as matrix products on [C, N H W]. */
  gemm: boolean;
  /** Equal operators on equal inputs are written once. */
  shareEqual: boolean;
  /** Cheaper equivalents of elementwise operations. */
  simplify: boolean;
  /** Gradients of filters may stay in the order in which they were computed: the state is packed in that order. */
  filterOrders: boolean;
}

/** The logical shape of a stored tensor. */
export function logicalShape(x: Stored): number[] {
  return permuted(x.shape, inverseOrder(x.order));
}

export class Emitter {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  /** Prefix of the names of nodes: the module whose parameter was met last. */
  scope = '';
  private count = 0;
  private known = new Map<string, Stored[]>();
  private knownConstants = new Map<string, Stored>();

  /** Names that are not free, without what the results of one operator are numbered by. */
  private readonly taken: ReadonlySet<string>;

  /** @param ports Names of the graph's inputs and outputs, which nothing between them may have. */
  constructor(
    readonly options: EmitterOptions,
    ports: readonly string[],
  ) {
    this.taken = new Set(ports.map((name) => name.replace(/_\d+$/, '')));
  }

  private freeName(prefix: string): string {
    let name: string;
    do name = `${prefix}${++this.count}`;
    while (this.taken.has(name));
    return name;
  }

  /** Adds an operator with the stored shapes of its results; results are in logical order unless `order` is given. */
  many(
    operator: string,
    inputs: (Stored | undefined)[],
    shapes: number[][],
    attributes: Record<string, OnnxAttribute> = {},
    extra: { dtype?: DataType; order?: number[] } = {},
  ): Stored[] {
    const names = inputs.map((input) => input?.name ?? '');
    const key = JSON.stringify([operator, names, attributes, shapes, extra]);
    const before = this.options.shareEqual ? this.known.get(key) : undefined;
    if (before) return before;
    const free = this.freeName('t');
    const outputs = shapes.map((shape, i) => ({
      name: shapes.length > 1 ? `${free}_${i}` : free,
      shape: [...shape],
      dtype: extra.dtype ?? inputs.find(Boolean)?.dtype ?? 'float32',
      order: extra.order ?? identityOrder(shape.length),
    }));
    const name = `${this.scope ? `${this.scope}/` : ''}${operator}_${this.count}`;
    const written = { inputs: names, outputs: outputs.map((output) => output.name), shapes };
    this.nodes.push({ operator, name, ...written, attributes });
    this.known.set(key, outputs);
    return outputs;
  }

  /** Adds an operator with one result. */
  one(
    operator: string,
    inputs: (Stored | undefined)[],
    shape: number[],
    attributes: Record<string, OnnxAttribute> = {},
    extra: { dtype?: DataType; order?: number[] } = {},
  ): Stored {
    return this.many(operator, inputs, [shape], attributes, extra)[0];
  }

  /** An operator that works element by element on one tensor. */
  unary(operator: string, x: Stored, attributes: Record<string, OnnxAttribute> = {}, dtype?: DataType): Stored {
    return this.one(operator, [x], x.shape, attributes, { order: x.order, dtype });
  }

  /** A constant, in logical order. */
  constant(data: NumberArray, shape: number[], dtype: DataType): Stored {
    return this.addConstant(data, shape, dtype);
  }

  /** A scalar constant. */
  scalar(value: number, dtype: DataType = 'float32'): Stored {
    const data =
      dtype === 'float32'
        ? new Float32Array([value])
        : dtype === 'int32'
          ? new Int32Array([value])
          : new Uint8Array([value]);
    return { ...this.addConstant(data, [], dtype), uniform: value };
  }

  /** A list of int64, as operators take for shapes and axes. */
  integers(values: readonly number[]): Stored {
    return this.addConstant(BigInt64Array.from(values.map(BigInt)), [values.length], 'int64');
  }

  private addConstant(data: NumberArray | BigInt64Array, shape: number[], type: OnnxType): Stored {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const key = `${type}|${shape}|${createHash('sha1').update(bytes).digest('base64')}`;
    const before = this.knownConstants.get(key);
    if (before) return before;
    const stored: Stored = {
      name: this.freeName('c'),
      shape: [...shape],
      dtype: type as DataType,
      order: identityOrder(shape.length),
    };
    this.constants.push({ name: stored.name, type, shape: [...shape], data });
    this.knownConstants.set(key, stored);
    return stored;
  }

  /** The stored tensor of a constant of the traced graph; uniform ones stay scalars that remember their shape. */
  graphConstant(value: GraphValue): Stored {
    if (value.uniform !== undefined && sizeOf(value.shape) > 1)
      return this.uniform(value.uniform, value.shape, value.dtype);
    const stored = this.constant(value.data as NumberArray, value.shape, value.dtype);
    return value.uniform === undefined ? stored : { ...stored, uniform: value.uniform };
  }

  /** A tensor of equal numbers. */
  uniform(value: number, shape: number[], dtype: DataType): Stored {
    if (shape.length === 0) return this.scalar(value, dtype);
    const filled = this.one('Expand', [this.scalar(value, dtype), this.integers(shape)], shape);
    return { ...filled, uniform: value };
  }

  /** The stored shape changed without moving data; the result is in logical order unless `order` is given. */
  reshapeStored(x: Stored, shape: number[], order?: number[]): Stored {
    const target = order ?? identityOrder(shape.length);
    if (sameList(x.shape, shape)) return { ...x, order: target };
    return this.one('Reshape', [x, this.integers(shape)], shape, {}, { order: target });
  }

  /** Stored axes exchanged; a shift of axes of extent 1 alone becomes a reshape. */
  transposeStored(x: Stored, axes: number[], order?: number[]): Stored {
    const shape = permuted(x.shape, axes);
    const target = order ?? identityOrder(shape.length);
    const proper = axes.filter((axis) => x.shape[axis] !== 1);
    if (proper.every((axis, i) => i === 0 || proper[i - 1] < axis)) return this.reshapeStored(x, shape, target);
    return this.one('Transpose', [x], shape, { perm: axes }, { order: target });
  }

  /** The tensor stored in the given order, with axes of extent 1 added in front until it has that rank. */
  arrange(x: Stored, order: readonly number[]): Stored {
    const added = order.length - x.order.length;
    const logical = [...new Array<number>(added).fill(1), ...logicalShape(x)];
    const current = [...identityOrder(added), ...x.order.map((axis) => axis + added)];
    const shape = permuted(logical, order);
    const goal = properAxes(logical, order);
    if (sameList(properAxes(logical, current), goal)) return this.reshapeStored(x, shape, [...order]);
    const place = inverseOrder(current).map((axis) => axis - added);
    const rest = identityOrder(x.shape.length).filter((axis) => x.shape[axis] === 1);
    const moved = this.transposeStored(x, [...rest, ...goal.map((axis) => place[axis])]);
    return this.reshapeStored(moved, shape, [...order]);
  }

  /** The tensor in logical order. */
  natural(x: Stored): Stored {
    return isIdentity(x.order) ? x : this.arrange(x, identityOrder(x.order.length));
  }

  /** Part of each stored axis that is named. */
  sliceStored(x: Stored, parts: { axis: number; start: number; end: number; step?: number }[]): Stored {
    const proper = parts.filter(
      ({ axis, start, end, step }) => start !== 0 || end !== x.shape[axis] || (step ?? 1) !== 1,
    );
    if (proper.length === 0) return x;
    const shape = [...x.shape];
    for (const { axis, start, end, step } of proper) shape[axis] = Math.max(0, Math.ceil((end - start) / (step ?? 1)));
    const list = (pick: (part: (typeof proper)[number]) => number) => this.integers(proper.map(pick));
    const inputs = [
      x,
      list((part) => part.start),
      list((part) => part.end),
      list((part) => part.axis),
      list((part) => part.step ?? 1),
    ];
    return this.one('Slice', inputs, shape, {}, { order: x.order });
  }

  /** Stored axes padded; negative numbers cut. */
  padStored(x: Stored, before: number[], after: number[], value = 0): Stored {
    if ([...before, ...after].every((count) => count === 0)) return x;
    const shape = x.shape.map((extent, axis) => extent + before[axis] + after[axis]);
    const inputs = [x, this.integers([...before, ...after])];
    if (value !== 0) inputs.push(this.scalar(value, x.dtype));
    return this.one('Pad', inputs, shape, {}, { order: x.order });
  }

  /** Tensors joined along a stored axis. */
  concatStored(parts: Stored[], axis: number): Stored {
    if (parts.length === 1) return parts[0];
    const shape = [...parts[0].shape];
    shape[axis] = parts.reduce((sum, part) => sum + part.shape[axis], 0);
    return this.one('Concat', parts, shape, { axis }, { order: parts[0].order });
  }

  /** A tensor divided along a stored axis. */
  splitStored(x: Stored, sizes: number[], axis: number): Stored[] {
    if (sizes.length === 1) return [x];
    const shapes = sizes.map((size) => x.shape.map((extent, i) => (i === axis ? size : extent)));
    return this.many('Split', [x, this.integers(sizes)], shapes, { axis }, { order: x.order });
  }

  /** op(a) op(b) (+ c) of matrices. */
  gemm(a: Stored, b: Stored, transA: boolean, transB: boolean, c?: Stored): Stored {
    const shape = [a.shape[transA ? 1 : 0], b.shape[transB ? 0 : 1]];
    return this.one(
      'Gemm',
      c ? [a, b, c] : [a, b],
      shape,
      { ...(transA && { transA: 1 }), ...(transB && { transB: 1 }) },
      {},
    );
  }

  /** Sum, mean, ... over stored axes; axes stay with extent 1. */
  reduceStored(operator: string, x: Stored, axes: number[]): Stored {
    const shape = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
    // ONNX moved the axes from an attribute to an input at version 13 for ReduceSum and 18 for the others.
    return this.one(operator, [x, this.integers(axes)], shape, { keepdims: 1 }, { order: x.order });
  }

  /** The graph with the given inputs and outputs. */
  graph(name: string, inputs: OnnxGraph['inputs'], outputs: OnnxGraph['outputs']): OnnxGraph {
    return { name, nodes: this.nodes, constants: this.constants, inputs, outputs, laidOut: this.options.gemm };
  }
}
