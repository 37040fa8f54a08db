/** Damaged copies of files: flipped bytes, cuts, insertions, parts moved. */
import type { Rng } from '../lib/borad/base';

/** One damaged copy; what is done depends on the generator only. */
export function mutated(bytes: Uint8Array, rng: Rng): Uint8Array {
  let current = Buffer.from(bytes);
  const times = 1 + rng.int(3);
  for (let i = 0; i < times; i++) current = once(current, rng);
  return current;
}

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x28, 0x2e, 0x52, 0x63, 0x71, 0x75];

function once(bytes: Buffer<ArrayBuffer>, rng: Rng): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  if (copy.length === 0) return copy;
  const at = rng.int(copy.length);
  const length = 1 + rng.int(16);
  switch (rng.int(7)) {
    case 0:
      copy[at] ^= 1 << rng.int(8);
      return copy;
    case 1:
      copy[at] = INTERESTING[rng.int(INTERESTING.length)];
      return copy;
    case 2:
      return copy.subarray(0, at);
    case 3: {
      const inserted = Buffer.from(Array.from({ length }, () => rng.int(256)));
      return Buffer.concat([copy.subarray(0, at), inserted, copy.subarray(at)]);
    }
    case 4:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    case 5: {
      const from = rng.int(copy.length);
      const part = Buffer.from(copy.subarray(from, from + 4 * length));
      part.copy(copy, at);
      return copy;
    }
    default:
      copy.subarray(at, at + length).fill(rng.int(2) ? 0xff : 0);
      return copy;
  }
}
