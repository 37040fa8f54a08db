/** The only names that a pickle of weights may mention, and what a call of one means here. */
import type { DataError, NumberType } from '../../base';
import { PickledDict, PickledName, PickledTuple, StorageReference, TensorReference } from './pickleValues';

const ORDERED_DICT = 'collections.OrderedDict';
const REBUILD_TENSOR = 'torch._utils._rebuild_tensor_v2';
const REBUILD_PARAMETER = 'torch._utils._rebuild_parameter';

const STORAGES: ReadonlyMap<string, NumberType> = new Map([
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.DoubleStorage', 'F64'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
]);

/** As many as PyTorch allows. */
const MOST_DIMENSIONS = 64;

/** All of them, for messages and tests. */
export const ALLOWED_NAMES: readonly string[] = [ORDERED_DICT, REBUILD_TENSOR, REBUILD_PARAMETER, ...STORAGES.keys()];

const allowed = new Set(ALLOWED_NAMES);

export function isAllowedName(name: string): boolean {
  return allowed.has(name);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * What a call would give, without calling anything.
 *
 * @param spend Called with how many entries are copied, so that a pickle can't ask for endless work.
 * @throws {DataError} the arguments are not those of weights.
 */
export function call(
  target: unknown,
  args: unknown,
  spend: (entries: number) => void,
  fail: (what: string) => DataError,
): unknown {
  if (!(target instanceof PickledName) || !(args instanceof PickledTuple))
    throw fail('it calls something without a name');
  const { items } = args;
  if (target.name === ORDERED_DICT) return orderedDict(items, spend, fail);
  if (target.name === REBUILD_TENSOR) return rebuiltTensor(items, fail);
  if (target.name === REBUILD_PARAMETER) {
    if (!(items[0] instanceof TensorReference)) throw fail('a parameter is not made of a tensor');
    return items[0];
  }
  throw fail(`it calls ${target.name}, which is only a type`);
}

function orderedDict(items: readonly unknown[], spend: (entries: number) => void, fail: (what: string) => DataError) {
  const dict = new PickledDict();
  if (items.length === 0) return dict;
  // Python 2 hands the pairs over.
  const [pairs] = items;
  if (items.length !== 1 || !Array.isArray(pairs)) throw fail('an OrderedDict is not made of pairs');
  spend(pairs.length);
  for (const pair of pairs as unknown[]) {
    const parts = pair instanceof PickledTuple ? pair.items : pair;
    if (!Array.isArray(parts) || parts.length !== 2) throw fail('an OrderedDict is not made of pairs');
    setEntry(dict, parts[0], parts[1], fail);
  }
  return dict;
}

/** Sets one entry, once its key is text, a number, a truth value or None. */
export function setEntry(dict: PickledDict, key: unknown, value: unknown, fail: (what: string) => DataError): void {
  if (typeof key === 'object' && key !== null) throw fail('the key of an entry is neither text nor a number');
  dict.entries.set(key, value);
}

function rebuiltTensor(items: readonly unknown[], fail: (what: string) => DataError): TensorReference {
  const [storage, offset, size, stride] = items;
  if (!(storage instanceof StorageReference) || !(size instanceof PickledTuple) || !(stride instanceof PickledTuple)) {
    throw fail('a tensor is not made of storage, offset, size and stride');
  }
  const [shape, strides] = [size.items, stride.items];
  if (shape.length > MOST_DIMENSIONS || shape.length !== strides.length) {
    throw fail(`a tensor has ${shape.length} sizes and ${strides.length} strides`);
  }
  if (!isCount(offset) || !shape.every(isCount) || !strides.every(isCount)) {
    throw fail("a tensor's offset, sizes or strides are not whole numbers from 0 up");
  }
  const count = shape.reduce((a, b) => a * b, 1);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis], offset);
  if (count > storage.count || (count > 0 && last >= storage.count)) {
    throw fail(`a tensor [${shape}] with strides [${strides}] at ${offset} leaves its storage of ${storage.count}`);
  }
  return new TensorReference(storage, offset, shape, strides);
}

/**
 * The storage that a persistent identifier names: `('storage', type, key, device, count)`, in the older format with a view
 * `(key, begin, count)` or None behind.
 *
 * @throws {DataError} it names none.
 */
export function storageOf(id: unknown, fail: (what: string) => DataError): StorageReference {
  const items = id instanceof PickledTuple ? id.items : [];
  const [kind, name, key, , total, view] = items;
  const type = name instanceof PickledName ? STORAGES.get(name.name) : undefined;
  if (kind !== 'storage' || type === undefined || !(items.length === 5 || items.length === 6)) {
    throw fail('a persistent identifier is not a storage');
  }
  if ((typeof key !== 'string' && !isCount(key)) || !isCount(total)) throw fail('a storage has no key or no size');
  if (view === undefined || view === null) return new StorageReference(String(key), type, total, 0, total);
  const [, begin, count] = view instanceof PickledTuple ? view.items : [];
  if (!isCount(begin) || !isCount(count) || begin + count > total) {
    throw fail(`a view leaves its storage of ${total} numbers`);
  }
  return new StorageReference(String(key), type, total, begin, count);
}
