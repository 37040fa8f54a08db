/** The order of axes in which a vector holds a tensor: the one its consumers want. */
import type { GraphNode, GraphValue } from '../../graph';
import { identityOrder, ROW_FILTER, WINDOW_FILTER } from '../../layout';
import type { Entry } from './entries';

/** How a filter's products read it (`lowerings/convolutionProducts`): kept so, it need not be transposed at every step. */
function filterOrder(value: GraphValue, consumers: Map<GraphValue, GraphNode[]>): number[] {
  const convolved = (consumers.get(value) ?? []).find(
    (node) => node.inputs.filter === value && node.kernel.startsWith('Conv2D'),
  );
  if (!convolved || value.shape.length !== 4) return identityOrder(value.shape.length);
  const stride = (convolved.attributes.strides as number[] | number | undefined) ?? 1;
  const step = Array.isArray(stride) ? stride[0] : stride;
  if (value.shape[0] === 3 && value.shape[1] === 3 && step === 1) return ROW_FILTER;
  if (value.shape[0] === 2 && value.shape[1] === 2 && step === 2) return [2, 0, 1, 3];
  return value.shape[0] * value.shape[1] > 1 ? WINDOW_FILTER : identityOrder(4);
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** The order of a parameter of that name, or of the one that a moving average's shorter name belongs to. */
function orderOf(name: string, known: Map<string, number[]>): number[] | undefined {
  return known.get(name) ?? [...known].find(([other]) => other.endsWith(`.${name}`))?.[1];
}

/**
 * Order of the axes of any entry. A parameter's order holds for its moments and averages too: they are computed from it place
 * by place.
 */
export function axisOrders(
  entries: readonly Entry[],
  consumers: Map<GraphValue, GraphNode[]>,
): (entry: Entry) => number[] {
  const orderByName = new Map<string, number[]>();
  for (const { path, input } of entries) {
    const order = filterOrder(input, consumers);
    if (!order.every((axis, i) => axis === i)) orderByName.set(nameOf(path), order);
  }
  return ({ path, input }) => orderOf(nameOf(path), orderByName) ?? identityOrder(input.shape.length);
}
