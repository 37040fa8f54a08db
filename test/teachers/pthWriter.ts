/** Small files of `torch.save` in both of its forms, written without PyTorch. */
import { zipSync } from 'fflate';
import { there } from '../there';

export interface WrittenTensor {
  /** Bytes of the storage. */
  bytes: Uint8Array;
  /** `Float`, `Half`, `Long`, ... */
  storage: string;
  bytesEach: number;
  shape: number[];
  strides?: number[];
  offset?: number;
  /** Tensors with the same key share a storage. */
  key?: string;
  isParameter?: boolean;
}

export type Written =
  | WrittenTensor
  | number
  | string
  | boolean
  | null
  | bigint
  | { [name: string]: Written }
  | Written[];

const isTensor = (value: Written): value is WrittenTensor =>
  typeof value === 'object' && value !== null && 'bytesEach' in value;

/** float32 numbers as a tensor. */
export function floats(shape: number[], values: ArrayLike<number>, more: Partial<WrittenTensor> = {}): WrittenTensor {
  return { bytes: new Uint8Array(Float32Array.from(values).buffer), storage: 'Float', bytesEach: 4, shape, ...more };
}

const u8 = (...values: number[]) => Buffer.from(values);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

export const op = {
  proto: u8(0x80, 2),
  stop: u8(0x2e),
  mark: u8(0x28),
  tuple: u8(0x74),
  reduce: u8(0x52),
  persistent: u8(0x51),
  emptyDict: u8(0x7d),
  setItems: u8(0x75),
  emptyTuple: u8(0x29),
  emptyList: u8(0x5d),
  appends: u8(0x65),
  build: u8(0x62),
  none: u8(0x4e),
  no: u8(0x89),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`, 'latin1'),
  text: (value: string) => {
    const bytes = Buffer.from(value, 'utf8');
    return Buffer.concat([u8(0x58), u32(bytes.length), bytes]);
  },
  integer: (value: number) => {
    if (value >= 0 && value < 256) return u8(0x4b, value);
    const bytes = Buffer.alloc(5);
    bytes[0] = 0x4a;
    bytes.writeInt32LE(value, 1);
    return bytes;
  },
  put: (index: number) => u8(0x71, index),
  get: (index: number) => u8(0x68, index),
};

interface Storages {
  keys: string[];
  bytes: Map<string, { bytes: Uint8Array; count: number }>;
}

/** The opcodes that make a value, the storages that it refers to being collected. */
function made(value: Written, storages: Storages, isLegacy: boolean): Buffer {
  const dict = (entries: [string, Written][]) =>
    Buffer.concat([
      op.mark,
      ...entries.flatMap(([name, child]) => [op.text(name), made(child, storages, isLegacy)]),
      op.setItems,
    ]);
  if (value === null) return op.none;
  if (typeof value === 'boolean') return u8(value ? 0x88 : 0x89);
  if (typeof value === 'string') return op.text(value);
  if (typeof value === 'bigint') {
    const bytes = Buffer.alloc(12);
    bytes[0] = 0x8a;
    bytes[1] = 10;
    for (let i = 0; i < 10; i++) bytes[2 + i] = Number((value >> BigInt(8 * i)) & 255n);
    return bytes;
  }
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return op.integer(value);
    const bytes = Buffer.alloc(9);
    bytes[0] = 0x47;
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (Array.isArray(value)) {
    const items = value.map((child) => made(child, storages, isLegacy));
    return Buffer.concat([op.emptyList, op.mark, ...items, op.appends]);
  }
  if (!isTensor(value)) {
    // As state dictionaries are: ordered, with attributes.
    const entries = Object.entries(value);
    return Buffer.concat([
      op.global('collections', 'OrderedDict'),
      op.emptyTuple,
      op.reduce,
      dict(entries),
      op.emptyDict,
      dict([['_metadata', 'version']]),
      op.build,
    ]);
  }
  const key = value.key ?? String(storages.keys.length);
  const count = value.bytes.length / value.bytesEach;
  if (!storages.bytes.has(key)) {
    storages.keys.push(key);
    storages.bytes.set(key, { bytes: value.bytes, count });
  }
  const numbers = (list: number[]) => Buffer.concat([op.mark, ...list.map(op.integer), op.tuple]);
  const strides = value.strides ?? value.shape.map((_, i) => value.shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const tensor = Buffer.concat([
    op.global('torch._utils', '_rebuild_tensor_v2'),
    op.mark,
    op.mark,
    op.text('storage'),
    op.global('torch', `${value.storage}Storage`),
    op.text(key),
    op.text('cpu'),
    op.integer(count),
    ...(isLegacy ? [op.none] : []),
    op.tuple,
    op.persistent,
    op.integer(value.offset ?? 0),
    numbers(value.shape),
    numbers(strides),
    op.no,
    op.global('collections', 'OrderedDict'),
    op.emptyTuple,
    op.reduce,
    op.tuple,
    op.reduce,
  ]);
  if (!value.isParameter) return tensor;
  return Buffer.concat([
    op.global('torch._utils', '_rebuild_parameter'),
    op.mark,
    tensor,
    op.no,
    op.emptyDict,
    op.tuple,
    op.reduce,
  ]);
}

const pickled = (...parts: Buffer[]) => Buffer.concat([op.proto, ...parts, op.stop]);

/** The entries of a zip file as `torch.save` writes it. */
export function pthEntries(root: Written): Record<string, Uint8Array> {
  const storages: Storages = { keys: [], bytes: new Map() };
  const entries: Record<string, Uint8Array> = { 'w/data.pkl': pickled(made(root, storages, false)) };
  entries['w/byteorder'] = Buffer.from('little');
  for (const [key, { bytes }] of storages.bytes) entries[`w/data/${key}`] = bytes;
  entries['w/version'] = Buffer.from('3\n');
  return entries;
}

const MOMENT = new Date(2020, 0, 1);

/** The form since PyTorch 1.6. */
export function zipPth(root: Written, level: 0 | 9 = 0): Uint8Array {
  return zipSync(pthEntries(root), { level, mtime: MOMENT });
}

/** A zip file around a pickle that is given byte by byte. */
export function zipAround(...parts: Buffer[]): Uint8Array {
  return zipSync({ 'w/data.pkl': Buffer.concat(parts) }, { level: 0, mtime: MOMENT });
}

/** The form before. */
export function legacyPth(root: Written, isLittle = true): Uint8Array {
  const storages: Storages = { keys: [], bytes: new Map() };
  const object = pickled(made(root, storages, true));
  const other: Storages = { keys: [], bytes: new Map() };
  const parts = [
    pickled(made(0x1950a86a20f9469cfc6cn, other, true)),
    pickled(made(1001, other, true)),
    pickled(made({ protocol_version: 1001, little_endian: isLittle, type_sizes: { short: 2 } }, other, true)),
    object,
    pickled(made(storages.keys, other, true)),
  ];
  for (const key of storages.keys) {
    const { bytes, count } = there(storages.bytes.get(key));
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(BigInt(count));
    parts.push(length, Buffer.from(bytes));
  }
  return Buffer.concat(parts);
}
