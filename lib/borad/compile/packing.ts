/** Copies between tensors and the packed vectors of a carried state. */
import { ShapeError } from '../base/errors';
import { sizeOf } from './graph';
import { isIdentity, permuted } from './layout';
import type { PackedVector } from './passes/packState';
import type { TensorData } from './tree';

/** For every element in stored order, its index in logical order. */
function storedIndices(shape: number[], order: number[]): Int32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const extents = permuted(shape, order);
  const steps = permuted(strides, order);
  const indices = new Int32Array(sizeOf(shape));
  const counter = new Array<number>(order.length).fill(0);
  for (let i = 0, index = 0; i < indices.length; i++) {
    indices[i] = index;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      index += steps[axis];
      if (++counter[axis] < extents[axis]) break;
      index -= steps[axis] * extents[axis];
      counter[axis] = 0;
    }
  }
  return indices;
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
    const indices = storedIndices(shape, order);
    for (let i = 0; i < indices.length; i++) into[offset + i] = leaf.data[indices[i]];
  }
}

/** A copy of every tensor in a vector, by path. */
export function unpack(vector: PackedVector, from: Float32Array): Map<string, TensorData> {
  const leaves = new Map<string, TensorData>();
  for (const { path, shape, order, offset } of vector.members) {
    const size = sizeOf(shape);
    let data = from.slice(offset, offset + size);
    if (!isIdentity(order)) {
      const indices = storedIndices(shape, order);
      const logical = new Float32Array(size);
      for (let i = 0; i < size; i++) logical[indices[i]] = data[i];
      data = logical;
    }
    leaves.set(path, { shape: [...shape], data });
  }
  return leaves;
}
