/** The fused normalisation of `passes/normalisation`: LayerNormalization on rows. */
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { sizeOf, type TensorSpec } from '../graph';
import { CNHW, identityOrder, isIdentity, permuted, properAxes, sameList } from '../layout';
import { dropAxes } from './reduction';
import type { KernelRules } from './rule';

/** The order in which the axes that stay come first; CNHW where that fits, as convolutions leave it. */
function rowOrder(x: Stored, axes: number[]): number[] {
  const rank = x.order.length;
  const inPlace = [...x.order.filter((axis) => !axes.includes(axis)), ...x.order.filter((axis) => axes.includes(axis))];
  const logical = logicalShape(x);
  if (sameList(properAxes(logical, inPlace), properAxes(logical, x.order))) return inPlace;
  if (rank === 4 && axes.every((axis) => CNHW.slice(4 - axes.length).includes(axis))) return CNHW;
  return [...identityOrder(rank).filter((axis) => !axes.includes(axis)), ...axes];
}

/** What is normalised lies in shorter rows than this: moving them together is cheaper than combining their statistics. */
const SHORTEST_ROW = 16;

/** How many of the last stored axes are normalised, if others before them are, too, with an axis that stays in between; else 0. */
function innerAxes({ order, shape }: Stored, axes: number[]): number {
  const reduced = (i: number) => axes.includes(order[i]) || shape[i] === 1;
  let first = order.length;
  while (first > 0 && reduced(first - 1)) first--;
  const apart = order.some((axis, i) => i < first && axes.includes(axis) && shape[i] > 1);
  return apart && sizeOf(shape.slice(first)) >= SHORTEST_ROW ? order.length - first : 0;
}

/** The stored numbers as rows, each normalised, with its mean and inverse deviation. */
function normalisedRows(emitter: Emitter, x: Stored, [rows, count]: [number, number], epsilon: number): Stored[] {
  const ones = emitter.constant(new Float32Array(count).fill(1), [count], 'float32');
  const shapes = [
    [rows, count],
    [rows, 1],
    [rows, 1],
  ];
  const attributes = { axis: 1, epsilon: { float: epsilon } };
  return emitter.many('LayerNormalization', [emitter.reshapeStored(x, shapes[0]), ones], shapes, attributes);
}

/**
 * Nothing moves: rows of the last `inner` stored axes are normalised, and what their means and variances say is combined,
 * variance = mean of (row's variance + (row's mean - mean)^2). So are groups of channels stored C, N, H, W.
 */
function inPieces(emitter: Emitter, x: Stored, axes: number[], inner: number, epsilon: number): Stored[] {
  const { order } = x;
  const kept = order.length - inner;
  const count = sizeOf(x.shape.slice(kept));
  const rows = sizeOf(x.shape) / count;
  const parts = normalisedRows(emitter, x, [rows, count], epsilon);
  const ofRows = x.shape.map((extent, i) => (i < kept ? extent : 1));
  const [y, rowMean, rowInverse] = parts.map((part, i) => emitter.reshapeStored(part, i ? ofRows : x.shape, order));
  const outer = identityOrder(kept).filter((i) => axes.includes(order[i]) && x.shape[i] > 1);
  const each = (operator: string, ...operands: Stored[]) => emitter.one(operator, operands, ofRows, {}, { order });

  const mean = emitter.reduceStored('ReduceMean', rowMean, outer);
  const offset = each('Sub', rowMean, mean);
  // A row's variance with epsilon added; their mean has it added once, too.
  const rowVariance = emitter.unary('Reciprocal', each('Mul', rowInverse, rowInverse));
  const variance = emitter.reduceStored('ReduceMean', each('Add', rowVariance, each('Mul', offset, offset)), outer);
  const inverse = emitter.unary('Reciprocal', emitter.unary('Sqrt', variance));
  const factor = each('Div', inverse, rowInverse);
  const whole = (operator: string, ...operands: Stored[]) => emitter.one(operator, operands, x.shape, {}, { order });
  return [whole('Add', whole('Mul', y, factor), each('Mul', offset, inverse)), mean, inverse];
}

export const normaliseRules: KernelRules = {
  Normalise: {
    infer: ({ inputs: { x } }) => [{ shape: x.shape, dtype: x.dtype }],
    lower: (emitter, { stored, attributes, outputs }) => {
      const axes = attributes.axes as number[];
      const inner = innerAxes(stored.x, axes);
      if (inner) {
        const [y, ...statistics] = inPieces(emitter, stored.x, axes, inner, attributes.epsilon as number);
        return [
          y,
          ...statistics.map((value, i) =>
            outputs[i + 1].shape.length === value.shape.length ? value : dropAxes(emitter, value, axes),
          ),
        ];
      }
      const order = rowOrder(stored.x, axes);
      const x = emitter.arrange(stored.x, order);
      const kept = x.shape.length - axes.length;
      const count = x.shape.slice(kept).reduce((a, b) => a * b, 1);
      const rows = x.shape.slice(0, kept).reduce((a, b) => a * b, 1);
      const [y, mean, inverse] = normalisedRows(emitter, x, [rows, count], attributes.epsilon as number);
      const statistic = (value: Stored, spec: TensorSpec) => placed(emitter, value, spec, x, kept);
      return [emitter.reshapeStored(y, x.shape, order), statistic(mean, outputs[1]), statistic(inverse, outputs[2])];
    },
  },
};

/** A statistic of the rows in its logical shape, with the reduced axes kept or not. */
function placed(emitter: Emitter, value: Stored, { shape }: TensorSpec, x: Stored, kept: number): Stored {
  if (shape.length === x.shape.length) {
    const stored = x.shape.map((extent, i) => (i < kept ? extent : 1));
    return emitter.reshapeStored(value, stored, x.order);
  }
  const axes = x.order.slice(0, kept);
  const sorted = [...axes].sort((a, b) => a - b);
  const order = axes.map((axis) => sorted.indexOf(axis));
  const result = emitter.reshapeStored(value, x.shape.slice(0, kept), order);
  const expected = isIdentity(order) ? shape : permuted(shape, order);
  return sameList(result.shape, expected) ? result : emitter.reshapeStored(result, expected, order);
}
