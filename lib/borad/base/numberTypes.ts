/** Numbers as files of weights store them, little-endian, and their conversion to float32. */

/** Names as in safetensors: float, brain float, signed and unsigned integers with their bits, and truth values. */
export type NumberType = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

const BYTES: ReadonlyMap<string, number> = new Map<NumberType, number>([
  ['F64', 8],
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I64', 8],
  ['I32', 4],
  ['I16', 2],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
]);

/** All types there are. */
export const NUMBER_TYPES = [...BYTES.keys()] as NumberType[];

/** Whether a value read from a file names a type. */
export function isNumberType(name: unknown): name is NumberType {
  return typeof name === 'string' && BYTES.has(name);
}

/** Bytes of one number. */
export function bytesOf(type: NumberType): number {
  return BYTES.get(type) as number;
}

/** Whether numbers of this type have a fraction, as weights have. */
export function isFloating(type: NumberType): boolean {
  return type.includes('F');
}

/** IEEE half precision to number. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The first `count` numbers as float32; what float32 can't hold exactly is rounded.
 *
 * @param bytes At least `count` numbers of that type; the caller has checked that.
 */
export function decodeNumbers(bytes: Uint8Array, type: NumberType, count: number): Float32Array {
  if (type === 'F32') {
    const begin = bytes.byteOffset;
    return new Float32Array(bytes.buffer.slice(begin, begin + 4 * count) as ArrayBuffer);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const brain = new DataView(new ArrayBuffer(4));
  const read: Record<Exclude<NumberType, 'F32'>, (i: number) => number> = {
    F64: (i) => view.getFloat64(8 * i, true),
    F16: (i) => halfToFloat(view.getUint16(2 * i, true)),
    BF16: (i) => {
      brain.setUint16(0, view.getUint16(2 * i, true));
      return brain.getFloat32(0);
    },
    I64: (i) => Number(view.getBigInt64(8 * i, true)),
    I32: (i) => view.getInt32(4 * i, true),
    I16: (i) => view.getInt16(2 * i, true),
    I8: (i) => view.getInt8(i),
    U8: (i) => view.getUint8(i),
    BOOL: (i) => (view.getUint8(i) === 0 ? 0 : 1),
  };
  const decode = read[type];
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = decode(i);
  return numbers;
}
