/** `compile`: a function of tensors, traced once and run natively. */
import * as tf from '@tensorflow/tfjs';
import type * as Ort from 'onnxruntime-node';
import { BackendError, ShapeError } from '../base/errors';
import { type NumberArray, sizeOf } from './graph';
import { lowerGraph } from './lowerGraph';
import type { OnnxGraph, OnnxPort } from './onnx/model';
import { serialiseOnnx } from './onnx/serialise';
import { pack, unpack } from './packing';
import { type PackedVector, type PassName, passSwitches, runPasses } from './passes';
import { createSession, defaultThreads, loadOnnxRuntime, type OrtModule } from './session';
import { trace } from './tracing/trace';
import { type DataTree, flatten, type TensorData, type TensorTree, type TreeForm, unflatten } from './tree';

export interface CompileOptions {
  /** Passes to turn off (`false`); all are on by default. */
  passes?: Partial<Record<PassName, boolean>>;
  /** Threads of onnxruntime. Default: all that the process may use. */
  threads?: number;
  /**
   * Key of a state that the function takes and returns under the same names: its tensors are kept in few long vectors and in
   * the layouts that the graph wants. For `createLoop`. Default: none.
   */
  carry?: string;
  /** Name of the graph in the ONNX file. Default `graph`. */
  name?: string;
  /** Prefix of onnxruntime's profile file, written at `dispose`. Default: no profile. */
  profile?: string;
}

/** What compiling took. */
export interface CompileStats {
  /** Operators in the ONNX graph. */
  nodes: number;
  /** Kernel calls that were traced. */
  kernels: number;
  traceMs: number;
  sessionMs: number;
  /** Size of the ONNX model. */
  bytes: number;
}

/** A graph ready to be written, with the forms of its trees. */
export interface LoweredFunction {
  graph: OnnxGraph;
  input: TreeForm;
  output: TreeForm;
  kernels: number;
  vectors: PackedVector[];
  /** Paths of the graph's inputs and outputs, in their order. */
  paths: { inputs: string[]; outputs: string[] };
}

/** Traces a function and lowers it; synchronous except that a TensorFlow.js backend must be ready. */
export async function lowerFunction<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: I,
  options: CompileOptions = {},
): Promise<LoweredFunction> {
  const on = passSwitches(options.passes);
  await tf.ready();
  const traced = trace(fn, example);
  const { graph, vectors } = runPasses(traced.graph, on, options.carry);
  const emitterOptions = {
    layout: on.layout,
    gemm: on.products,
    shareEqual: on.commonSubexpressions,
    simplify: on.simplify,
    filterOrders: vectors.length > 0,
  };
  const lowered = lowerGraph(graph, emitterOptions, options.name ?? 'graph');
  const paths = {
    inputs: graph.inputs.map(({ path }) => path as string),
    outputs: graph.outputs.map(({ path }) => path),
  };
  return {
    graph: lowered,
    input: traced.input,
    output: traced.output,
    kernels: traced.graph.nodes.length,
    vectors,
    paths,
  };
}

/** One input or output of a compiled function. */
export interface Port extends OnnxPort {
  /** Path in the tree, keys joined by `/`. */
  path: string;
  /** Set if the port is a vector into which several leaves are packed. */
  vector?: PackedVector;
}

/** A compiled function. Runs do not overlap: await one before the next. */
export class CompiledFunction<I extends TensorTree = TensorTree, O extends TensorTree = TensorTree> {
  private disposed = false;

  /** Use `compile`. */
  constructor(
    private readonly ort: OrtModule,
    private readonly session: Ort.InferenceSession,
    readonly inputs: Port[],
    readonly outputs: Port[],
    private readonly form: { input: TreeForm; output: TreeForm },
    readonly stats: CompileStats,
  ) {}

  /**
   * Runs on plain numbers.
   *
   * @param input The tree of the example with `{ shape, data }` at the leaves.
   * @returns The function's tree with `{ shape, data }` at the leaves; the caller owns the arrays.
   * @throws {ShapeError} a leaf is missing or has another shape or type than when traced.
   */
  async run(input: DataTree): Promise<DataTree> {
    const { leaves } = flatten<TensorData>(input, 'input');
    const results = await this.runTensors(this.feeds(leaves));
    const found = this.results(results);
    return unflatten(this.form.output, (path) => found.get(path)!) as DataTree;
  }

  /** Runs on TensorFlow.js tensors, which are read, and returns new ones on the active backend; the caller disposes them. */
  async call(input: I): Promise<O> {
    const { leaves } = flatten<tf.Tensor>(input, 'input');
    const data = new Map<string, TensorData>();
    for (const [path, tensor] of leaves)
      data.set(path, { shape: tensor.shape, data: tensor.dataSync() as NumberArray });
    const results = this.results(await this.runTensors(this.feeds(data)));
    return unflatten(this.form.output, (path) => {
      const { shape, data: values } = results.get(path)!;
      const dtype = values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'bool';
      return tf.tensor(values, shape, dtype);
    }) as O;
  }

