/** Files are written beside their target and renamed, so that a reader never meets half a file. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync as writeAtomic } from 'write-file-atomic';
import { DataError } from './errors';

/** Writes a whole file atomically; missing folders are made. Throws {DataError} with the path when the disk refuses. */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeAtomic(
      file,
      typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    );
  } catch (cause) {
    throw new DataError(
      `Cannot write ${file}: ${(cause as Error).message}. Check that the folder exists and is writable.`,
      { file, cause },
    );
  }
}

/** JSON with two-space indent and a final newline, written atomically. */
export function writeJson(file: string, value: unknown): void {
  writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads a whole file. Throws {DataError} with the path when it cannot be read. */
export function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new DataError(`Cannot read ${file}: ${(cause as Error).message}.`, { file, cause });
  }
}

/** Parses a JSON file. Throws {DataError} with the path when it is missing or not JSON. */
export function readJson<T = unknown>(file: string): T {
  const text = readFile(file).toString('utf8');
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new DataError(`${file} is not valid JSON: ${(cause as Error).message}.`, { file, cause });
  }
}
