/** Operands of elementwise operators brought to one layout. */
import { BackendError } from '../../base/errors';
import { type Emitter, logicalShape, type Stored } from '../emitter';
import { sizeOf } from '../graph';
import { identityOrder, isIdentity, permuted, sameList } from '../layout';

/**
 * The broadcast of shapes, aligned at the last axis.
 *
 * @throws {BackendError} two extents of an axis differ and neither is 1.
 */
export function broadcastShape(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return identityOrder(rank).map((axis) => {
    const extents = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const extent = extents.includes(0) ? 0 : Math.max(...extents);
    if (extents.some((each) => each !== 1 && each !== extent)) {
      throw new BackendError(
        `Compile: shapes ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ')} do not broadcast.`,
      );
    }
    return extent;
  });
}

export interface Aligned {
  operands: Stored[];
  order: number[];
  /** Stored shape of the result. */
  shape: number[];
}

/** Operands in the layout of the largest of them; constants of equal numbers become scalars where the others give the shape. */
export function align(emitter: Emitter, inputs: Stored[], shape: readonly number[]): Aligned {
  const rank = shape.length;
  const order = chooseOrder(inputs, shape);
  const shaped = inputs.filter((input) => input.uniform === undefined);
  const scalarsFit = shaped.length > 0 && sameList(broadcastShape(...shaped.map(logicalShape)), shape);
  const operands = inputs.map((input) => {
    if (input.uniform !== undefined && (scalarsFit || input.shape.length === 0))
      return emitter.scalar(input.uniform, input.dtype);
    if (sizeOf(input.shape) === 1 && input.shape.length < rank) return input;
    if (isIdentity(order) && isIdentity(input.order)) return input;
    return emitter.arrange(input, order);
  });
  return { operands, order, shape: permuted(shape, order) };
}

function chooseOrder(inputs: Stored[], shape: readonly number[]): number[] {
  const candidates = inputs.filter((input) => input.uniform === undefined && input.order.length === shape.length);
  if (candidates.length === 0) return identityOrder(shape.length);
  const size = Math.max(...candidates.map((input) => sizeOf(input.shape)));
  const largest = candidates.filter((input) => sizeOf(input.shape) === size);
  return (largest.find((input) => !isIdentity(input.order)) ?? largest[0]).order;
}
