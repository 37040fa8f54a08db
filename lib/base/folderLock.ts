/** A folder that one process writes: others are told which, and a dead one does not stand in the way. */
import { readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { lockSync } from 'proper-lockfile';
import { writeError } from './diskErrors';
import { DataError } from './errors';
import { lockIsTaken, withFileLockSync } from './fileLock';
import { makeFolder } from './files';

/** Milliseconds between two signs of life, and after how many without one a process of another machine counts as dead. */
const HEARTBEAT = 5_000;
const SILENT = 60_000;
/** Whether a holder is dead is decided here, by its process, so the lock itself never becomes stale. */
const NEVER = 1e15;

export interface FolderLock {
  /** Throws {DataError} if the folder was removed or taken by another process meanwhile: nothing may be written then. */
  check(): void;
  /** Lets the next one in; idempotent. A folder that was made for the lock and is still empty goes. */
  release(): void;
}

interface Holder {
  pid: number;
  host: string;
  /** Date and time, ISO 8601. */
  since: string;
  /** When the process began, as the system counts, where it says so: numbers of processes are used again. */
  began?: string;
}

const paths = (folder: string) => ({ lock: join(folder, '.lock'), holder: join(folder, '.lock.json') });

/**
 * When a process began, field 22 of Linux' /proc/PID/stat (the second may hold spaces, and ends with the last parenthesis);
 * `ended` for one that nobody has asked about since.
 */
function beginningOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}

function isRunning({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user cannot be signalled, but it is there.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = beginningOf(pid);
  return began === undefined || now === undefined || began === now;
}

function readHolder(folder: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(paths(folder).holder, 'utf8')) as Holder | null;
    return Number.isInteger(holder?.pid) && typeof holder?.host === 'string' ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** The holder, once it has written who it is: it does so right after it has the lock. */
function awaitHolder(folder: string): Holder | undefined {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let i = 0; i < 25; i++) {
    const holder = readHolder(folder);
    if (holder) return holder;
    Atomics.wait(pause, 0, 0, 20);
  }
  return undefined;
}

function isDead(folder: string): boolean {
  const holder = awaitHolder(folder);
  if (holder?.host === hostname()) return !isRunning(holder);
  const seen = statSync(paths(folder).lock, { throwIfNoEntry: false })?.mtimeMs;
  return seen !== undefined && Date.now() - seen > SILENT;
}

/** Frees the folder of a dead holder. One at a time looks and removes, so that no lock of a living one is removed. */
function removeDead(folder: string): void {
  withFileLockSync(join(folder, '.lock-takeover'), () => {
    if (!isDead(folder)) return;
    const { lock, holder } = paths(folder);
    rmSync(holder, { force: true });
    rmSync(lock, { recursive: true, force: true });
  });
}

function refusal(folder: string): DataError {
  const holder = readHolder(folder);
  const who = holder
    ? `process ${holder.pid} on ${holder.host === hostname() ? 'this machine' : holder.host}, since ${holder.since}`
    : 'another process';
  return new DataError(
    `${folder} is in use by ${who}. Wait until it is done, or name another folder. Nothing was changed.`,
    { file: folder },
  );
}

/** Makes a folder; returns those of the path that were not there, the deepest first. */
function madeFolders(folder: string): string[] {
  const missing: string[] = [];
  const isThere = (path: string) => {
    try {
      return statSync(path).isDirectory();
    } catch {
      return false;
    }
  };
  for (let path = folder; !isThere(path) && path !== dirname(path); path = dirname(path)) missing.push(path);
  makeFolder(folder);
  return missing;
}

function removeEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) {
      if (readdirSync(folder).length) return;
      rmdirSync(folder);
    }
  } catch {
    // Somebody else uses or has removed them.
  }
}

/**
 * Takes a folder for this process until it is released or the process ends; a missing folder is made. Nobody is waited for.
 *
 * @throws {DataError} another process has it, on this machine or, on a shared drive, on another; or it cannot be written.
 */
export function lockFolder(folder: string): FolderLock {
  let lost = false;
  const { lock, holder } = paths(folder);
  const take = () =>
    lockSync(folder, {
      lockfilePath: lock,
      realpath: false,
      stale: NEVER,
      update: HEARTBEAT,
      onCompromised: () => {
        lost = true;
      },
    });
  let made: string[] = [];
  let unlock: (() => void) | undefined;
  try {
    made = madeFolders(folder);
    try {
      unlock = take();
    } catch (error) {
      if (!lockIsTaken(error)) throw error;
      removeDead(folder);
      unlock = take();
    }
    const own: Holder = {
      pid: process.pid,
      host: hostname(),
      since: new Date().toISOString(),
      began: beginningOf(process.pid),
    };
    writeFileSync(holder, `${JSON.stringify(own)}\n`);
  } catch (error) {
    if (unlock) {
      rmSync(holder, { force: true });
      unlock();
    }
    removeEmpty(made);
    if (error instanceof DataError) throw error;
    throw lockIsTaken(error) ? refusal(folder) : writeError(holder, error);
  }
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    process.off('exit', release);
    if (lost) return;
    rmSync(holder, { force: true });
    try {
      unlock?.();
    } catch {
      // At the end of the process it is unlocked already.
    }
    removeEmpty(made);
  };
  process.on('exit', release);
  return {
    check() {
      if (!lost && readHolder(folder)?.pid === process.pid) return;
      throw new DataError(
        `${folder} was removed, or taken by another process, while this one wrote it. Nothing more is written.`,
        { file: folder },
      );
    },
    release,
  };
}
