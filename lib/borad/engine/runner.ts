/** A function of tensors as a function of plain numbers, run by the chosen engine. */
import * as tf from '@tensorflow/tfjs-core';
import { compile, type DataTree, type TensorData, type TensorTree } from '../compile';
import { type Engine, type ExecutionOptions, executionOf } from './execution';
import { runEagerlyAfter } from './runEagerly';

export interface Runner {
  engine: Engine;
  /** Runs on a tree of the example's form. Other shapes than the example's take a while when they first come. */
  run(input: DataTree): Promise<DataTree>;
  dispose(): void;
}

const isLeaf = (tree: DataTree): tree is TensorData => ArrayBuffer.isView((tree as TensorData).data);

/** The tree with every leaf changed. */
function mapLeaves<A, B>(tree: unknown, isEnd: (value: unknown) => boolean, change: (leaf: A) => B): unknown {
  if (isEnd(tree)) return change(tree as A);
  if (Array.isArray(tree)) return tree.map((child) => mapLeaves(child, isEnd, change));
  return Object.fromEntries(
    Object.entries(tree as object).map(([name, child]) => [name, mapLeaves(child, isEnd, change)]),
  );
}

function tensorsOf(tree: DataTree): TensorTree {
  return mapLeaves<TensorData, tf.Tensor>(
    tree,
    (value) => isLeaf(value as DataTree),
    ({ shape, data }) => tf.tensor(data as Float32Array, shape),
  ) as TensorTree;
}

function eagerRunner(fn: (input: TensorTree) => TensorTree): Runner {
  return {
    engine: 'eager',
    async run(input) {
      const output = tf.tidy(() => fn(tensorsOf(input)) as tf.TensorContainer);
      const result = mapLeaves<tf.Tensor, TensorData>(
        output,
        (value) => value instanceof tf.Tensor,
        (tensor) => ({ shape: tensor.shape, data: tensor.dataSync().slice() as Float32Array }),
      );
      tf.dispose(output);
      return result as DataTree;
    },
    dispose() {},
  };
}

/**
 * Prepares a pure function for many runs.
 *
 * @param example Numbers whose shapes count: for these it is compiled in advance.
 * @param execution Engine and provider, and whether graphs are kept. Default of the last: they are.
 * @param key Names the function with everything that it reads besides its input, so that its graph can be kept on disk. Default: it is not.
 * @throws {OptionError} there is no such engine or provider.
 * @throws {BackendError} the provider, another than the CPU, does not start.
 */
export async function createRunner(
  fn: (input: TensorTree) => TensorTree,
  example: DataTree,
  name: string,
  execution?: ExecutionOptions,
  key?: string,
): Promise<Runner> {
  const { engine, provider, graphCache = true } = executionOf(execution);
  if (engine === 'eager') return eagerRunner(fn);
  const cache = graphCache && key !== undefined ? { key } : undefined;
  const tensors = tensorsOf(example);
  try {
    const compiled = await compile(fn, tensors, { name, provider, cache });
    return { engine: 'compiled', run: compiled.run, dispose: compiled.dispose };
  } catch (error) {
    runEagerlyAfter(error, provider);
    return eagerRunner(fn);
  } finally {
    tf.dispose(tensors as tf.TensorContainer);
  }
}
