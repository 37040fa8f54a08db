/** From the traced graph to ONNX. */
import { BackendError } from '../base/errors';
import { Emitter, type EmitterOptions, type Stored } from './emitter';
import type { Graph, GraphValue } from './graph';
import { kernelRule } from './lowerings';
import type { OnnxGraph } from './onnx/model';
import { removeDeadOperators } from './passes/deadNodes';

/** Kernels that only gradients of convolutions use. */
const GRADIENT_KERNELS = new Set(['Conv2DBackpropFilter']);

/**
 * Writes every node with standard ONNX operators; inputs and outputs keep their paths as names (an output that has the name
 * of an input gets `.next`), operators are named `scope/Operator_number`.
 */
export function lowerGraph(graph: Graph, options: EmitterOptions, name: string): OnnxGraph {
  const training = graph.nodes.some((node) => GRADIENT_KERNELS.has(node.kernel));
  const ports = [...graph.inputs, ...graph.outputs].map(({ path }) => path as string);
  const emitter = new Emitter({ ...options, gemm: options.gemm && options.layout && training }, ports);
  const stored = new Map<GraphValue, Stored>();
  for (const value of graph.inputs) {
    stored.set(value, {
      name: value.path as string,
      shape: value.shape,
      dtype: value.dtype,
      order: value.shape.map((_, axis) => axis),
    });
  }
  const storedOf = (value: GraphValue): Stored => {
    const known = stored.get(value);
    if (known) return known;
    const constant = emitter.graphConstant(value);
    stored.set(value, constant);
    return constant;
  };

  for (const node of graph.nodes) {
    const rule = kernelRule(node.kernel);
    if (!rule) throw new BackendError(`Compile: no lowering for ${node.kernel}.`);
    emitter.scope = node.scope ?? '';
    const inputs = Object.fromEntries(Object.entries(node.inputs).map(([key, value]) => [key, storedOf(value)]));
    const results = rule.lower(emitter, {
      inputs: node.inputs,
      stored: inputs,
      attributes: node.attributes,
      outputs: node.outputs,
    });
    node.outputs.forEach((output, i) => {
      stored.set(output, results[i]);
    });
  }

  const inputNames = new Set(graph.inputs.map((value) => value.path as string));
  const results = graph.outputs.map(({ path, value }) => {
    const natural = emitter.natural(storedOf(value));
    return {
      name: inputNames.has(path) ? `${path}.next` : path,
      source: natural.name,
      type: value.dtype,
      shape: value.shape,
    };
  });
  nameOutputs(emitter, results);
  const inputs = graph.inputs.map((value) => ({ name: value.path as string, type: value.dtype, shape: value.shape }));
  const outputs = results.map(({ name: output, type, shape }) => ({ name: output, type, shape }));
  return removeDeadOperators(emitter.graph(name, inputs, outputs));
}

/** Renames results to their outputs' names; an input, a constant or a second use of one result is copied. */
function nameOutputs(emitter: Emitter, results: { name: string; source: string }[]): void {
  const produced = new Set(emitter.nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  for (const { name, source } of results) if (produced.has(source) && !renamed.has(source)) renamed.set(source, name);
  const renames = (names: string[]) => names.map((old) => renamed.get(old) ?? old);
  for (const node of emitter.nodes) {
    node.inputs = renames(node.inputs);
    node.outputs = renames(node.outputs);
  }
  for (const { name, source } of results) {
    if (renamed.get(source) === name) continue;
    emitter.nodes.push({
      operator: 'Identity',
      name: `${name}/Identity`,
      inputs: [renamed.get(source) ?? source],
      outputs: [name],
      attributes: {},
    });
  }
}
