/** From a function to its ONNX graph. */
import * as tf from '@tensorflow/tfjs-core';
import { lowerGraph } from './lowerGraph';
import { nameNodes } from './nodeNames';
import type { OnnxGraph } from './onnx/model';
import { type PackedVector, type PassName, passSwitches, runPasses } from './passes';
import { type Example, trace } from './tracing/trace';
import type { TensorTree, TreeForm } from './tree';

export interface LowerOptions {
  /** Passes to turn off (`false`); all are on by default. */
  passes?: Partial<Record<PassName, boolean>>;
  /**
   * Key of a state that the function takes and returns under the same names: its tensors are kept in few long vectors and in
   * the layouts that the graph wants. For `createLoop`. Default: none.
   */
  carry?: string;
  /**
   * Tensors that the function captures, by name: they only name the operators of the graph (`mff.conv1.weight` names those of
   * `mff.conv1`). Inputs do so by their paths. Default: none.
   */
  constants?: TensorTree;
  /** Name of the graph in the ONNX file. Default `graph`. */
  name?: string;
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

/**
 * Traces a function for the given shapes and lowers it; synchronous except that a TensorFlow.js backend must be ready.
 *
 * @throws {BackendError} the function cannot be traced.
 */
export async function lowerFunction<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: Example,
  options: LowerOptions = {},
): Promise<LoweredFunction> {
  const on = passSwitches(options.passes);
  await tf.ready();
  const traced = trace(fn, example, options.constants);
  const { graph, vectors } = runPasses(traced.graph, on, options.carry);
  const emitterOptions = {
    layout: on.layout,
    gemm: on.products,
    shareEqual: on.commonSubexpressions,
    simplify: on.simplify,
    filterOrders: vectors.length > 0,
  };
  const lowered = lowerGraph(nameNodes(graph), emitterOptions, options.name ?? 'graph');
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
