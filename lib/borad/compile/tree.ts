/** Trees of tensors: nested dictionaries and lists, flattened to paths such as `state/weights/0`. */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../base/errors';
import type { NumberArray } from './graph';

/** A tensor, a dictionary of trees or a list of trees. */
export type TensorTree = tf.Tensor | { [name: string]: TensorTree } | TensorTree[];

/** Numbers with their shape: what goes into a compiled function and comes out of it. */
export interface TensorData {
  shape: number[];
  data: NumberArray;
}

/** A tree of numbers. */
export type DataTree = TensorData | { [name: string]: DataTree } | DataTree[];

/** The form of a tree: paths at the leaves. */
export type TreeForm = string | { [name: string]: TreeForm } | TreeForm[];

const isTensorData = (value: unknown): value is TensorData =>
  ArrayBuffer.isView((value as TensorData | undefined)?.data);

/** Whether the tree is a leaf: a tensor or numbers with a shape. */
function isLeaf(value: unknown): boolean {
  return value instanceof tf.Tensor || isTensorData(value);
}

/** Leaves by path and the form from which `unflatten` rebuilds the tree. Undefined entries are left out. */
export function flatten<L>(tree: unknown, root: string): { form: TreeForm; leaves: Map<string, L> } {
  const leaves = new Map<string, L>();
  const visit = (value: unknown, path: string): TreeForm => {
    if (isLeaf(value)) {
      leaves.set(path || root, value as L);
      return path || root;
    }
    const join = (key: string | number) => (path ? `${path}/${key}` : String(key));
    if (Array.isArray(value)) return value.map((item, index) => visit(item, join(index)));
    if (value && typeof value === 'object') {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      return Object.fromEntries(entries.map(([key, item]) => [key, visit(item, join(key))]));
    }
    throw new ShapeError(
      `Compile: expected tensors, dictionaries and lists of them, found ${value === null ? 'null' : typeof value} at ${path || 'the root'}.`,
    );
  };
  const form = visit(tree, '');
  return { form, leaves };
}

/** A tree of the given form with `leaf(path)` at the leaves. */
export function unflatten<T>(form: TreeForm, leaf: (path: string) => T): unknown {
  if (typeof form === 'string') return leaf(form);
  if (Array.isArray(form)) return form.map((item) => unflatten(item, leaf));
  return Object.fromEntries(Object.entries(form).map(([key, item]) => [key, unflatten(item, leaf)]));
}
