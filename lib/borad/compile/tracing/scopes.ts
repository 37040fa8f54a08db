/**
 * Names of modules for the calls of a traced function, so that a graph reads like the model in a viewer:
 * `mff.blocks.0.conv1` for a forward pass, `gradient/mff.blocks.0.conv1` for its backward pass, `update/...` for what an
 * optimiser makes of the gradient.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { GraphNode, GraphValue } from '../graph';

/** `mff.blocks.0.conv1` of `state/parameters/mff.blocks.0.conv1.weight`; undefined where the last key has no dot. */
export function moduleOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const end = name.lastIndexOf('.');
  return end > 0 ? name.slice(0, end) : undefined;
}

const GRADIENT = /^gradient(\/|$)/;
/** Scopes of what comes after the forward pass. */
export const DERIVED = /^(gradient|update)(\/|$)/;

interface TapeNode {
  outputs: tf.Tensor[];
  gradient?: (dys: tf.Tensor[]) => Record<string, () => tf.Tensor>;
}

type CustomGradient = (f: unknown) => (...inputs: tf.Tensor[]) => tf.Tensor;

/** What is used of TensorFlow.js's engine beyond its published types. */
interface TapeEngine {
  state: { activeTape: TapeNode[] | null; scopeStack: { name: string }[] };
  addTapeNode?: (...args: unknown[]) => void;
  customGrad?: CustomGradient;
}

/** Finds the scope of every call of one trace. */
export class Scopes {
  private readonly nodes: GraphNode[] = [];
  private readonly producers = new Map<GraphValue, GraphNode>();
  /** Parameters, and values computed from one module's parameters and constants alone. */
  private readonly modules = new Map<GraphValue, string>();
  /** Calls that read a parameter themselves. */
  private readonly reading = new WeakSet<GraphNode>();
  private gradientOf: string | undefined;
  private engine: TapeEngine | undefined;

  /** Makes an input or a constant known under its path. */
  parameter(value: GraphValue, path: string): void {
    const module = moduleOf(path);
    if (module) this.modules.set(value, module);
  }

  /** Sets the scope of a call that was just recorded. */
  enter(node: GraphNode): void {
    const inputs = Object.values(node.inputs);
    const read = [...new Set(inputs.map((value) => this.modules.get(value)).filter((module) => module !== undefined))];
    const scope = this.scopeOf(inputs, read[0]);
    if (scope !== undefined) node.scope = scope;
    this.nodes.push(node);
    for (const output of node.outputs) this.producers.set(output, node);
    if (read.length === 0) return;
    this.reading.add(node);
    const prepared = inputs.every((value) => this.modules.has(value) || value.data !== undefined);
    if (read.length === 1 && prepared) for (const output of node.outputs) this.modules.set(output, read[0]);
  }

  private scopeOf(inputs: GraphValue[], module: string | undefined): string | undefined {
    if (this.gradientOf !== undefined) return this.gradientOf ? `gradient/${this.gradientOf}` : 'gradient';
    const latest = [...inputs].sort((a, b) => b.id - a.id).flatMap((value) => this.producers.get(value) ?? []);
    const inherited = latest.map(({ scope }) => scope).find((scope) => scope !== undefined);
    if (this.engine?.state.scopeStack.some(({ name }) => name === 'backward')) return inherited;
    // Outside of the backward pass, what reads a gradient is the optimiser.
    const updates = latest.some(({ scope }) => DERIVED.test(scope ?? ''));
    if (module) return updates ? `update/${module}` : module;
    return inherited?.replace(GRADIENT, 'update$1');
  }

  /**
   * Follows the gradient tape: a gradient belongs to the call whose gradient it is.
   *
   * @returns What undoes it.
   */
  follow(engine: unknown, lookUp: (tensor: tf.Tensor) => GraphValue | undefined): () => void {
    const tape = engine as TapeEngine;
    this.engine = tape;
    const addTapeNode = tape.addTapeNode as (...args: unknown[]) => void;
    const customGrad = tape.customGrad as CustomGradient;
    tape.addTapeNode = (...args) => {
      addTapeNode.apply(tape, args);
      const node = tape.state.activeTape?.at(-1);
      const gradient = node?.gradient;
      if (!node || !gradient) return;
      const value = lookUp(node.outputs[0]);
      const scope = (value && this.producers.get(value)?.scope)?.replace(DERIVED, '') ?? '';
      node.gradient = (dys) =>
        Object.fromEntries(
          Object.entries(this.within(scope, () => gradient(dys))).map(([name, make]) => [
            name,
            () => this.within(scope, make),
          ]),
        );
    };
    // A custom gradient wraps one layer as a rule: what it does before it reads the layer's parameters belongs to it too.
    tape.customGrad = (f) =>
      customGrad.call(tape, (...args: unknown[]) => {
        const start = this.nodes.length;
        const result = (f as (...given: unknown[]) => unknown)(...args);
        if (this.gradientOf === undefined) this.gather(this.nodes.slice(start));
        return result;
      });
    return () => {
      delete tape.addTapeNode;
      delete tape.customGrad;
    };
  }

  /** Gives calls that read no parameter the scope of those among them that do, if that is one. */
  private gather(nodes: GraphNode[]): void {
    const scopes = new Set(nodes.filter((node) => this.reading.has(node)).map(({ scope }) => scope));
    if (scopes.size !== 1) return;
    const [scope] = scopes;
    for (const node of nodes) node.scope = scope;
  }

  private within<T>(scope: string, run: () => T): T {
    const outer = this.gradientOf;
    this.gradientOf = scope;
    try {
      return run();
    } finally {
      this.gradientOf = outer;
    }
  }
}
