/** A TensorFlow.js backend that computes nothing: each kernel call becomes a node of a graph. */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../../base/errors';
import { constantValue, type DataType, type GraphNode, type GraphValue, graphValue, type NumberArray } from '../graph';
import { inferShapes } from '../lowerings';
import { callSite } from './callSite';
import { Scopes } from './scopes';

/** Name under which the backend is registered. */
export const TRACE_BACKEND = 'borad-trace';

type DataId = object;
type TensorInfo = { dataId: DataId; shape: number[]; dtype: tf.DataType };

function typedArray(values: ArrayLike<number>, dtype: DataType): NumberArray {
  if (dtype === 'float32') return Float32Array.from(values);
  return dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values);
}

function checkedType(dtype: tf.DataType): DataType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new BackendError(`Compile: tensors of type ${dtype} cannot be traced, only float32, int32 and bool.`);
}

/** Records kernel calls between `begin` and `end`. */
export class TraceBackend extends tf.KernelBackend {
  private values = new WeakMap<DataId, GraphValue>();
  private dataIds = 0;
  private nodes: GraphNode[] = [];
  private paths = new Map<DataId, string>();
  /** Set when values were asked for in time (`await x.data()`), which cannot fail where it is asked. */
  refusal: BackendError | undefined;
  /** Scopes of the calls of this trace. */
  scopes = new Scopes();

  /**
   * Forgets the last trace.
   *
   * @param paths Paths of tensors of other backends that the function may capture.
   */
  begin(paths: Map<DataId, string> = new Map()): void {
    this.nodes = [];
    this.values = new WeakMap();
    this.paths = paths;
    this.refusal = undefined;
    this.scopes = new Scopes();
  }

  /** The nodes recorded since `begin`. */
  end(): GraphNode[] {
    const { nodes } = this;
    this.nodes = [];
    this.scopes = new Scopes();
    this.paths = new Map();
    return nodes;
  }

  /** A tensor of this backend that stands for a value of the graph. */
  symbol(value: GraphValue): TensorInfo {
    const dataId = {};
    this.values.set(dataId, value);
    if (value.path) this.scopes.parameter(value, value.path);
    this.dataIds++;
    return { dataId, shape: value.shape, dtype: value.dtype };
  }

  /** The value that a tensor of this backend stands for, or undefined. */
  known(tensor: TensorInfo): GraphValue | undefined {
    return this.values.get(tensor.dataId);
  }

  /** The graph's value for a tensor; tensors of other backends are read and become constants. */
  graphValueOf(tensor: TensorInfo): GraphValue {
    const known = this.values.get(tensor.dataId);
    if (known) return known.shape.join() === tensor.shape.join() ? known : this.reshaped(known, tensor.shape);
    const dtype = checkedType(tensor.dtype);
    const data = tf.engine().readSync(tensor.dataId) as NumberArray;
    const value = constantValue(tensor.shape, dtype, typedArray(data, dtype));
    this.values.set(tensor.dataId, value);
    const path = this.paths.get(tensor.dataId);
    if (path) this.scopes.parameter(value, path);
    return value;
  }

  /** Adds the node of a kernel call. */
  record(
    kernel: string,
    inputs: Record<string, TensorInfo | undefined>,
    attributes: Record<string, unknown>,
  ): TensorInfo[] {
    const known: Record<string, GraphValue> = {};
    for (const [key, tensor] of Object.entries(inputs)) if (tensor) known[key] = this.graphValueOf(tensor);
    const specs = inferShapes(kernel, known, attributes);
    if (!specs) {
      const shapes = Object.entries(known).map(([key, value]) => `${key} ${value.dtype} [${value.shape.join(', ')}]`);
      throw new BackendError(
        `Compile: no lowering for the TensorFlow.js kernel ${kernel} (${shapes.join('; ')}), called at ${callSite()}. ` +
          'Write the function with other operations, add a lowering in lib/borad/compile/lowerings, or run it eagerly.',
      );
    }
    const outputs = specs.map((spec) => graphValue(spec));
    this.add({ kernel, inputs: known, attributes: { ...attributes }, outputs });
    return outputs.map((output) => this.symbol(output));
  }

  private add(node: GraphNode): void {
    this.nodes.push(node);
    this.scopes.enter(node);
  }

  // A tensor may share its data with another of a different shape (tfjs reshapes without a kernel in some places).
  private reshaped(value: GraphValue, shape: number[]): GraphValue {
    const output = graphValue({ shape, dtype: value.dtype });
    this.add({ kernel: 'Reshape', inputs: { x: value }, attributes: { shape }, outputs: [output] });
    return output;
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const type = checkedType(dtype);
    const { dataId } = this.symbol(constantValue(shape, type, typedArray((values ?? []) as ArrayLike<number>, type)));
    return dataId;
  }

  override move(dataId: DataId, values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): void {
    const type = checkedType(dtype);
    this.values.set(dataId, constantValue(shape, type, typedArray(values as ArrayLike<number>, type)));
    this.dataIds++;
  }

  override readSync(dataId: DataId): tf.backend_util.BackendValues {
    const value = this.values.get(dataId);
    if (value?.data) return value.data;
    throw new BackendError(
      `Compile: a tensor's values were read (data, dataSync, array, print) while tracing, at ${callSite()}. A traced function ` +
        'is recorded once and computes later, so its tensors have no values yet. Decide with tensor operations (tf.where), or ' +
        'hand the number in as an input of the function.',
    );
  }

  /** Whoever waits for values that will never be waits for ever; the trace fails with `refusal` instead. */
  override read(dataId: DataId): Promise<tf.backend_util.BackendValues> {
    try {
      return Promise.resolve(this.readSync(dataId));
    } catch (error) {
      this.refusal ??= error as BackendError;
      return new Promise(() => {});
    }
  }

  override disposeData(): boolean {
    this.dataIds--;
    return true;
  }

  override numDataIds(): number {
    return this.dataIds;
  }

  override refCount(): number {
    return 1;
  }

  override incRef(): void {}

  decRef(): void {}

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }
}

let registered: TraceBackend | undefined;

/** The registered backend; kernels of the cpu backend are all known by name, so that a missing lowering can be named. */
export function traceBackend(): TraceBackend {
  if (registered) return registered;
  const backend = new TraceBackend();
  tf.registerBackend(TRACE_BACKEND, () => backend, 0);
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    tf.registerKernel({
      kernelName,
      backendName: TRACE_BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        const outputs = backend.record(
          kernelName,
          inputs as unknown as Record<string, TensorInfo>,
          (attrs ?? {}) as Record<string, unknown>,
        ) as tf.TensorInfo[];
        const isList = kernelName === 'SplitV' || kernelName === 'Unpack' || outputs.length > 1;
        return isList ? outputs : outputs[0];
      },
    });
  }
  registered = backend;
  return backend;
}
