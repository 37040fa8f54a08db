/**
 * Physical layouts. A value of the graph has a logical shape (TensorFlow.js's) and is stored with its axes in some order:
 * axis i of the stored tensor is the logical axis `order[i]`. Moving an axis of extent 1 never moves data.
 */

/** Batch of images stored as C, N, H, W: every channel's plane lies in one row of a [C, N H W] matrix. */
export const CNHW = [3, 0, 1, 2];
/** Batch of images stored as N, C, H, W: what ONNX's convolutions take. */
export const NCHW = [0, 3, 1, 2];

/** A filter [kh, kw, C, O] stored O, C, kh, kw: what ONNX's convolutions take. */
export const WINDOW_FILTER = [3, 2, 0, 1];
/** A filter [kh, kw, C, O] stored kh, O, C, kw: its rows apart. */
export const ROW_FILTER = [0, 3, 2, 1];

export function identityOrder(rank: number): number[] {
  return Array.from({ length: rank }, (_, i) => i);
}

export function isIdentity(order: readonly number[]): boolean {
  return order.every((axis, i) => axis === i);
}

/** The stored shape of a logical one, or any list permuted likewise. */
export function permuted<T>(list: readonly T[], order: readonly number[]): T[] {
  return order.map((axis) => list[axis]);
}

/** Where each logical axis is stored. */
export function inverseOrder(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length);
  order.forEach((axis, i) => {
    inverse[axis] = i;
  });
  return inverse;
}

/** The order of the axes that are not of extent 1. */
export function properAxes(shape: readonly number[], order: readonly number[]): number[] {
  return order.filter((axis) => shape[axis] !== 1);
}

export function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** A whole order that keeps the given order of proper axes; a usual layout if one fits. */
export function completeOrder(shape: readonly number[], proper: readonly number[]): number[] {
  const usual = shape.length === 4 ? [identityOrder(4), CNHW, NCHW] : [identityOrder(shape.length)];
  const fitting = usual.find((order) => sameList(properAxes(shape, order), proper));
  return fitting ?? [...identityOrder(shape.length).filter((axis) => shape[axis] === 1), ...proper];
}

/**
 * The order in which a tensor is stored after a logical reshape, if the stored data can stay as they are; else undefined.
 *
 * Old and new axes are matched in groups of equal size; data stay if each group's axes lie side by side and in order.
 */
export function reshapedOrder(
  from: readonly number[],
  order: readonly number[],
  to: readonly number[],
): number[] | undefined {
  const oldAxes = identityOrder(from.length).filter((axis) => from[axis] !== 1);
  const newAxes = identityOrder(to.length).filter((axis) => to[axis] !== 1);
  const groups: { old: number[]; new: number[] }[] = [];
  for (let i = 0, j = 0; i < oldAxes.length; ) {
    const group = { old: [oldAxes[i]], new: [newAxes[j]] };
    let oldSize = from[oldAxes[i++]];
    let newSize = to[newAxes[j++]];
    while (oldSize !== newSize) {
      if (oldSize < newSize) {
        group.old.push(oldAxes[i]);
        oldSize *= from[oldAxes[i++]];
      } else {
        group.new.push(newAxes[j]);
        newSize *= to[newAxes[j++]];
      }
    }
    groups.push(group);
  }
  const stored = properAxes(from, order);
  const result: number[] = [];
  for (let i = 0; i < stored.length; ) {
    const group = groups.find(({ old }) => old[0] === stored[i]);
    if (!group || !sameList(stored.slice(i, i + group.old.length), group.old)) return undefined;
    result.push(...group.new);
    i += group.old.length;
  }
  return completeOrder(to, result);
}
