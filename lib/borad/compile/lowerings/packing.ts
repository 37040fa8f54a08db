/** The pseudo-kernels of `passes/packState`: long vectors divided into tensors, and tensors joined to one. */
import { sizeOf } from '../graph';
import { permuted } from '../layout';
import type { KernelRules } from './rule';

export const packingRules: KernelRules = {
  DivideFlat: {
    infer: ({ attributes }) => (attributes.shapes as number[][]).map((shape) => ({ shape, dtype: 'float32' as const })),
    lower: (emitter, { stored: { x }, attributes }) => {
      const shapes = attributes.shapes as number[][];
      const orders = attributes.orders as number[][];
      const parts = emitter.splitStored(x, shapes.map(sizeOf), 0);
      return parts.map((part, i) => emitter.reshapeStored(part, permuted(shapes[i], orders[i]), orders[i]));
    },
  },
  JoinFlat: {
    infer: ({ inputs }) => [
      { shape: [Object.values(inputs).reduce((sum, { shape }) => sum + sizeOf(shape), 0)], dtype: 'float32' },
    ],
    lower: (emitter, { stored, attributes }) => {
      const orders = attributes.orders as number[][];
      const parts = orders.map((order, i) => {
        const whole = emitter.arrange(stored[i], order);
        return emitter.reshapeStored(whole, [sizeOf(whole.shape)]);
      });
      return [{ ...emitter.concatStored(parts, 0), uniform: undefined }];
    },
  },
};
