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

/** An axis of a copy: how many numbers, and how far apart they lie in the source and in the target. */
interface Axis {
  count: number;
  from: number;
  to: number;
}

/** So many rows are copied along all other axes before the next: what they are read from and written to stays in a core's cache. */
const ROWS = 32;

/** The axes without those of one number, and neighbours that lie alike in source and target as one. */
function joinedAxes(axes: readonly Axis[]): Axis[] {
  const joined: Axis[] = [];
  for (const axis of axes) {
    if (axis.count === 1) continue;
    const before = joined.at(-1);
    if (before && before.from === axis.count * axis.from && before.to === axis.count * axis.to)
      joined[joined.length - 1] = { ...axis, count: before.count * axis.count };
    else joined.push(axis);
  }
  return joined;
}

/** Copies the numbers of a plane, the longer axis in the inner loop. */
function copyPlane(source: NumberArray, read: number, target: NumberArray, write: number, plane: [Axis, Axis]): void {
  const [short, long] = plane[0].count < plane[1].count ? plane : [plane[1], plane[0]];
  const { count, from, to } = long;
  for (let i = 0; i < short.count; i++) {
    let at = read + i * short.from;
    let into = write + i * short.to;
    for (let n = 0; n < count; n++) {
      target[into] = source[at] as number;
      at += from;
      into += to;
    }
  }
}

/** Copies a tensor of these extents from one arrangement to another. */
function rearrange(extents: readonly number[], from: Place, to: Place): void {
  const axes = joinedAxes(
    extents.map((count, i) => ({ count, from: itemAt(from.steps, i, 'steps'), to: itemAt(to.steps, i, 'steps') })),
  );
  const one: Axis = { count: 1, from: 0, to: 0 };
  // Lines along the axis whose neighbours are nearest in the target, rows along the one whose neighbours are nearest in the source.
  const nearest = (key: 'from' | 'to', among: readonly Axis[]) =>
    among.reduce((best, axis) => (best.count === 1 || axis[key] < best[key] ? axis : best), one);
  const line = nearest('to', axes);
  const rows = nearest(
    'from',
    axes.filter((axis) => axis !== line),
  );
  const outer = axes.filter((axis) => axis !== line && axis !== rows);
  for (let top = 0; top < rows.count; top += ROWS) {
    const plane: [Axis, Axis] = [{ ...rows, count: Math.min(ROWS, rows.count - top) }, line];
    const copy = (read: number, write: number, depth: number): void => {
      const axis = outer[depth];
      if (axis) for (let i = 0; i < axis.count; i++) copy(read + i * axis.from, write + i * axis.to, depth + 1);
      else copyPlane(from.data, read, to.data, write, plane);
    };
    copy(from.first + top * rows.from, to.first + top * rows.to, 0);
  }
}

/** A tensor's extents in stored order, and the distances of neighbours in stored and in logical order. */
function arrangement(shape: readonly number[], order: readonly number[]) {
  const distances = (extents: readonly number[]) => extents.map((_, axis) => sizeOf(extents.slice(axis + 1)));
  const extents = permuted([...shape], [...order]);
  return { extents, stored: distances(extents), logical: permuted(distances(shape), [...order]) };
}

/** Whether all bits of an array are zero; -0 has one. Reading memory that nobody has written yet takes none. */
function isZero({ buffer, byteOffset, length }: NumberArray): boolean {
  const bits = new Int32Array(buffer, byteOffset, length);
  for (let i = 0; i < length; i++) if (bits[i] !== 0) return false;
  return true;
}

/**
 * Copies a state's tensors into their vector.
 *
 * @param isFresh The vector holds zeros: tensors of zeros, such as an optimiser's first moments, are left out.
 * @throws {ShapeError} one is missing or has another shape.
 */
export function pack(vector: PackedVector, leaves: Map<string, TensorData>, into: Float32Array, isFresh = false): void {
  for (const { path, shape, order, offset } of vector.members) {
    const leaf = leaves.get(path);
    if (!leaf) throw new ShapeError(`Compiled function: no input ${path}; it needs float32 [${shape.join(', ')}].`);
    if (leaf.shape.join() !== shape.join()) {
      throw new ShapeError(
        `Compiled function: input ${path} has shape [${leaf.shape.join(', ')}], expected [${shape.join(', ')}].`,
      );
    }
    if (isFresh && leaf.data instanceof Float32Array && isZero(leaf.data)) continue;
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
