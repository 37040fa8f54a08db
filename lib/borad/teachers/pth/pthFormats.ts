/** The two forms of a file of `torch.save`: a zip file since PyTorch 1.6, pickles in a row before. */
import { bytesOf, DataError } from '../../base';
import { PickledDict, PickledTuple, StorageReference, TensorReference } from './pickleValues';
import { unpickle } from './unpickle';
import { zipEntries } from './zipEntries';

/** The saved object and the bytes of its storages by key. */
export interface PthParts {
  root: unknown;
  storages: ReadonlyMap<string, Uint8Array>;
}

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;
/** The pickle of the magic number. */
const LEGACY_START = [0x80, 0x02, 0x8a, 0x0a];
const ZIP_START = [0x50, 0x4b, 0x03, 0x04];

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((value, i) => bytes[i] === value);

/** Whether bytes begin as a file of `torch.save` does. */
export function looksLikePth(bytes: Uint8Array): boolean {
  return startsWith(bytes, ZIP_START) || startsWith(bytes, LEGACY_START);
}

/**
 * Takes a file of either form apart.
 *
 * @param file Named in errors.
 * @throws {DataError} it has neither form, is damaged, or its pickle is refused.
 */
export function pthParts(bytes: Uint8Array, file: string): PthParts {
  if (startsWith(bytes, ZIP_START)) return zipParts(bytes, file);
  if (startsWith(bytes, LEGACY_START)) return legacyParts(bytes, file);
  throw new DataError(
    `${file} is not a file of torch.save: it starts neither as a zip file nor with its magic number.`,
    {
      file,
    },
  );
}

function zipParts(bytes: Uint8Array, file: string): PthParts {
  const entries = zipEntries(bytes, (name) => /^[^/]+\/(data\.pkl|byteorder|data\/[^/]+)$/.test(name), file);
  const pickles = [...entries.keys()].filter((name) => name.endsWith('/data.pkl'));
  const [pickle] = pickles;
  if (pickles.length !== 1) {
    throw new DataError(`${file} has ${pickles.length} entries data.pkl, a file of torch.save has one.`, { file });
  }
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order && Buffer.from(order).toString('latin1') !== 'little') throw bigEndian(file);
  const { value } = unpickle(entries.get(pickle) as Uint8Array, 0, file);
  const prefix = `${folder}data/`;
  const storages = [...entries]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, part]): [string, Uint8Array] => [name.slice(prefix.length), part]);
  return { root: value, storages: new Map(storages) };
}

function legacyParts(bytes: Uint8Array, file: string): PthParts {
  const damaged = (what: string) => new DataError(`${file} is damaged: ${what}. Fetch it again.`, { file });
  const magic = unpickle(bytes, 0, file);
  if (magic.value !== MAGIC) throw damaged('its magic number is wrong');
  const version = unpickle(bytes, magic.end, file);
  if (version.value !== VERSION) throw damaged(`its version is not ${VERSION}`);
  const system = unpickle(bytes, version.end, file);
  if (!(system.value instanceof PickledDict)) throw damaged('it does not say which machine wrote it');
  if (system.value.entries.get('little_endian') !== true) throw bigEndian(file);
  const object = unpickle(bytes, system.end, file);
  const keys = unpickle(bytes, object.end, file);
  if (!Array.isArray(keys.value)) throw damaged('it has no list of storages');

  const types = storageTypes(object.value, damaged);
  const storages = new Map<string, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = keys.end;
  for (const key of keys.value as unknown[]) {
    const reference = typeof key === 'string' || typeof key === 'number' ? types.get(String(key)) : undefined;
    if (!reference || storages.has(reference.key)) throw damaged('its list of storages is not that of its tensors');
    if (bytes.length - at < 8) throw damaged(`it ends before storage ${reference.key}`);
    const length = Number(view.getBigInt64(at, true)) * bytesOf(reference.type);
    at += 8;
    if (!(length >= 0 && length <= bytes.length - at)) throw damaged(`it ends within storage ${reference.key}`);
    storages.set(reference.key, bytes.subarray(at, at + length));
    at += length;
  }
  return { root: object.value, storages };
}

function childrenOf(value: object): Iterable<unknown> {
  if (value instanceof PickledDict) return value.entries.values();
  if (value instanceof PickledTuple) return value.items;
  return Array.isArray(value) ? value : [];
}

/** The storages that tensors of an object refer to, at any depth. */
function storageTypes(root: unknown, damaged: (what: string) => DataError): Map<string, StorageReference> {
  const found = new Map<string, StorageReference>();
  const add = (storage: StorageReference) => {
    const known = found.get(storage.key) ?? storage;
    if (known.type !== storage.type || known.total !== storage.total) {
      throw damaged(`storage ${storage.key} has two types or sizes`);
    }
    found.set(storage.key, known);
  };
  // A pickle can hold a list that contains itself: everything is visited once.
  const seen = new Set<unknown>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof TensorReference) add(value.storage);
    else if (value instanceof StorageReference) add(value);
    else for (const child of childrenOf(value)) waiting.push(child);
  }
  return found;
}

function bigEndian(file: string): DataError {
  return new DataError(`${file} was written on a big-endian machine. Save it again on a common one.`, { file });
}
