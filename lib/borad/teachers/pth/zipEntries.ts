/** The entries of PyTorch's zip files: stored, seldom compressed, and limited in what they may claim. */
import { crc32 } from 'node:zlib';
import type * as Fflate from 'fflate';
import { DataError } from '../../base';
import { zipChecksums } from './zipChecksums';

/** Loaded with the first file of weights, so that importing borad stays quick. */
const fflate = () => require('fflate') as typeof Fflate;

const MOST_ENTRIES = 100_000;
/** What all entries may hold together, times the file. `torch.save` compresses nothing; numbers hardly shrink. */
const MOST_EXPANSION = 8;
const ALLOWANCE = 2 ** 20;

/**
 * Entries by name.
 *
 * @param wanted Which names are read at all.
 * @param file Named in errors.
 * @throws {DataError} the bytes are no zip file, it is damaged (also by one bit, which the checksums tell), or its entries claim to hold far more than the file.
 */
export function zipEntries(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  file: string,
): ReadonlyMap<string, Uint8Array> {
  const fail = (what: string, cause?: unknown): DataError =>
    new DataError(`${file} cannot be unpacked: ${what}. Fetch it again.`, { file, cause });
  const limit = MOST_EXPANSION * bytes.length + ALLOWANCE;
  const sizes = new Map<string, number>();
  let count = 0;
  let total = 0;
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = fflate().unzipSync(bytes, {
      filter({ name, size, originalSize, compression }) {
        if (++count > MOST_ENTRIES) throw fail(`it has more than ${MOST_ENTRIES} entries`);
        if (!wanted(name)) return false;
        if (sizes.has(name)) throw fail(`it has two entries ${JSON.stringify(name)}`);
        if (compression === 0 && size !== originalSize) throw fail(`${name} is stored, but has two sizes`);
        total += Math.max(size, originalSize);
        if (!(total <= limit)) throw fail(`its entries claim more than ${limit} bytes, the file has ${bytes.length}`);
        sizes.set(name, originalSize);
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw fail((cause as Error).message, cause);
  }
  const entries = new Map(Object.entries(unpacked));
  const checksums = zipChecksums(bytes);
  for (const [name, size] of sizes) {
    const entry = entries.get(name);
    if (entry?.length !== size) throw fail(`${name} has ${entry?.length ?? 'no'} bytes, its directory says ${size}`);
    if (crc32(entry) !== checksums.get(name)) {
      throw fail(`the checksum of ${name} does not fit, so it is damaged or was saved without checksums`);
    }
  }
  return entries;
}
