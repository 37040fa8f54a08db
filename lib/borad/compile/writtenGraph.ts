/** A traced function as an ONNX model, with what is needed to run it. */
import type { Port } from './compiledGraph';
import type { TreeForm } from './tree';

/** Everything but the model is plain data that JSON can hold. */
export interface WrittenGraph {
  /** The ONNX file. */
  model: Uint8Array;
  inputs: Port[];
  /** Those that may be computed where the input of the same path lies are marked. */
  outputs: Port[];
  /** Forms of the trees that go in and come out. */
  form: { input: TreeForm; output: TreeForm };
  /** Layouts were chosen when it was written: onnxruntime's own would undo them. */
  laidOut: boolean;
  /** Operators of the model, and kernel calls that were traced. */
  nodes: number;
  kernels: number;
  /** The most that results need at once while it runs, bytes. */
  liveBytes: number;
}
