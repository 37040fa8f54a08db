/** From a function to its ONNX graph. */
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../base/itemAt';
import { present } from '../base/present';
import type { HandedPort } from './compiledGraph';
import { bytesOf, type Graph } from './graph';
import { lowerGraph } from './lowerGraph';
import { nameNodes } from './nodeNames';
import type { OnnxGraph, OnnxPort } from './onnx/model';
import { divideUpdate, type PackedVector, type PassName, passSwitches, runPasses } from './passes';
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

/** An input or output of a step, with its path in the tree. */
export interface StepPort extends OnnxPort {
  path: string;
}

/** A function whose update of the carried state is graphs of its own. Names of ports are equal in all of them. */
export interface LoweredStep extends Omit<LoweredFunction, 'graph' | 'paths'> {
  inputs: StepPort[];
  outputs: StepPort[];
  /** The graph without the update. */
  main: OnnxGraph;
  updates: OnnxGraph[];
  /** Outputs of `main` that are inputs of `updates`. */
  handed: HandedPort[];
  /** Paths of carried vectors that may be overwritten by their new values. */
  inPlace: ReadonlySet<string>;
}

/**
 * Bytes of packed vectors from which their update stands apart unless it is asked for: it halves the memory of a large state, and
 * costs time, most of it in pages of memory that are taken and given back.
 */
const LARGE_STATE = 256 << 20;

/** The traced function after the passes, and how it is to be written. */
async function prepared<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: Example,
  options: LowerOptions,
) {
  const on = passSwitches(options.passes);
  await tf.ready();
  const traced = trace(fn, example, options.constants);
  const { graph, vectors, updated } = runPasses(traced.graph, on, options.carry);
  const emitterOptions = {
    layout: on.layout,
    gemm: on.products,
    shareEqual: on.commonSubexpressions,
    simplify: on.simplify,
    filterOrders: vectors.length > 0,
  };
  const name = options.name ?? 'graph';
  const write = (part: Graph, title = name, raw?: ReadonlySet<string>) => lowerGraph(part, emitterOptions, title, raw);
  const whole = {
    input: traced.input,
    output: traced.output,
    kernels: traced.graph.nodes.length,
    vectors,
    paths: {
      inputs: graph.inputs.map(({ path }) => path as string),
      outputs: graph.outputs.map(({ path }) => path),
    },
  };
  const stateBytes = vectors.reduce((sum, { size }) => sum + bytesOf([size]), 0);
  const apart = options.passes?.divideUpdate ?? stateBytes >= LARGE_STATE;
  return { graph: nameNodes(graph), updated: apart ? updated : new Set<never>(), whole, write, name };
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
  const { graph, whole, write } = await prepared(fn, example, options);
  return { ...whole, graph: write(graph) };
}

/**
 * The same in parts: what is done to a packed state stands apart, so that its buffers can be written where they lie. Without
 * `carry` there are no updates.
 *
 * @throws {BackendError} the function cannot be traced.
 */
export async function lowerStep<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: Example,
  options: LowerOptions = {},
): Promise<LoweredStep> {
  const { graph, updated, whole, write, name } = await prepared(fn, example, options);
  const divided = divideUpdate(graph, updated);
  const { handed, inPlace } = divided;
  const main = write(divided.main, name, handed);
  const updates = divided.updates.map((update, i) => write(update, `${name}/update${i}`));
  const written = [
    ...main.outputs.map((port, i) => ({ ...port, path: itemAt(divided.main.outputs, i, 'outputs').path })),
    ...updates.flatMap(({ outputs }, u) =>
      outputs.map((port, i) => ({
        ...port,
        path: itemAt(itemAt(divided.updates, u, 'updates').outputs, i, 'outputs').path,
      })),
    ),
  ];
  return {
    ...whole,
    inputs: graph.inputs.map(({ path, dtype, shape }) => ({
      name: path as string,
      path: path as string,
      type: dtype,
      shape,
    })),
    outputs: whole.paths.outputs.map((path) =>
      present(
        written.find((port) => port.path === path),
        `output ${path}`,
      ),
    ),
    main,
    updates,
    handed: divided.main.outputs.flatMap(({ path, value }, i) =>
      handed.has(path) ? [{ ...itemAt(main.outputs, i, 'outputs'), readAs: value.shape }] : [],
    ),
    inPlace,
  };
}
