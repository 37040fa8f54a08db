/** What the compiler must know about a kernel: the shapes of its results and how it is written in ONNX. */
import type { Emitter, Stored } from '../emitter';
import type { TensorSpec } from '../graph';

/** Inputs and attributes of a call, by the names of TensorFlow.js. */
export interface KernelCall {
  inputs: Record<string, TensorSpec>;
  attributes: Record<string, unknown>;
}

/** A call to be written: the same inputs as stored tensors, and the results' logical shapes. */
export interface LoweringCall extends KernelCall {
  stored: Record<string, Stored>;
  outputs: TensorSpec[];
}

export interface KernelRule {
  infer(call: KernelCall): TensorSpec[];
  lower(emitter: Emitter, call: LoweringCall): Stored[];
}

export type KernelRules = Record<string, KernelRule>;
