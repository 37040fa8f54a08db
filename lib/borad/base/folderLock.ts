/** A folder that one process writes: others are told which, and a dead one does not stand in the way. */
import { randomInt } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { writeError } from './diskErrors';
import { DataError, FolderInUseError } from './errors';
import { makeFolder } from './files';

/** Milliseconds between two signs of life, and after how many without one a process of another machine counts as dead. */
const HEARTBEAT = 5_000;
const SILENT = 60_000;
/** How often a folder is made again that its last holder removed meanwhile; a second time is rare already. */
const ATTEMPTS = 100;
/** Milliseconds after which the removal of a dead lock counts as killed itself; it takes less than one. */
const REMOVAL = 10_000;

export interface FolderLock {
  /** Throws {DataError} if the folder was removed or taken by another process meanwhile: nothing may be written then. */
  check(): void;
  /** Lets the next one in; idempotent. A folder that was made for the lock and is still empty goes. */
  release(): void;
}

/** Who has a folder. */
export interface FolderHolder {
  pid: number;
  host: string;
  /** Date and time, ISO 8601. */
  since: string;
  /** When the process began, as the system counts, where it says so: numbers of processes are used again. */
  began?: string;
}

/** The lock is a folder that is renamed into its place with the holder's name in it: from the first moment it says whose it is. */
const lockOf = (folder: string) => join(folder, '.lock');
const holderIn = (lock: string) => join(lock, 'holder.json');
const REMOVAL_NAME = '.lock-removal';
const besideOf = (folder: string) => join(folder, `.lock-${process.pid}-${randomInt(1e9)}`);

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

function isRunning({ pid, began }: FolderHolder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user cannot be signalled, but it is there.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = beginningOf(pid);
  return began === undefined || now === undefined || began === now;
}

function readHolder(lock: string): FolderHolder | undefined {
  try {
    const holder = JSON.parse(readFileSync(holderIn(lock), 'utf8')) as FolderHolder | null;
    // Numbers from 0 down are no processes: asked about, they mean groups of them, our own among these.
    if (!holder || !Number.isInteger(holder.pid) || typeof holder.host !== 'string') return undefined;
    return holder.pid > 0 ? holder : undefined;
  } catch {
    return undefined;
  }
}

const isOlder = (path: string, milliseconds: number): boolean => {
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return since !== undefined && Date.now() - since > milliseconds;
};

function isDead(lock: string, holder: FolderHolder | undefined): boolean {
  if (holder?.host === hostname()) return !isRunning(holder);
  return isOlder(lock, SILENT);
}

const isSame = (one: FolderHolder | undefined, other: FolderHolder | undefined) =>
  JSON.stringify(one) === JSON.stringify(other);

/** Moves a lock away and removes it, if it is still that of this holder: another may have taken it over meanwhile. */
function removeLock(folder: string, holder: FolderHolder | undefined): void {
  const beside = besideOf(folder);
  try {
    renameSync(lockOf(folder), beside);
  } catch {
    return;
  }
  if (isSame(readHolder(beside), holder)) rmSync(beside, { recursive: true, force: true });
  else tryRename(beside, lockOf(folder));
}

/** Renames a folder unless something is in its place, or it is gone itself. */
function tryRename(from: string, to: string): boolean {
  try {
    // An empty folder would be replaced.
    if (existsSync(to)) return false;
    renameSync(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOENT'].includes(code ?? '') && (existsSync(to) || !existsSync(from)))
      return false;
    throw error;
  }
}

/**
 * One process at a time removes a dead lock: a second one that had found it dead, too, would move away the lock of the first for a
 * moment. False where another process is at it.
 */
function aloneRemoving(folder: string, remove: () => boolean): boolean {
  const removal = join(folder, REMOVAL_NAME);
  if (isOlder(removal, REMOVAL)) rmSync(removal, { recursive: true, force: true });
  try {
    mkdirSync(removal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    return remove();
  } finally {
    rmSync(removal, { recursive: true, force: true });
  }
}

/** Puts this process's lock into its place; false if somebody has it. */
function take(folder: string, own: FolderHolder): boolean {
  const beside = besideOf(folder);
  try {
    mkdirSync(beside);
    writeFileSync(holderIn(beside), `${JSON.stringify(own)}\n`);
    const lock = lockOf(folder);
    if (tryRename(beside, lock)) return true;
    if (!isDead(lock, readHolder(lock))) return false;
    return aloneRemoving(folder, () => {
      const holder = readHolder(lock);
      if (existsSync(lock) && !isDead(lock, holder)) return false;
      removeLock(folder, holder);
      return tryRename(beside, lock);
    });
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** The running process that has a folder; undefined where it is free, or its holder has ended. */
export function folderHolder(folder: string): FolderHolder | undefined {
  const holder = readHolder(lockOf(folder));
  return holder && !isDead(lockOf(folder), holder) ? holder : undefined;
}

/** What killed processes have left of their attempts. One under way notices that it came second. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const isLeft = /^\.lock-\d+-\d+$/.test(name) || (name === REMOVAL_NAME && isOlder(join(folder, name), REMOVAL));
    if (isLeft) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function refusal(folder: string): FolderInUseError {
  const holder = readHolder(lockOf(folder));
  const isHere = holder?.host === hostname();
  const who = holder
    ? `process ${holder.pid} on ${isHere ? 'this machine' : holder.host}, since ${holder.since}`
    : 'another process';
  // Whether a process of another machine has ended follows from the clock, which may have been set back meanwhile.
  const ended = isHere ? '' : ` If you know that it has ended, delete ${lockOf(folder)}.`;
  return new FolderInUseError(
    `${folder} is in use by ${who}. Wait until it is done, or name another folder.${ended} Nothing was changed.`,
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

/** Makes a folder and takes it; returns the folders of the path that were not there, the deepest first. */
function makeAndTake(folder: string, own: FolderHolder): string[] {
  for (let attempt = 1; ; attempt++) {
    let made: string[] = [];
    try {
      made = madeFolders(folder);
      if (!take(folder, own)) throw refusal(folder);
      removeLeftovers(folder);
      return made;
    } catch (error) {
      removeEmpty(made);
      // The folder was there a moment ago: whoever had it took it away with the lock.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && attempt < ATTEMPTS) continue;
      throw error instanceof DataError ? error : writeError(lockOf(folder), error);
    }
  }
}

/**
 * Takes a folder for this process until it is released or the process ends; a missing folder is made. Nobody is waited for.
 *
 * @throws {FolderInUseError} another process has it, on this machine or, on a shared drive, on another. @throws {DataError} it cannot be written.
 */
export function lockFolder(folder: string): FolderLock {
  const lock = lockOf(folder);
  const { pid } = process;
  const own: FolderHolder = { pid, host: hostname(), since: new Date().toISOString(), began: beginningOf(pid) };
  const made = makeAndTake(folder, own);
  const heartbeat = setInterval(() => {
    try {
      utimesSync(lock, new Date(), new Date());
    } catch {
      // It was taken away; whoever writes next gets an error.
    }
  }, HEARTBEAT).unref();
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    clearInterval(heartbeat);
    process.off('exit', release);
    if (isSame(readHolder(lock), own)) removeLock(folder, own);
    removeEmpty(made);
  };
  process.on('exit', release);
  return {
    check() {
      if (isSame(readHolder(lock), own)) return;
      throw new DataError(
        `${folder} was removed, or taken by another process, while this one wrote it. Nothing more is written.`,
        { file: folder },
      );
    },
    release,
  };
}
