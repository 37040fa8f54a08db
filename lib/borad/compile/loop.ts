/** `createLoop`: a compiled step whose state stays in one set of buffers. */
import type * as Ort from 'onnxruntime-common';
import { BackendError, OptionError } from '../base/errors';
import { allFinite } from '../base/finite';
import { present } from '../base/present';
import type { CompiledFunction } from './compile';
import type { Port } from './compiledGraph';
import { freeBuffers } from './freeBuffers';
import { type NumberArray, sizeOf } from './graph';
import { type DataTree, flatten, type TensorData, unflatten } from './tree';

export interface LoopOptions {
  /** Key under which the step takes and returns its state, in input and output. */
  carry: string;
  /** The first state; zeros if left out. */
  state?: DataTree;
}

/** Steps that hand their state to the next without copying it. */
export interface Loop {
  /**
   * One step.
   *
   * @param rest The input without the carried key.
   * @returns The output without the carried key; the caller owns the arrays.
   */
  step(rest: { [name: string]: DataTree }): Promise<{ [name: string]: DataTree }>;
  /** A copy of the state. */
  state(): DataTree;
  /** Whether every value of the state is finite; looks at it where it lies. */
  isFinite(): boolean;
  /** Copies a state in. */
  setState(state: DataTree): void;
}

type Buffers = Record<string, Ort.Tensor>;

const zeros = ({ type, shape }: Port): NumberArray => {
  const size = sizeOf(shape);
  return type === 'int32' ? new Int32Array(size) : type === 'bool' ? new Uint8Array(size) : new Float32Array(size);
};

/**
 * A loop over a compiled step `{ [carry]: state, ...rest } -> { [carry]: state, ...rest }` at the shapes of its example.
 *
 * @throws {OptionError} the carried key is missing or its trees differ in form or shape between input and output.
 */
export function createLoop(compiled: CompiledFunction<never, never> | CompiledFunction, options: LoopOptions): Loop {
  const step = compiled.graph;
  const { carry } = options;
  const carried = (port: Port) => port.path === carry || port.path.startsWith(`${carry}/`);
  const inputs = step.inputs.filter(carried);
  const outputs = new Map(step.outputs.filter(carried).map((port) => [port.path, port]));
  const form = (step.inputForm as Record<string, never>)[carry];
  if (inputs.length === 0) throw new OptionError(`createLoop: the step has no input "${carry}".`);
  for (const { path, shape } of inputs) {
    const found = outputs.get(path);
    if (found?.shape.join() === shape.join()) continue;
    const other = found ? `[${found.shape.join(', ')}]` : 'nothing';
    throw new OptionError(
      `createLoop: input ${path} has shape [${shape.join(', ')}], the step returns ${other} there.`,
    );
  }
  if (outputs.size !== inputs.length)
    throw new OptionError(`createLoop: the step returns more under "${carry}" than it takes.`);

  const buffers: Buffers = Object.fromEntries(inputs.map((port) => [port.name, step.tensor(port, zeros(port))]));
  const outputOf = (port: Port) => present(outputs.get(port.path), `output ${port.path}`);
  // What may be computed over the old value is: onnxruntime needs no memory of its own for it.
  const overwritten = inputs.filter((port) => outputOf(port).inPlace);
  const restInputs = step.inputs.filter((port) => !carried(port));
  const restOutputs = step.outputs.filter((port) => !carried(port));
  const restForm = Object.fromEntries(Object.entries(step.outputForm).filter(([key]) => key !== carry));
  const packed = new Set(inputs.flatMap(({ vector }) => vector?.members.map(({ path }) => path) ?? []));
  let failure: unknown;
  const whole = () => {
    if (failure === undefined) return;
    throw new BackendError('Loop: a step failed before its state was completely written; continue from a checkpoint.', {
      cause: failure,
    });
  };

  /** Copies a state in; into arrays of zeros only what is not zero, so that their memory is not taken before a step writes it. */
  const copyIn = (state: DataTree, isFresh: boolean) => {
    const { leaves } = flatten<TensorData>({ [carry]: state }, carry);
    step.fill(buffers, leaves, inputs, isFresh);
    failure = undefined;
  };
  const loop: Loop = {
    async step(rest) {
      whole();
      const feeds = step.feeds(flatten<TensorData>(rest, 'input').leaves, restInputs);
      const into = Object.fromEntries(
        overwritten.map((port) => [outputOf(port).name, buffers[port.name] as Ort.Tensor]),
      );
      const results = await step.runTensors({ ...buffers, ...feeds }, into).catch((error: unknown) => {
        failure = error;
        throw error;
      });
      // The copies that onnxruntime hands out are the next state, and the memory of this one serves the copies of the next step.
      const old = inputs.map(({ name }) => present(buffers[name], name).data as NumberArray);
      for (const port of inputs) buffers[port.name] = present(results[outputOf(port).name], `output ${port.path}`);
      await freeBuffers(old);
      return unflatten(restForm, (path) => {
        const port = present(
          restOutputs.find((output) => output.path === path),
          `output ${path}`,
        );
        return { shape: [...port.shape], data: present(results[port.name], `output ${path}`).data as NumberArray };
      }) as { [name: string]: DataTree };
    },
    state() {
      whole();
      const leaves = step.results(buffers, inputs);
      return unflatten(form, (path) => {
        const { shape, data } = present(leaves.get(path), `state ${path}`);
        return { shape, data: packed.has(path) ? data : data.slice() };
      }) as DataTree;
    },
    isFinite: () => inputs.every(({ name }) => allFinite(buffers[name]?.data as NumberArray)),
    setState: (state) => copyIn(state, false),
  };
  if (options.state) copyIn(options.state, true);
  return loop;
}
