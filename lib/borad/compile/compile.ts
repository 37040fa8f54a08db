/** `compile`: a function of tensors, traced once for every set of shapes and run natively. */
import type * as tf from '@tensorflow/tfjs-core';
import { BackendError, OptionError } from '../base/errors';
import { itemAt } from '../base/itemAt';
import { CompiledGraph, type CompileStats, type Port } from './compiledGraph';
import { bytesOf, type NumberArray } from './graph';
import { type GraphCache, keptGraph } from './graphCache';
import { overwritable } from './inPlace';
import { type LowerOptions, lowerFunction } from './lowerFunction';
import type { OnnxPort } from './onnx/model';
import { serialiseOnnx } from './onnx/serialise';
import { type PackedVector, type PassSwitches, passSwitches } from './passes';
import type { Provider } from './providers';
import { inRuntimeOrder, liveBytes, type OrderedGraph } from './runtimeOrder';
import { createSession, defaultThreads, loadRuntime } from './session';
import { shapesKey, specsOf } from './shapes';
import { type Example, exampleOf } from './tracing/trace';
import { type DataTree, flatten, type TensorData, type TensorTree } from './tree';
import type { WrittenGraph } from './writtenGraph';

export interface CompileOptions extends LowerOptions {
  /** Where onnxruntime runs it. Default `cpu`; for others the passes `layout` and `products`, made for CPUs, are off. */
  provider?: Provider;
  /** Threads of onnxruntime. Default: all that the process may use. */
  threads?: number;
  /** Prefix of onnxruntime's profile file, written at `dispose`. Default: no profile. */
  profile?: string;
  /** Sets of shapes kept in memory, the example's among them; beyond, the least recently used one is dropped. Default 8. */
  maxShapes?: number;
  /** Keeps graphs on disk for later processes. Default: none, since only the caller can name everything that a function reads. */
  cache?: GraphCache;
}

/**
 * A compiled function. It has the signature of the original, made asynchronous. Inputs of other shapes than the example's are
 * compiled when they first come, which takes as long as the first time, and kept. Calls may overlap; they run one by one.
 */
export interface CompiledFunction<I extends TensorTree = TensorTree, O extends TensorTree = TensorTree> {
  /**
   * Runs on TensorFlow.js tensors, which are read at once, and returns new ones on the active backend; the caller disposes them.
   *
   * @throws {ShapeError} a tensor is missing, or there is one that the example did not have.
   * @throws {BackendError} other shapes than before cannot be compiled, or the function was disposed.
   */
  (input: I): Promise<O>;
  /**
   * Runs on plain numbers: a tree as the example, with `{ shape, data }` at the leaves. Types are those of the example.
   *
   * @returns The function's tree with `{ shape, data }` at the leaves; the caller owns the arrays.
   * @throws {ShapeError} as the call; also numbers that do not fill their shape.
   */
  run(input: DataTree): Promise<DataTree>;
  /** The graph for the example's shapes, which always stays. */
  readonly graph: CompiledGraph;
  /** What compiling for the example took. */
  readonly stats: CompileStats;
  /** What compiling took, by the shapes that are in memory, the least recently used first. */
  shapes(): Map<string, CompileStats>;
  /** Frees every session. A second call does nothing. */
  dispose(): void;
}

/** Memory of onnxruntime by bytes of results that live at once: its regions have holes. Measured at full size, batch 2 and 16. */
const RESULTS_TO_MEMORY = 1.25;

const bytesOfAll = (ports: readonly { shape: number[] }[]): number =>
  ports.reduce((sum, { shape }) => sum + bytesOf(shape), 0);

/** Ports of a graph with their paths. */
function ports(paths: readonly string[], written: readonly OnnxPort[], vectors: readonly PackedVector[]): Port[] {
  return written.map((port, i) => {
    const path = itemAt(paths, i, 'paths');
    return { ...port, path, vector: vectors.find((vector) => vector.path === path) };
  });
}

/** Names of inputs by those of the outputs of the same paths. */
function carriedNames(inputs: readonly Port[], outputs: readonly Port[]): Map<string, string> {
  const before = new Map(inputs.map(({ path, name }) => [path, name]));
  return new Map(outputs.flatMap(({ path, name }) => (before.has(path) ? [[name, before.get(path) as string]] : [])));
}

/**
 * Passes that a provider goes without. Layouts and products were chosen for CPUs. A shader of WebGPU reads and writes a few buffers,
 * so that it can neither divide a packed state into its tensors nor join them.
 */
const passesOf = (provider: Provider): Partial<PassSwitches> => ({
  layout: provider === 'cpu',
  products: provider === 'cpu',
  packState: provider !== 'webgpu',
});

