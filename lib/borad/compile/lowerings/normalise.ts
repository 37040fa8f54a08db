/** The fused normalisation of `passes/normalisation`: LayerNormalization on rows. */
import type { Emitter, Stored } from '../emitter';
import type { TensorSpec } from '../graph';
import { CNHW, identityOrder, isIdentity, permuted, sameList } from '../layout';
import type { KernelRules } from './rule';

/** The order in which the axes that stay come first; CNHW where that fits, as convolutions leave it. */
function rowOrder(x: Stored, axes: number[]): number[] {
  const rank = x.order.length;
  const last = x.order.slice(rank - axes.length);
  if (axes.every((axis) => last.includes(axis))) return x.order;
  if (rank === 4 && axes.every((axis) => CNHW.slice(4 - axes.length).includes(axis))) return CNHW;
  return [...identityOrder(rank).filter((axis) => !axes.includes(axis)), ...axes];
}

export const normaliseRules: KernelRules = {
  Normalise: {
    infer: ({ inputs: { x } }) => [{ shape: x.shape, dtype: x.dtype }],
    lower: (emitter, { stored, attributes, outputs }) => {
      const axes = attributes.axes as number[];
      const order = rowOrder(stored.x, axes);
      const x = emitter.arrange(stored.x, order);
      const kept = x.shape.length - axes.length;
      const count = x.shape.slice(kept).reduce((a, b) => a * b, 1);
      const rows = x.shape.slice(0, kept).reduce((a, b) => a * b, 1);
      const ones = emitter.constant(new Float32Array(count).fill(1), [count], 'float32');
      const flat = emitter.reshapeStored(x, [rows, count]);
      const shapes = [
        [rows, count],
        [rows, 1],
        [rows, 1],
      ];
      const epsilon = { float: attributes.epsilon as number };
      const [y, mean, inverse] = emitter.many('LayerNormalization', [flat, ones], shapes, { axis: 1, epsilon });
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
