/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header, raw little-endian tensors.
 * https://huggingface.co/docs/safetensors
 */
import { DataError } from './errors';
import { readFile, writeFileAtomic } from './files';

/** One stored tensor; `data` is float32 whatever the file's type was (F16, BF16, F64 and integers are converted). */
export interface StoredTensor {
  shape: number[];
  data: Float32Array;
}

export interface Safetensors {
  tensors: Record<string, StoredTensor>;
  metadata: Record<string, string>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const BYTES: Record<string, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** IEEE half precision to number. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decode(bytes: Buffer, dtype: string, count: number): Float32Array {
  if (dtype === 'F32') return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4 * count));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bfloat = new DataView(new ArrayBuffer(4));
  const read: Record<string, (i: number) => number> = {
    F64: (i) => view.getFloat64(8 * i, true),
    F16: (i) => halfToFloat(view.getUint16(2 * i, true)),
    BF16: (i) => {
      bfloat.setUint16(0, view.getUint16(2 * i, true));
      return bfloat.getFloat32(0);
    },
    I64: (i) => Number(view.getBigInt64(8 * i, true)),
    I32: (i) => view.getInt32(4 * i, true),
    I16: (i) => view.getInt16(2 * i, true),
    I8: (i) => view.getInt8(i),
    U8: (i) => view.getUint8(i),
    BOOL: (i) => view.getUint8(i),
  };
  return Float32Array.from({ length: count }, (_, i) => read[dtype](i));
}

/**
 * Reads every tensor of a safetensors file.
 *
 * @throws {DataError} the file is missing, truncated, or its header does not describe its bytes.
 */
export function readSafetensors(file: string): Safetensors {
  const bytes = readFile(file);
  const fail = (what: string): never => {
    throw new DataError(`${file} is not a safetensors file: ${what}. Make the file again or fetch it again.`, { file });
  };
  if (bytes.length < 8) fail(`it has ${bytes.length} bytes, a header needs at least 8`);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  if (headerLength > bytes.length - 8) fail(`its header claims ${headerLength} bytes, the file has ${bytes.length}`);
  let header: Record<string, HeaderEntry | Record<string, string>> = {};
  try {
    header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength));
  } catch (cause) {
    fail(`its header is not JSON (${(cause as Error).message})`);
  }
  const body = bytes.subarray(8 + headerLength);
  const tensors: Record<string, StoredTensor> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = value as HeaderEntry;
    if (!(dtype in BYTES)) fail(`tensor ${name} has type ${dtype}, known are ${Object.keys(BYTES).join(', ')}`);
    if (!Array.isArray(shape) || !Array.isArray(offsets)) fail(`tensor ${name} has no shape or no offsets`);
    const count = shape.reduce((a, b) => a * b, 1);
    const [begin, end] = offsets;
    if (!(begin >= 0 && end <= body.length && end - begin === count * BYTES[dtype])) {
      fail(`tensor ${name} [${shape}] of ${dtype} lies at bytes ${begin} to ${end} of ${body.length}`);
    }
    tensors[name] = { shape, data: decode(body.subarray(begin, end), dtype, count) };
  }
  return { tensors, metadata: (header.__metadata__ as Record<string, string>) ?? {} };
}

/** The bytes of a safetensors file with float32 tensors; names are sorted, so equal content gives equal bytes. */
export function encodeSafetensors(
  tensors: Record<string, StoredTensor>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const header: Record<string, unknown> = {};
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
