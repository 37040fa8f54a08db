/** Weights from PyTorch's `.pth` files, without running what a pickle could run. */
import { bytesOf, DataError, decodeNumbers, type NumberType, readFile, type StoredTensor } from '../../base';
import { PickledDict, TensorReference } from './pickleValues';
import { pthParts } from './pthFormats';

export interface Pth {
  /** Without a prototype, so that any name is just a name. */
  tensors: Record<string, StoredTensor>;
  /** What each tensor was stored as. */
  types: Record<string, NumberType>;
  /** Names of values that are not tensors. */
  ignored: string[];
}

/** Where trainers put the weights among other things. */
const USUAL_PLACES = ['state_dict', 'model_state_dict', 'model', 'weights'];
/** Numbers that all tensors may have together, beyond one a byte of the file. */
const ALLOWANCE = 2 ** 16;

/**
 * Reads the tensors of a file that `torch.save` made of a dictionary of weights, or of a dictionary that holds one. Both forms
 * are read, that of PyTorch 1.6 and the older one.
 *
 * @throws {DataError} the file is missing or damaged, or its pickle is more than weights; no code was run.
 */
export function readPth(file: string): Pth {
  return decodePth(readFile(file), file);
}

/**
 * The same from bytes. Whatever they are, memory and work stay within a small multiple of their length.
 *
 * @param file Named in errors.
 * @throws {DataError} as `readPth`.
 */
export function decodePth(bytes: Uint8Array, file: string): Pth {
  const { root, storages } = pthParts(bytes, file);
  const { dict, ignored } = weightsOf(root, file);
  const tensors: Record<string, StoredTensor> = Object.create(null);
  const types: Record<string, NumberType> = Object.create(null);
  let budget = bytes.length + ALLOWANCE;
  const made = new Map<TensorReference, StoredTensor>();
  for (const [name, value] of dict.entries) {
    if (!(value instanceof TensorReference)) {
      ignored.push(String(name));
      continue;
    }
    if (typeof name !== 'string')
      throw new DataError(`${file}: a tensor is named by ${String(name)}, not by text.`, { file });
    let tensor = made.get(value);
    if (!tensor) {
      // Views of one storage could ask for it many times over.
      budget -= spanOf(value);
      if (budget < 0) throw new DataError(`${file}: its tensors claim more numbers than it has bytes.`, { file });
      tensor = materialised(value, storages.get(value.storage.key), name, file);
      made.set(value, tensor);
    }
    tensors[name] = tensor;
    types[name] = value.storage.type;
  }
  return { tensors, types, ignored };
}

/** The dictionary of tensors: the object itself, or what it holds under a usual or its only fitting name. */
function weightsOf(root: unknown, file: string): { dict: PickledDict; ignored: string[] } {
  if (!(root instanceof PickledDict)) {
    throw new DataError(`${file} holds no dictionary of tensors. Save model.state_dict() by torch.save.`, { file });
  }
  const values = [...root.entries.values()];
  if (values.some((value) => value instanceof TensorReference)) return { dict: root, ignored: [] };
  const inner = [...root.entries].filter(
    (entry): entry is [unknown, PickledDict] =>
      entry[1] instanceof PickledDict &&
      entry[1].entries.size > 0 &&
      [...entry[1].entries.values()].every((value) => value instanceof TensorReference),
  );
  const usual = USUAL_PLACES.map((place) => inner.find(([name]) => name === place)).find((entry) => entry);
  const chosen = usual ?? (inner.length === 1 ? inner[0] : undefined);
  if (!chosen) {
    const found = inner.length
      ? `several: ${inner.map(([name]) => String(name)).join(', ')}`
      : `none; its entries are ${[...root.entries.keys()].slice(0, 10).map(String).join(', ') || 'missing'}`;
    throw new DataError(`${file} should hold one dictionary of tensors, but has ${found}. Save model.state_dict().`, {
      file,
    });
  }
  return { dict: chosen[1], ignored: [...root.entries.keys()].filter((key) => key !== chosen[0]).map(String) };
}

/** Numbers from a tensor's first to its last. */
function spanOf({ shape, strides }: TensorReference): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis], 1);
}

function isContiguous({ shape, strides }: TensorReference): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

function materialised(
  reference: TensorReference,
  storage: Uint8Array | undefined,
  name: string,
  file: string,
): StoredTensor {
  const { key, type, total, begin } = reference.storage;
  const size = bytesOf(type);
  if (storage?.length !== total * size) {
    throw new DataError(
      `${file}: storage ${key} of tensor ${name} has ${storage?.length ?? 'no'} bytes, ${total} numbers of ${type} need ${total * size}. Fetch the file again.`,
      { file },
    );
  }
  const shape = [...reference.shape];
  const span = spanOf(reference);
  const first = begin + reference.offset;
  const numbers =
    span === 0 ? new Float32Array(0) : decodeNumbers(storage.subarray(first * size, (first + span) * size), type, span);
  if (span === 0 || isContiguous(reference)) return { shape, data: numbers };
  return { shape, data: gathered(numbers, shape, reference.strides) };
}

/** The numbers of a strided view, row by row. */
function gathered(numbers: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const index = new Array<number>(shape.length).fill(0);
  let at = 0;
  for (let i = 0; i < data.length; i++) {
    data[i] = numbers[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return data;
}
