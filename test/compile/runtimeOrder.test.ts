import { describe, expect, it } from 'vitest';
import type { OnnxGraph, OnnxNode } from '../../lib/borad/compile';
import { executionOrder, inRuntimeOrder, liveBytes } from '../../lib/borad/compile/runtimeOrder';

const node = (name: string, inputs: string[], size: number, operator = 'Relu'): OnnxNode => ({
  operator,
  name,
  inputs,
  outputs: [name],
  shapes: [[size]],
  attributes: {},
});

const graph = (nodes: OnnxNode[], outputs: string[]): OnnxGraph => ({
  name: 'g',
  nodes,
  constants: [],
  inputs: [{ name: 'x', type: 'float32', shape: [1] }],
  outputs: outputs.map((name) => ({ name, type: 'float32', shape: [1] })),
  laidOut: true,
});

const names = (nodes: OnnxNode[]) => executionOrder(nodes).map((place) => nodes[place]?.name);

/** Two layers forward, their slopes, the gradient from back to front: the slopes come late in the list but depend on little. */
const backward = [
  node('y1', ['x'], 10),
  node('y2', ['y1'], 10),
  node('slope2', ['y2'], 10),
  node('d2', ['y2', 'slope2'], 10),
  node('slope1', ['y1'], 10),
  node('d1', ['d2', 'slope1'], 10),
];

describe('the order in which onnxruntime computes', () => {
  it('is depth first from the last operator that nothing reads, of operands the last in the list first', () => {
    expect(names(backward)).toEqual(['y1', 'slope1', 'y2', 'slope2', 'd2', 'd1']);
    expect(names([...backward].reverse())).toEqual(['y1', 'y2', 'slope2', 'd2', 'slope1', 'd1']);
    const leaves = [node('a', ['x'], 1), node('b', ['x'], 1)];
    expect(names(leaves)).toEqual(['b', 'a']);
  });

  it('decides how much lives at once', () => {
    // y1, slope1, y2 and slope2 at once; from back to front y1, y2, slope2 and d2, too, but slope1 only after y2 and slope2.
    expect(liveBytes(graph(backward, ['d1']))).toBe(4 * 40);
    expect(liveBytes(graph([...backward].reverse(), ['d1']))).toBe(4 * 40);
    const wide = [...backward.slice(0, 4), node('slope1', ['y1'], 25), node('d1', ['d2', 'slope1'], 10)];
    expect(liveBytes(graph(wide, ['d1']))).toBe(4 * 55);
    expect(liveBytes(graph([...wide].reverse(), ['d1']))).toBe(4 * 45);
    expect(inRuntimeOrder(graph(wide, ['d1'])).graph.nodes).toEqual([...wide].reverse());
    expect(inRuntimeOrder(graph(backward, ['d1'])).graph.nodes).toEqual(backward);
  });

  it('counts neither views nor what is written elsewhere, and keeps what a view shows', () => {
    const viewed = [node('a', ['x'], 8), node('v', ['a'], 8, 'Reshape'), node('b', ['x'], 4), node('c', ['v', 'b'], 2)];
    expect(liveBytes(graph(viewed, ['c']))).toBe(4 * 14);
    expect(liveBytes(graph(viewed, ['c']), new Set(['c']))).toBe(4 * 12);
  });
});
