/** One traced graph in onnxruntime sessions: a function whose shapes are fixed. */
import * as tf from '@tensorflow/tfjs-core';
import type * as Ort from 'onnxruntime-common';
import { BackendError, ShapeError } from '../base/errors';
import type { OrtModule } from '../base/onnxRuntime';
import { present } from '../base/present';
import { shortReason } from '../base/shortReason';
import { type NumberArray, sizeOf } from './graph';
import type { OnnxPort } from './onnx/model';
import { pack, unpack } from './packing';
import type { PackedVector } from './passes';
import { type DataTree, type TensorData, type TensorTree, type TreeForm, unflatten } from './tree';

/** What compiling took. */
export interface CompileStats {
  /** Operators in the ONNX graph. */
  nodes: number;
  /** Kernel calls that were traced. */
  kernels: number;
  /** Until the graph was written, or read where it was kept. */
  traceMs: number;
  /** Whether the graph was read from the cache instead of traced. */
  wasKept: boolean;
  sessionMs: number;
  /** Size of the ONNX model. */
  bytes: number;
  /** The most that results need at once while it runs, bytes. */
  liveBytes: number;
  /** What a process takes for running it, estimated: results, and the carried state before and after; bytes. */
  runBytes: number;
}

/** One input or output of a compiled graph. */
export interface Port extends OnnxPort {
  /** Path in the tree, keys joined by `/`. */
  path: string;
  /** Set if the port is a vector into which several leaves are packed. */
  vector?: PackedVector;
  /** Whether an output's new value may be written over the input of the same path. */
  inPlace?: boolean;
}

type Tensors = Record<string, Ort.Tensor>;

/** A compiled graph. Runs do not overlap: await one before the next. */
export class CompiledGraph {
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
   * Runs on leaves by path.
   *
   * @returns The function's tree with `{ shape, data }` at the leaves; the caller owns the arrays.
   * @throws {ShapeError} a leaf is missing or has another shape than when traced.
   */
  async run(leaves: Map<string, TensorData>): Promise<DataTree> {
    const results = this.results(await this.runTensors(this.feeds(leaves)));
    return unflatten(this.form.output, (path) => this.leaf(results, path)) as DataTree;
  }

  /** As `run`, with new tensors on the active backend at the leaves; the caller disposes them. */
  async runToTensors(leaves: Map<string, TensorData>): Promise<TensorTree> {
    const results = this.results(await this.runTensors(this.feeds(leaves)));
    return unflatten(this.form.output, (path) => {
      const { shape, data } = this.leaf(results, path);
      const dtype = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'bool';
      return tf.tensor(data, shape, dtype);
    }) as TensorTree;
  }

  private leaf(results: Map<string, TensorData>, path: string): TensorData {
    const leaf = results.get(path);
    if (!leaf) throw new ShapeError(`Compiled function: no output ${path}.`);
    return leaf;
  }

  /** The onnxruntime tensors of inputs by their paths, checked. */
  feeds(leaves: Map<string, TensorData>, ports: Port[] = this.inputs): Record<string, Ort.Tensor> {
    const feeds: Record<string, Ort.Tensor> = {};
    for (const port of ports) {
      if (port.vector) {
        const whole = new Float32Array(port.vector.size);
        pack(port.vector, leaves, whole, true);
        feeds[port.name] = this.tensor(port, whole);
        continue;
      }
      const leaf = leaves.get(port.path);
      const expected = `${port.type} [${port.shape.join(', ')}]`;
      if (!leaf) throw new ShapeError(`Compiled function: no input ${port.path}; it needs ${expected}.`);
      if (leaf.shape.join() !== port.shape.join() || leaf.data.length !== sizeOf(port.shape)) {
        throw new ShapeError(
          `Compiled function: input ${port.path} has shape [${leaf.shape.join(', ')}] with ${leaf.data.length} numbers, but was ` +
            `traced as ${expected}. The shapes of a compiled graph are fixed.`,
        );
      }
      feeds[port.name] = this.tensor(port, leaf.data);
    }
    return feeds;
  }

  /**
   * Copies leaves into tensors that are there.
   *
   * @param isFresh The tensors hold zeros, into which those of a packed state need not be copied.
   * @throws {ShapeError} a leaf is missing or has another shape than when traced.
   */
  fill(tensors: Tensors, leaves: Map<string, TensorData>, ports: Port[], isFresh = false): void {
    for (const port of ports) {
      const into = present(tensors[port.name], port.path).data as NumberArray;
      if (port.vector) pack(port.vector, leaves, into as Float32Array, isFresh);
      else into.set(present(this.feeds(leaves, [port])[port.name], port.path).data as NumberArray);
    }
  }

  /** An onnxruntime tensor on the given numbers; they are not copied if they already have the port's type. */
  tensor({ type, shape }: OnnxPort, data: NumberArray): Ort.Tensor {
    if (type === 'int32')
      return new this.ort.Tensor('int32', data instanceof Int32Array ? data : Int32Array.from(data), shape);
    if (type === 'bool')
      return new this.ort.Tensor('bool', data instanceof Uint8Array ? data : Uint8Array.from(data), shape);
    return new this.ort.Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), shape);
  }

  /**
   * Runs on onnxruntime tensors by port name.
   *
   * @param into Memory in which results are computed, for those that have one here; it may be that of the input of the same path
   *   where the port says so. onnxruntime's binding hands out a copy of it, as of any result.
   * @throws {BackendError} onnxruntime fails, most often because memory is short; or the graph was disposed.
   */
  async runTensors(feeds: Tensors, into: Tensors = {}): Promise<Tensors> {
    if (this.disposed) throw new BackendError('Compiled function: it was disposed; compile again.');
    const fetches = Object.fromEntries(this.session.outputNames.map((name) => [name, into[name] ?? null] as const));
    try {
      return (await this.session.run(feeds, fetches)) as Tensors;
    } catch (cause) {
      throw new BackendError(
        `Compiled function: onnxruntime failed: ${shortReason(cause)}. If memory is short, make images or batches smaller; the engine eager (--engine eager) runs without onnxruntime.`,
        { cause },
      );
    }
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