  /** The onnxruntime tensors of inputs by their paths, checked. */
  feeds(leaves: Map<string, TensorData>, ports: Port[] = this.inputs): Record<string, Ort.Tensor> {
    const feeds: Record<string, Ort.Tensor> = {};
    for (const port of ports) {
      if (port.vector) {
        const whole = new Float32Array(port.vector.size);
        pack(port.vector, leaves, whole);
        feeds[port.name] = this.tensor(port, whole);
        continue;
      }
      const leaf = leaves.get(port.path);
      const expected = `${port.type} [${port.shape.join(', ')}]`;
      if (!leaf) throw new ShapeError(`Compiled function: no input ${port.path}; it needs ${expected}.`);
      if (leaf.shape.join() !== port.shape.join() || leaf.data.length !== sizeOf(port.shape)) {
        throw new ShapeError(
          `Compiled function: input ${port.path} has shape [${leaf.shape.join(', ')}] with ${leaf.data.length} numbers, but was ` +
            `traced as ${expected}. Shapes are fixed at compilation: compile again for this shape.`,
        );
      }
      feeds[port.name] = this.tensor(port, leaf.data);
    }
    return feeds;
  }

  /** An onnxruntime tensor on the given numbers; they are not copied if they already have the port's type. */
  tensor({ type, shape }: OnnxPort, data: NumberArray): Ort.Tensor {
    if (type === 'int32')
      return new this.ort.Tensor('int32', data instanceof Int32Array ? data : Int32Array.from(data), shape);
    if (type === 'bool')
      return new this.ort.Tensor('bool', data instanceof Uint8Array ? data : Uint8Array.from(data), shape);
    return new this.ort.Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), shape);
  }

  /** Runs on onnxruntime tensors by port name; results go into `fetches` if given. */
  async runTensors(
    feeds: Record<string, Ort.Tensor>,
    fetches?: Record<string, Ort.Tensor>,
  ): Promise<Record<string, Ort.Tensor>> {
    if (this.disposed) throw new BackendError('Compiled function: it was disposed; compile again.');
    const results = fetches ? await this.session.run(feeds, fetches) : await this.session.run(feeds);
    return results as Record<string, Ort.Tensor>;
  }

  /** Form of the tree that goes in. */
  get inputForm(): TreeForm {
    return this.form.input;
  }

  /** Form of the tree that comes out. */
  get outputForm(): TreeForm {
    return this.form.output;
  }

  /** Frees the session. A second call does nothing. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    void this.session.release();
  }

  /** Results by path in the tree; the arrays of packed ones are copies, the others are onnxruntime's. */
  results(tensors: Record<string, Ort.Tensor>, ports: Port[] = this.outputs): Map<string, TensorData> {
    const leaves = new Map<string, TensorData>();
    for (const { name, path, shape, vector } of ports) {
      const data = tensors[name].data as NumberArray;
      if (!vector) leaves.set(path, { shape: [...shape], data });
      else for (const [member, leaf] of unpack(vector, data as Float32Array)) leaves.set(member, leaf);
    }
    return leaves;
  }
}

function ports(paths: string[], list: OnnxPort[], vectors: PackedVector[]): Port[] {
  return list.map((port, i) => ({ ...port, path: paths[i], vector: vectors.find(({ path }) => path === paths[i]) }));
}

/**
 * Traces a pure function of tensors and compiles it for onnxruntime.
 *
 * The function runs once, on tensors without values: gradients inside (`tf.valueAndGrads`, custom ones too) are recorded with
 * it. Tensors that it creates or captures become constants. Shapes are fixed.
 *
 * @param example Tensors whose shapes and types count; a tree of dictionaries and lists.
 * @throws {BackendError} the function cannot be traced (a kernel without a lowering, a value read), or onnxruntime is missing.
 */
export async function compile<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: I,
  options: CompileOptions = {},
): Promise<CompiledFunction<I, O>> {
  const started = performance.now();
  const { graph, input, output, kernels, vectors, paths } = await lowerFunction(fn, example, options);
  const model = serialiseOnnx(graph);
  const traced = performance.now();
  const session = await createSession(model, options.threads ?? defaultThreads(), options.profile);
  const stats = {
    nodes: graph.nodes.length,
    kernels,
    traceMs: traced - started,
    sessionMs: performance.now() - traced,
    bytes: model.length,
  };
  const ort = await loadOnnxRuntime();
  const inputs = ports(paths.inputs, graph.inputs, vectors);
  const outputs = ports(paths.outputs, graph.outputs, vectors);
  return new CompiledFunction<I, O>(ort, session, inputs, outputs, { input, output }, stats);
}
