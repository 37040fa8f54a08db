/** Arrays of float32 as IEEE half precision and back. */
import { NumericError } from './errors';
import { halfToFloat } from './numberTypes';

/** The largest half-precision number. */
export const LARGEST_HALF = 65504;

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);
let table: Float32Array | undefined;

/** One number, rounded to the nearest half, ties to even. */
function halfOf(value: number): number {
  single[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const rest = bits[0] & 0x7fffffff;
  // Below 2^-14 halves are multiples of 2^-24; the sum rounds, as float32 addition does, to the nearest of them.
  if (rest < 0x38800000) {
    single[0] = Math.abs(value) + 0.5;
    return sign | (bits[0] - 0x3f000000);
  }
  return sign | ((rest - 0x38000000 + 0xfff + ((rest >>> 13) & 1)) >>> 13);
}

/**
 * Rounds numbers to half precision (relative error at most 2^-11 from 2^-14 on).
 *
 * @throws {NumericError} a number is not finite or above {@link LARGEST_HALF}.
 */
export function toHalfPrecision(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]) <= LARGEST_HALF)) {
      throw new NumericError(`toHalfPrecision: ${values[i]} does not fit in half precision. Keep it as float32.`);
    }
    halves[i] = halfOf(values[i]);
  }
  return halves;
}

/** Half precision to float32, written to `target` from `offset` on. */
export function fromHalfPrecision(halves: Uint16Array, target: Float32Array, offset = 0): void {
  if (!table) {
    table = new Float32Array(65536);
    for (let i = 0; i < 65536; i++) table[i] = halfToFloat(i);
  }
  for (let i = 0; i < halves.length; i++) target[offset + i] = table[halves[i]];
}
