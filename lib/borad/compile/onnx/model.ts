/** An ONNX graph in memory: nodes of standard operators over named tensors. */
import type { DataType, NumberArray } from '../graph';

export type OnnxType = DataType | 'int64' | 'uint8' | 'int8' | 'float16';
export type OnnxAttribute = number | string | number[] | { float: number } | { floats: number[] };

export interface OnnxNode {
  operator: string;
  name: string;
  /** An empty name leaves an optional input out. */
  inputs: string[];
  outputs: string[];
  /** Shapes of the outputs as they lie in memory, where whoever wrote the node knows them. */
  shapes?: number[][];
  /** Plain numbers are integers; floats are wrapped. */
  attributes: Record<string, OnnxAttribute>;
}

export interface OnnxTensor {
  name: string;
  type: OnnxType;
  shape: number[];
  /** Half-precision numbers as their bits, in a Uint16Array. */
  data: NumberArray | BigInt64Array | Int8Array | Uint16Array;
}

export interface OnnxPort {
  name: string;
  type: OnnxType;
  shape: number[];
}

/** An input or output some of whose extents are not fixed: these have names in place of numbers. */
export interface FreePort {
  name: string;
  type: OnnxType;
  shape: (number | string)[];
}

export interface OnnxGraph<P extends FreePort = OnnxPort> {
  name: string;
  nodes: OnnxNode[];
  constants: OnnxTensor[];
  inputs: P[];
  outputs: P[];
  /** Layouts were chosen when it was written: onnxruntime's own would undo them. */
  laidOut: boolean;
}

/** Version of the operator set that the lowerings are written for. */
export const OPERATOR_SET = 18;
