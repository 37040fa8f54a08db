/** One process at a time where several write the same files: notebooks that run side by side share a ledger and a store. */
import { dirname } from 'node:path';
import type * as Lockfile from 'proper-lockfile';
import { writeError } from './diskErrors';
import { DataError } from './errors';
import { makeFolder } from './files';

/** Loaded with the first lock, so that importing borad stays quick. */
const lockfile = () => require('proper-lockfile') as typeof Lockfile;

/** A lock whose owner has not shown itself for so long counts as left behind, milliseconds. */
const STALE = 60_000;

const common = { stale: STALE, realpath: false };

function refusal(file: string, cause: unknown): DataError {
  return new DataError(
    `${file} is in use by another process. Wait until it is done; if none is running, delete ${file}.lock.`,
    { file, cause },
  );
}

const lockIsTaken = (error: unknown): boolean => (error as { code?: string }).code === 'ELOCKED';

/**
 * Does some work while no other process does work on that file.
 *
 * @param file What is written; it does not have to exist.
 * @param waitS How long to wait for the others, seconds. Default 900.
 * @throws {DataError} others have not finished in that time, or the folder cannot be written.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, waitS = 900): Promise<T> {
  const retries = { retries: Math.ceil(2 * waitS), factor: 1, minTimeout: 500, maxTimeout: 500 };
  let release: () => Promise<void>;
  try {
    makeFolder(dirname(file));
    release = await lockfile().lock(file, { ...common, retries });
  } catch (error) {
    throw lockIsTaken(error) ? refusal(file, error) : writeError(file, error);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

/** The same for short work without waiting for anything: up to ten seconds for the others. Throws as `withFileLock`. */
export function withFileLockSync<T>(file: string, work: () => T, waitS = 10): T {
  const until = Date.now() + 1000 * waitS;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let release: (() => void) | undefined;
  while (!release) {
    try {
      makeFolder(dirname(file));
      release = lockfile().lockSync(file, common);
    } catch (error) {
      if (!lockIsTaken(error)) throw writeError(file, error);
      if (Date.now() > until) throw refusal(file, error);
      Atomics.wait(pause, 0, 0, 20);
    }
  }
  try {
    return work();
  } finally {
    release();
  }
}
