/** Runs a function once on the tracing backend and returns what it recorded. */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../../base/errors';
import { present } from '../../base/present';
import { type DataType, type Graph, graphValue, type TensorSpec } from '../graph';
import { flatten, type TensorTree, type TreeForm, unflatten } from '../tree';
import { callSite } from './callSite';
import { TRACE_BACKEND, traceBackend } from './traceBackend';

/** A graph with the forms of the trees that go in and come out. */
export interface Trace {
  graph: Graph;
  input: TreeForm;
  output: TreeForm;
}

/** What a function is traced for: the form of its input, and shape and type at each path. */
export interface Example {
  form: TreeForm;
  specs: Map<string, TensorSpec>;
}

/** Shapes and types of a tree of tensors. */
export function exampleOf(input: TensorTree): Example {
  const { form, leaves } = flatten<tf.Tensor>(input, 'input');
  const specs = [...leaves].map(([path, { shape, dtype }]): [string, TensorSpec] => [
    path,
    { shape, dtype: dtype as DataType },
  ]);
  return { form, specs: new Map(specs) };
}

interface Tracker {
  trackTensor?: (tensor: tf.Tensor, backend: unknown) => void;
}

/**
 * Traces `fn`: the kernels it calls, gradients included, become nodes; tensors that it creates or captures become constants.
 *
 * The backend that was active is active again afterwards, also after an error, and every tensor made on the way is disposed.
 *
 * @param constants Captured tensors whose paths give the calls that use them their scope.
 * @throws {BackendError} a kernel has no lowering, a value is read, the function is asynchronous or returns no tensors.
 */
export function trace<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: Example,
  constants: TensorTree = {},
): Trace {
  const engine = tf.engine();
  const previous = tf.getBackend();
  if (previous === TRACE_BACKEND)
    throw new BackendError('Compile: compile was called inside a function that is being traced.');
  const backend = traceBackend();
  const { form: inputForm, specs } = example;
  const captured = [...flatten<tf.Tensor>(constants, 'constant').leaves];

  // Tensors that were kept (tf.keep) survive every scope; noting all of them is the only way to free those too.
  const made: tf.Tensor[] = [];
  const tracker = engine as unknown as Tracker;
  const track = tracker.trackTensor as (tensor: tf.Tensor, backend: unknown) => void;
  tracker.trackTensor = (tensor, owner) => {
    made.push(tensor);
    track.call(engine, tensor, owner);
  };

  backend.begin(new Map(captured.map(([path, { dataId }]) => [dataId, path])));
  const unfollow = backend.scopes.follow(engine, (tensor) => backend.known(tensor));
  void tf.setBackend(TRACE_BACKEND);
  engine.startScope('compile');
  try {
    const inputs = new Map<string, { tensor: tf.Tensor; value: ReturnType<typeof graphValue> }>();
    for (const [path, spec] of specs) {
      const value = graphValue(spec, { path });
      const info = backend.symbol(value);
      inputs.set(path, { tensor: engine.makeTensorFromTensorInfo(info as tf.TensorInfo), value });
    }
    const result = fn(unflatten(inputForm, (path) => present(inputs.get(path), `input ${path}`).tensor) as I);
    const pending = result as unknown as Promise<unknown>;
    const isAsynchronous = typeof pending?.then === 'function';
    // What becomes of it is of no interest any more, a failure neither.
    if (isAsynchronous) pending.then(undefined, () => undefined);
    if (backend.refusal) throw backend.refusal;
    if (isAsynchronous) {
      throw new BackendError(
        'Compile: the function is asynchronous; a traced function must return its tensors at once.',
      );
    }
    const { form: outputForm, leaves: results } = flatten<tf.Tensor>(result, 'output');
    const outputs = [...results].map(([path, tensor]) => ({ path, value: backend.graphValueOf(tensor) }));
    const graph = { inputs: [...inputs.values()].map(({ value }) => value), outputs, nodes: backend.end() };
    return { graph, input: inputForm, output: outputForm };
  } catch (error) {
    const missing = /Kernel '(\w+)' not registered/.exec(String((error as Error)?.message));
    if (!missing) throw error;
    throw new BackendError(
      `Compile: no lowering for the TensorFlow.js kernel ${missing[1]}, called at ${callSite()}.`,
      { cause: error },
    );
  } finally {
    engine.endScope();
    unfollow();
    tracker.trackTensor = undefined;
    delete tracker.trackTensor;
    for (const tensor of made) if (!tensor.isDisposed) tensor.dispose();
    backend.end();
    void tf.setBackend(previous);
  }
}
