/** What a disk refused, in words: the reason behind an error's code and what to do about it. */
import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataError } from './errors';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`;

/** How much room is left where a file lies, in words; nothing where the system does not say. */
function roomLeft(file: string): string {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return `, ${megabytes(bavail * bsize)} are left`;
  } catch {
    return '';
  }
}

/** The nearest folder above a path in whose place something else lies. */
function blockedBy(file: string): string | undefined {
  for (let path = dirname(file); path !== dirname(path); path = dirname(path)) {
    try {
      return statSync(path).isDirectory() ? undefined : path;
    } catch {
      // Nothing lies here: what is in the way lies further up.
    }
  }
  return undefined;
}

function reason(file: string, code: string | undefined, bytes: number | undefined): string | undefined {
  const needed = bytes === undefined ? '' : ` ${bytes} bytes (${megabytes(bytes)}) are needed${roomLeft(file)}.`;
  switch (code) {
    case 'ENOSPC':
      return `the disk is full.${needed} Free some space or name another folder, then run it again.`;
    case 'EDQUOT':
      return `your quota on this disk is used up.${needed} Free some space or name another folder, then run it again.`;
    case 'EFBIG':
      return `the file would be larger than this system allows (ulimit -f).${needed}`;
    case 'EROFS':
      return 'the file system is read-only. Name a folder on one that can be written.';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied. Make the file and its folder writable, or name another folder.';
    case 'EISDIR':
      return 'a folder has this name. Name another file, or move the folder.';
    case 'ENOENT':
      return `the folder ${dirname(file)} is missing.`;
    case 'ENAMETOOLONG':
      return 'the name is too long for this file system. Name a shorter one.';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open. Close other programs, or raise the limit (ulimit -n).';
    default:
      return undefined;
  }
}

/**
 * The error for a file that cannot be written.
 *
 * @param cause What the system threw.
 * @param bytes What should have been written, where that is known.
 */
export function writeError(file: string, cause: unknown, bytes?: number): DataError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const blocked = code === 'ENOTDIR' || code === 'EEXIST' ? blockedBy(file) : undefined;
  const why = blocked
    ? `${blocked} is a file, a folder is expected there. Name another folder, or move the file.`
    : reason(file, code, bytes);
  return new DataError(`Cannot write ${file}: ${why ?? `${message}.`}`, { file, cause });
}
