/** Weights that an ONNX file keeps in other files. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError } from '../base';

/** How the entry `location` of a tensor's external data begins: field 1, eight letters, field 2. */
const LOCATION = Buffer.from('\n\u0008location\u0012', 'latin1');
const CHUNK = 2 ** 22;

/** Names of the files beside it that hold its weights, each once. */
function namedFiles(bytes: Buffer): string[] {
  const names = new Set<string>();
  for (let at = bytes.indexOf(LOCATION); at >= 0; at = bytes.indexOf(LOCATION, at + 1)) {
    const prefix = at + LOCATION.length;
    // The length is a number of one byte, or of two with seven bits each.
    const isLong = bytes[prefix] >= 0x80;
    const start = prefix + (isLong ? 2 : 1);
    const length = isLong ? (bytes[prefix] & 0x7f) + 0x80 * bytes[prefix + 1] : bytes[prefix];
    if (start + length <= bytes.length) names.add(bytes.toString('utf8', start, start + length));
  }
  return [...names];
}

/** Adds a file to a hash, piece by piece. */
function addFile(hash: Hash, place: string): void {
  const fd = openSync(place, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) hash.update(chunk.subarray(0, got));
  } finally {
    closeSync(fd);
  }
}

/**
 * SHA-256 of an ONNX file together with the files that its weights lie in; of the file alone where it has none.
 *
 * @throws {DataError} one of those files is missing or cannot be read.
 */
export function sha256WithWeights(file: string, bytes: Buffer): string {
  const hash = createHash('sha256').update(bytes);
  for (const name of namedFiles(bytes)) {
    const place = join(dirname(file), name);
    const problem = (what: string, cause?: unknown) =>
      new DataError(
        `${file} keeps its weights in ${place}, which ${what}. Put it there, or export the network into one file.`,
        { file: place, cause },
      );
    if (!statSync(place, { throwIfNoEntry: false })?.isFile()) throw problem('is missing');
    try {
      addFile(hash, place);
    } catch (cause) {
      throw problem(`cannot be read (${(cause as Error).message})`, cause);
    }
  }
  return hash.digest('hex');
}
