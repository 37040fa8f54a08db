/** Files are written beside their target, made sure of, and renamed, so that neither a reader nor a full disk meets half a file. */
import { randomInt } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { writeError } from './diskErrors';
import { DataError } from './errors';
import { checkRegularFile } from './regularFile';
import { shortReason } from './shortReason';

/** Codes with which file systems say that they cannot bring this kind of thing to the disk by itself. */
const UNSYNCABLE = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS', 'EPERM', 'EACCES', 'EISDIR', 'EBADF']);

/**
 * Writes all bytes to an open file: one call of the system may write fewer than it was given.
 *
 * @param position Where in the file; without it, where the last write ended.
 * @throws The system's error, when the disk refuses.
 */
export function writeAll(fd: number, bytes: Uint8Array, position?: number): void {
  for (let done = 0; done < bytes.length; ) {
    const at = position === undefined ? null : position + done;
    const written = writeSync(fd, bytes, done, bytes.length - done, at);
    if (written === 0)
      throw Object.assign(new Error('ENOSPC: no more bytes are taken, write'), { code: 'ENOSPC', syscall: 'write' });
    done += written;
  }
}

/** Brings an open file to the disk, where the file system can do that. */
function sync(fd: number): void {
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!UNSYNCABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Brings the names in a folder to the disk, where the platform can do that. What they name is whole in any case. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows opens no folders, some network drives do not sync them.
  }
}

/** Brings an open file to the disk, closes it and gives it its name. Throws the system's error; then the file is closed, too. */
export function publish(fd: number, from: string, to: string): void {
  try {
    sync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(from, to);
  syncFolder(dirname(to));
}

/**
 * Makes a folder and those above it. One by one: made in one call, what the system says of a read-only disk is lost.
 *
 * @throws The system's error.
 */
export function makeFolder(folder: string): void {
  try {
    makeLast(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    makeLast(folder);
  }
}

/** Makes a folder in one that is there; another process may be doing the same. */
function makeLast(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!statOf(folder)?.isDirectory()) throw error;
  }
}

/** What lies at a path, if anything does and can be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Writes into what is no file: a terminal, a pipe, /dev/null. */
function writeInto(device: string, bytes: Uint8Array): void {
  const fd = openSync(device, 'w');
  try {
    writeAll(fd, bytes);
  } finally {
    closeSync(fd);
  }
}

function replace(target: string, bytes: Uint8Array, old: Stats | undefined): void {
  const beside = `${target}.${process.pid}${randomInt(1e9)}`;
  const fd = openSync(beside, 'wx');
  let open = true;
  try {
    if (old) fchmodSync(fd, old.mode & 0o7777);
    writeAll(fd, bytes);
    const { size } = fstatSync(fd);
    if (size !== bytes.length)
      throw new Error(`${size} of ${bytes.length} bytes have arrived in the file; the disk or its driver is faulty`);
    open = false;
    publish(fd, beside, target);
  } catch (error) {
    if (open) closeSync(fd);
    rmSync(beside, { force: true });
    throw error;
  }
}

/**
 * Writes a whole file atomically; missing folders are made, a link is followed. Either all bytes are on the disk under the
 * name, or what was there before is untouched and nothing is left beside it.
 *
 * @throws {DataError} the disk refuses: it is full, read-only, there is no permission, a file lies in the place of a folder.
 */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  try {
    makeFolder(dirname(file));
    const old = statOf(file);
    if (old?.isDirectory()) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
    // Renaming would replace a file that its owner has protected.
    if (old) accessSync(file, constants.W_OK);
    if (old && !old.isFile()) writeInto(file, bytes);
    else replace(old ? realpathSync(file) : file, bytes, old);
  } catch (cause) {
    throw writeError(file, cause, bytes.length);
  }
}

/**
 * Checks before long work that its result can be written, as far as that can be seen without writing: not whether there is room.
 *
 * @throws {DataError} as `writeFileAtomic`.
 */
export function checkWritable(file: string): void {
  try {
    const old = statOf(file);
    if (old?.isDirectory()) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
    if (old) accessSync(file, constants.W_OK);
    if (old && !old.isFile()) return;
    let folder = dirname(file);
    while (!statOf(folder) && dirname(folder) !== folder) folder = dirname(folder);
    if (!statOf(folder)?.isDirectory()) throw Object.assign(new Error('ENOTDIR'), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw writeError(file, cause);
  }
}

/** JSON with two-space indent and a final newline, written atomically. Throws as `writeFileAtomic`. */
export function writeJson(file: string, value: unknown): void {
  writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads a whole file. Throws {DataError} with the path when it cannot be read, or when it is a folder, pipe or device. */
export function readFile(file: string): Buffer {
  checkRegularFile(file);
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
    throw new DataError(`${file} is not valid JSON: ${shortReason(cause)}. Restore it from a copy, or make it again.`, {
      file,
      cause,
    });
  }
}
