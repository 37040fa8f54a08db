/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header, raw little-endian tensors.
 * https://huggingface.co/docs/safetensors
 */
import { DataError } from './errors';
import { readFile, writeFileAtomic } from './files';
import { bytesOf, decodeNumbers, isNumberType, NUMBER_TYPES, type NumberType } from './numberTypes';

/** One stored tensor; `data` is float32 whatever the file's type was (F16, BF16, F64 and integers are converted). */
export interface StoredTensor {
  shape: number[];
  data: Float32Array;
}

export interface Safetensors {
  tensors: Record<string, StoredTensor>;
  metadata: Record<string, string>;
  /** What each tensor was stored as. */
  types: Record<string, NumberType>;
}

/** The limit of the format's own reader, bytes. */
const LONGEST_HEADER = 100_000_000;

interface Entry {
  name: string;
  type: NumberType;
  shape: number[];
  begin: number;
  end: number;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Pairs of key and value in a text of JSON, those that `JSON.parse` drops because a later one has the same key included. */
function countPairs(json: string): number {
  let pairs = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '"') quoted = !quoted;
    else if (character === '\\' && quoted) i++;
    else if (character === ':' && !quoted) pairs++;
  }
  return pairs;
}

/**
 * Reads every tensor of a safetensors file.
 *
 * @throws {DataError} the file is missing, truncated, or its header does not describe its bytes.
 */
export function readSafetensors(file: string): Safetensors {
  return decodeSafetensors(readFile(file), file);
}

/**
 * Reads every tensor from the bytes of a safetensors file. The bytes may come from anywhere: whatever they are, either the
 * header describes each of them once, or they are refused.
 *
 * @param file Named in errors.
 * @throws {DataError} the bytes are no safetensors file.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const fail = (what: string, cause?: unknown): DataError =>
    new DataError(`${file} is not a safetensors file: ${what}. Make the file again or fetch it again.`, {
      file,
      cause,
    });
  if (bytes.length < 8) throw fail(`it has ${bytes.length} bytes, a header needs at least 8`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > bytes.length - 8) {
    throw fail(`its header claims ${headerLength} bytes, the file has ${bytes.length}`);
  }
  if (headerLength > LONGEST_HEADER) {
    throw fail(`its header has ${headerLength} bytes, at most ${LONGEST_HEADER} are allowed`);
  }
  let json: string;
  let header: unknown;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + headerLength));
    header = JSON.parse(json);
  } catch (cause) {
    throw fail(`its header is not JSON (${(cause as Error).message})`, cause);
  }
  if (!isObject(header)) throw fail('its header is not an object of tensors');

  const body = bytes.subarray(8 + headerLength);
  const entries: Entry[] = [];
  // Without a prototype, a tensor may have any name, `__proto__` too.
  const metadata: Record<string, string> = Object.create(null);
  let pairs = 0;
  for (const [name, value] of Object.entries(header)) {
    pairs++;
    if (!isObject(value)) throw fail(`${JSON.stringify(name)} in its header is not an object`);
    pairs += Object.keys(value).length;
    if (name === '__metadata__') {
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== 'string') throw fail(`its metadata ${JSON.stringify(key)} is not text`);
        metadata[key] = text;
      }
    } else entries.push(entryOf(name, value, body.length, fail));
  }
  if (countPairs(json) !== pairs) throw fail('its header has a key twice');
  checkCoverage(entries, body.length, fail);

  const tensors: Record<string, StoredTensor> = Object.create(null);
  const types: Record<string, NumberType> = Object.create(null);
  for (const { name, type, shape, begin, end } of entries) {
    tensors[name] = { shape, data: decodeNumbers(body.subarray(begin, end), type, (end - begin) / bytesOf(type)) };
    types[name] = type;
  }
  return { tensors, metadata, types };
}

/** One line of the header, once it is of the expected form and lies within the bytes. */
function entryOf(name: string, value: object, size: number, fail: (what: string) => DataError): Entry {
  const fields = new Map<string, unknown>(Object.entries(value));
  const [type, shape, offsets] = ['dtype', 'shape', 'data_offsets'].map((key) => fields.get(key));
  if (!isNumberType(type)) {
    const found = typeof type === 'string' ? type : JSON.stringify(type);
    throw fail(`tensor ${name} has type ${found?.slice(0, 40)}, known are ${NUMBER_TYPES.join(', ')}`);
  }
  if (!Array.isArray(shape) || !Array.isArray(offsets) || offsets.length !== 2 || fields.size !== 3) {
    throw fail(`tensor ${name} needs dtype, shape and data_offsets, and nothing else`);
  }
  if (!shape.every(isCount) || !offsets.every(isCount)) {
    throw fail(`shape or data_offsets of tensor ${name} are not whole numbers from 0 up`);
  }
  const [begin, end] = offsets as number[];
  const length = (shape as number[]).reduce((a, b) => a * b, bytesOf(type));
  if (!(begin <= end && end <= size && end - begin === length)) {
    throw fail(`tensor ${name} [${shape.slice(0, 16)}] of ${type} lies at bytes ${begin} to ${end} of ${size}`);
  }
  return { name, type, shape, begin, end };
}

/** Every byte after the header belongs to exactly one tensor. */
function checkCoverage(entries: readonly Entry[], size: number, fail: (what: string) => DataError): void {
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) throw fail(`tensor ${name} starts at byte ${begin}, the one before it ends at ${covered}`);
    covered = end;
  }
  if (covered !== size) throw fail(`its tensors end at byte ${covered} of ${size}`);
}

/** The bytes of a safetensors file with float32 tensors; names are sorted, so equal content gives equal bytes. */
export function encodeSafetensors(
  tensors: Record<string, StoredTensor>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length) header.__metadata__ = metadata;
  const names = Object.keys(tensors).sort();
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors[name];
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = JSON.stringify(header);
  const padded = json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8 - Buffer.byteLength(json) + json.length);
  const head = Buffer.from(padded, 'utf8');
  const bytes = Buffer.alloc(8 + head.length + offset);
  bytes.writeBigUInt64LE(BigInt(head.length), 0);
  head.copy(bytes, 8);
  let at = 8 + head.length;
  for (const name of names) {
    const { data } = tensors[name];
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).copy(bytes, at);
    at += data.byteLength;
  }
  return bytes;
}

/** Writes float32 tensors as safetensors, atomically. */
export function writeSafetensors(
  file: string,
  tensors: Record<string, StoredTensor>,
  metadata: Record<string, string> = {},
): void {
  writeFileAtomic(file, encodeSafetensors(tensors, metadata));
}