async function writeGraph<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: Example,
  options: LowerOptions,
): Promise<WrittenGraph> {
  const { graph, input, output, kernels, vectors, paths } = await lowerFunction(fn, example, options);
  const inputs = ports(paths.inputs, graph.inputs, vectors);
  const outputs = ports(paths.outputs, graph.outputs, vectors);
  const { inPlace, runtimeOrder } = options.passes ?? {};
  // onnxruntime's own changes of a graph could move an operator behind the one that writes.
  const writable =
    graph.laidOut && inPlace !== false ? overwritable(graph, carriedNames(inputs, outputs)) : new Set<string>();
  const ordered: OrderedGraph =
    runtimeOrder === false ? { graph, liveBytes: liveBytes(graph, writable) } : inRuntimeOrder(graph, writable);
  return {
    model: serialiseOnnx(ordered.graph),
    inputs,
    outputs: outputs.map((port) => ({ ...port, inPlace: writable.has(port.name) })),
    form: { input, output },
    laidOut: graph.laidOut,
    nodes: graph.nodes.length,
    kernels,
    liveBytes: ordered.liveBytes,
  };
}

async function compileGraph<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: Example,
  options: CompileOptions,
): Promise<CompiledGraph> {
  const started = performance.now();
  const { provider = 'cpu', carry, constants, name, cache } = options;
  const passes = passSwitches({ ...passesOf(provider), ...options.passes });
  const write = () => writeGraph(fn, example, { carry, constants, name, passes });
  const parts = [carry, name, passes, example.form, [...example.specs]];
  const { graph, wasKept } = cache ? await keptGraph(cache, parts, write) : { graph: await write(), wasKept: false };
  const traced = performance.now();
  const session = await createSession(graph.model, {
    provider,
    threads: options.threads ?? defaultThreads(),
    // Its exchange of transposes with reshapes costs a laid out graph more than its fusions bring.
    optimise: !graph.laidOut,
    // A plan of a whole run's memory lies beside the memory of the first run, which had none: it costs more than it saves.
    plan: carry === undefined,
    profile: options.profile,
  });
  const { inputs, outputs, form, nodes, kernels, liveBytes: live } = graph;
  const carriedBytes = bytesOfAll(outputs.filter(({ path }) => carry !== undefined && path.startsWith(`${carry}/`)));
  const stats = {
    nodes,
    kernels,
    traceMs: traced - started,
    wasKept,
    sessionMs: performance.now() - traced,
    bytes: graph.model.length,
    liveBytes: live,
    runBytes: RESULTS_TO_MEMORY * live + 2 * carriedBytes,
  };
  return new CompiledGraph(await loadRuntime(), session, inputs, outputs, form, stats);
}

/** Runs what it is given one after the other, also after a failure. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/**
 * Traces a pure function of tensors and compiles it for onnxruntime.
 *
 * The function runs once for every set of shapes, on tensors without values: gradients inside (`tf.valueAndGrads`, custom
 * ones too) are recorded with it. Tensors that it creates or captures become constants, so what it captures must live as long
 * as other shapes may come.
 *
 * @param example Tensors whose shapes and types count; a tree of dictionaries and lists.
 * @throws {BackendError} the function cannot be traced (a kernel without a lowering, a value read), or onnxruntime is missing.
 * @throws {OptionError} an option is out of range or unknown.
 */
export async function compile<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: I,
  options: CompileOptions = {},
): Promise<CompiledFunction<I, O>> {
  const { maxShapes = 8 } = options;
  if (!(Number.isInteger(maxShapes) && maxShapes >= 1))
    throw new OptionError(`compile: maxShapes is ${maxShapes}, expected a whole number of at least 1.`);
  const first = exampleOf(example);
  const graph = await compileGraph(fn, first, options);
  const graphs = new Map([[shapesKey(first.specs), graph]]);
  const enqueue = createQueue();
  let disposed = false;

  /** The graph for these shapes; a Map keeps the order in which its entries were put in, so the first is the least recently used. */
  const graphFor = async (specs: Example['specs']): Promise<CompiledGraph> => {
    if (disposed) throw new BackendError('Compiled function: it was disposed; compile again.');
    const key = shapesKey(specs);
    const found = graphs.get(key) ?? (await compileGraph(fn, { form: first.form, specs }, options));
    graphs.delete(key);
    graphs.set(key, found);
    for (const [other, old] of graphs) {
      if (graphs.size <= maxShapes) break;
      if (old === graph || old === found) continue;
      graphs.delete(other);
      old.dispose();
    }
    return found;
  };

  const call = async (input: I): Promise<O> => {
    const { leaves } = flatten<tf.Tensor>(input, 'input');
    const data = new Map<string, TensorData>();
    for (const [path, tensor] of leaves)
      data.set(path, { shape: tensor.shape, data: tensor.dataSync() as NumberArray });
    const types = new Map([...leaves].map(([path, { dtype }]) => [path, dtype]));
    const specs = specsOf(data, first, types);
    return enqueue(async () => (await (await graphFor(specs)).runToTensors(data)) as O);
  };
  const run = async (input: DataTree): Promise<DataTree> => {
    const { leaves } = flatten<TensorData>(input, 'input');
    const specs = specsOf(leaves, first);
    return enqueue(async () => (await graphFor(specs)).run(leaves));
  };
  return Object.assign(call, {
    run,
    graph,
    stats: graph.stats,
    shapes: () => new Map([...graphs].map(([key, { stats }]) => [key, stats])),
    dispose() {
      disposed = true;
      for (const each of graphs.values()) each.dispose();
      graphs.clear();
    },
  });
}
