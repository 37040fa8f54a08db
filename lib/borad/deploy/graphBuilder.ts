/** Nodes and constants around a lowered graph, one call each. */
import type { OnnxAttribute, OnnxNode, OnnxTensor } from '../compile';

/** A graph under construction. */
export interface GraphBuilder {
  nodes: OnnxNode[];
  constants: OnnxTensor[];
  /** Adds an operator with one output, which has the name. Returns the name. */
  node(operator: string, name: string, inputs: string[], attributes?: Record<string, OnnxAttribute>): string;
  floats(name: string, values: ArrayLike<number>, shape?: number[]): string;
  integers(name: string, values: readonly number[], shape?: number[]): string;
}

/** @param prefix Of every name, so that none is one of the lowered graph. */
export function graphBuilder(prefix: string): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const named = (name: string) => `${prefix}/${name}`;
  return {
    nodes,
    constants,
    node(operator, name, inputs, attributes = {}) {
      nodes.push({ operator, name: named(name), inputs, outputs: [named(name)], attributes });
      return named(name);
    },
    floats(name, values, shape = [values.length]) {
      constants.push({ name: named(name), type: 'float32', shape, data: Float32Array.from(values) });
      return named(name);
    },
    integers(name, values, shape = [values.length]) {
      constants.push({ name: named(name), type: 'int64', shape, data: BigInt64Array.from(values.map(BigInt)) });
      return named(name);
    },
  };
}
