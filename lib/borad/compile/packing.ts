/** Copies between tensors and the packed vectors of a carried state. */
import { ShapeError } from '../base/errors';
import { itemAt } from '../base/itemAt';
import { type NumberArray, sizeOf } from './graph';
import { isIdentity, permuted } from './layout';
import type { PackedVector } from './passes/packState';
import type { TensorData } from './tree';

/** Where a tensor's numbers lie: the first one's place, and for every axis the distance of neighbours. */
interface Place {
  data: NumberArray;
  first: number;
  steps: readonly number[];
}

/** Copies a tensor of these extents from one arrangement to another; the two innermost axes in plain loops. */
function rearrange(extents: readonly number[], from: Place, to: Place, axis = 0): void {
  if (extents.length - axis > 2) {
    const [count, out, into] = [
      itemAt(extents, axis, 'extents'),
      itemAt(from.steps, axis, 'steps'),
      itemAt(to.steps, axis, 'steps'),
    ];
    for (let i = 0; i < count; i++) {
      const inner = { ...from, first: from.first + i * out };
      rearrange(extents, inner, { ...to, first: to.first + i * into }, axis + 1);
    }
    return;
  }
  const [rows, columns] = extents.length - axis === 2 ? extents.slice(axis) : [1, extents.at(-1) ?? 1];
  const [fromRow, fromColumn] = extents.length - axis === 2 ? from.steps.slice(axis) : [0, from.steps.at(-1) ?? 1];
  const [toRow, toColumn] = extents.length - axis === 2 ? to.steps.slice(axis) : [0, to.steps.at(-1) ?? 1];
  const [source, target] = [from.data, to.data];
  for (let row = 0; row < (rows as number); row++) {
    let read = from.first + row * (fromRow as number);
    let write = to.first + row * (toRow as number);
    for (let column = 0; column < (columns as number); column++) {
      target[write] = source[read] as number;
      read += fromColumn as number;
      write += toColumn as number;
    }
  }
}

/** A tensor's extents in stored order, and the distances of neighbours in stored and in logical order. */
function arrangement(shape: readonly number[], order: readonly number[]) {
  const distances = (extents: readonly number[]) => extents.map((_, axis) => sizeOf(extents.slice(axis + 1)));
  const extents = permuted([...shape], [...order]);
  return { extents, stored: distances(extents), logical: permuted(distances(shape), [...order]) };
}

/**
 * Copies a state's tensors into their vector.
 *
 * @throws {ShapeError} one is missing or has another shape.
 */
export function pack(vector: PackedVector, leaves: Map<string, TensorData>, into: Float32Array): void {
  for (const { path, shape, order, offset } of vector.members) {
    const leaf = leaves.get(path);
    if (!leaf) throw new ShapeError(`Compiled function: no input ${path}; it needs float32 [${shape.join(', ')}].`);
    if (leaf.shape.join() !== shape.join()) {
      throw new ShapeError(
        `Compiled function: input ${path} has shape [${leaf.shape.join(', ')}], expected [${shape.join(', ')}].`,
      );
    }
    if (isIdentity(order)) {
      into.set(leaf.data, offset);
      continue;
    }
    const { extents, stored, logical } = arrangement(shape, order);
    rearrange(extents, { data: leaf.data, first: 0, steps: logical }, { data: into, first: offset, steps: stored });
  }
}

/** A copy of every tensor in a vector, by path. */
export function unpack(vector: PackedVector, from: Float32Array): Map<string, TensorData> {
  const leaves = new Map<string, TensorData>();
  for (const { path, shape, order, offset } of vector.members) {
    const size = sizeOf(shape);
    const data = isIdentity(order) ? from.slice(offset, offset + size) : new Float32Array(size);
    if (!isIdentity(order)) {
      const { extents, stored, logical } = arrangement(shape, order);
      rearrange(extents, { data: from, first: offset, steps: stored }, { data, first: 0, steps: logical });
    }
    leaves.set(path, { shape: [...shape], data });
  }
  return leaves;
}
