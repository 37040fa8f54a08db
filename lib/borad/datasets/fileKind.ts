/** What a picture's file is, by its first bytes: endings are often wrong. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { checkRegularFile } from '../base';

/** Kinds that need more than sharp; `other` is left to it. */
export type FileKind = 'bmp' | 'netpbm' | 'heic' | 'raw' | 'tiff' | 'other';

/** Bytes that are enough for the brands of a HEIC file and the first tags of a TIFF. */
export const HEAD = 4096;

/** DNGVersion, which every DNG has in its first directory and no other TIFF. */
const DNG_VERSION = 50706;

/** Brands of what is stored as HEVC; files of the brand mif1 may also hold AV1, and then say avif as well. */
const HEVC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1'];

/** Whether the first directory of a TIFF has a tag; false where it lies beyond the bytes at hand. */
function hasTiffTag(head: Buffer, tag: number): boolean {
  const isLittle = head[0] === 0x49;
  const u16 = (at: number) => (isLittle ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const directory = isLittle ? head.readUInt32LE(4) : head.readUInt32BE(4);
  if (directory + 2 > head.length) return false;
  const tags = Math.min(u16(directory), Math.floor((head.length - directory - 2) / 12));
  for (let i = 0; i < tags; i++) if (u16(directory + 2 + 12 * i) === tag) return true;
  return false;
}

function isHeic(head: Buffer): boolean {
  if (head.length < 16 || head.toString('latin1', 4, 8) !== 'ftyp') return false;
  const brands = head.toString('latin1', 8, Math.min(head.readUInt32BE(0), head.length, 256));
  return HEVC_BRANDS.includes(brands.slice(0, 4)) && !brands.includes('avif');
}

/** The kind that the first bytes of a file say. */
export function kindOf(head: Buffer): FileKind {
  const start = head.toString('latin1', 0, 4);
  if (start.startsWith('BM') && head.length >= 30 && head.readUInt16LE(26) === 1) return 'bmp';
  if (/^P[1-6][\s#]/.test(start)) return 'netpbm';
  if (isHeic(head)) return 'heic';
  if (/^FUJI|^IIRO|^IIU\0/.test(start) || head.toString('latin1', 4, 12) === 'ftypcrx ') return 'raw';
  if ((start === 'II*\0' || start === 'MM\0*') && head.length >= 12) {
    const isRaw = head.toString('latin1', 8, 10) === 'CR' || hasTiffTag(head, DNG_VERSION);
    return isRaw ? 'raw' : 'tiff';
  }
  return 'other';
}

/** Whether the first bytes of a file are those of a WebP that keeps its values. */
function isLosslessWebp(head: Buffer): boolean {
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WEBP') return false;
  let at = 12;
  // A colour profile may come before the pixels.
  while (at + 8 <= head.length && ['VP8X', 'ICCP'].includes(head.toString('latin1', at, at + 4))) {
    const size = head.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  return head.toString('latin1', at, at + 4) === 'VP8L';
}

/** The first bytes of a file. Throws as `fileKind`. */
function readHead(file: string): Buffer {
  checkRegularFile(file);
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(Math.min(HEAD, fstatSync(handle).size));
    return head.subarray(0, readSync(handle, head, 0, head.length, 0));
  } finally {
    closeSync(handle);
  }
}

/**
 * The kind of a file.
 *
 * @throws {DataError} it is missing, or a folder, pipe, socket or device. @throws {Error} it cannot be opened.
 */
export function fileKind(file: string): FileKind {
  return kindOf(readHead(file));
}

/**
 * Whether an image file, of a format that sharp decodes, gives other values than were written into it.
 *
 * @param format As sharp names it. @throws {DataError} as `fileKind`.
 */
export function changesValues(file: string, format?: string): boolean {
  return format === 'jpeg' || format === 'heif' || (format === 'webp' && !isLosslessWebp(readHead(file)));
}
