/** How the function under test is run: kernel by kernel on the current backend, or traced and compiled. */
import * as tf from '@tensorflow/tfjs';
import { compile, type TensorTree } from '../../lib/borad/compile';
import { flatten } from '../../lib/borad/compile/tree';

/** Results by path in the function's tree: `y`, `grads/0`. */
export type Values = Record<string, ArrayLike<number>>;

export interface Engine {
  name: 'eager' | 'compiled';
  /** Runs a pure function of tensors once. */
  evaluate<I>(fn: (input: I) => object, input: I): Promise<Values>;
}

function eagerValues(output: object): Values {
  const leaves = [...flatten<tf.Tensor>(output, 'output').leaves];
  return Object.fromEntries(leaves.map(([path, tensor]) => [path, tensor.dataSync().slice()]));
}

export const eager: Engine = {
  name: 'eager',
  evaluate: async (fn, input) => eagerValues(fn(input)),
};

export const compiled: Engine = {
  name: 'compiled',
  async evaluate(fn, input) {
    const run = await compile(fn as unknown as (input: TensorTree) => TensorTree, input as TensorTree, { threads: 1 });
    const output: TensorTree = await run(input as TensorTree);
    const values = eagerValues(output);
    run.dispose();
    tf.dispose(output as tf.TensorContainer);
    return values;
  },
};
