/** Downloads that go on where they stopped and are checked before they count. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DataError, type Progress, type ProgressReporter, sha256OfFile, withFileLock } from '../base';

export interface Download {
  url: string;
  /** Where the file goes; what is not complete yet lies beside it, with `.part` behind its name. */
  place: string;
  /** First hexadecimal digits of the SHA-256 that it must have. */
  sha256Prefix: string;
  progress: ProgressReporter;
  /** Names the work in the display. */
  title: string;
  /** Stops it; what has come so far stays for the next try. */
  signal?: AbortSignal;
}

export interface Downloaded {
  sha256: string;
  bytes: number;
  /** Bytes that an earlier try had left. */
  resumedFrom: number;
}

const MEBIBYTE = 2 ** 20;

/**
 * Downloads a file.
 *
 * @throws {DataError} the address cannot be reached or refuses, the connection breaks (a later call continues from there), the
 *   disk refuses, or the file has another hash: then what came is deleted, so that a later call starts afresh.
 */
export async function downloadFile(download: Download): Promise<Downloaded> {
  const { place } = download;
  try {
    mkdirSync(dirname(place), { recursive: true });
  } catch (cause) {
    throw refusedByDisk(place, cause);
  }
  return withFileLock(place, () => downloadAlone(download), 5);
}

async function downloadAlone(download: Download): Promise<Downloaded> {
  const { place, sha256Prefix, url } = download;
  const part = `${place}.part`;
  const resumedFrom = await receive(download, part);
  const sha256 = await sha256OfFile(part);
  if (!sha256.startsWith(sha256Prefix)) {
    rmSync(part, { force: true });
    throw new DataError(
      `${url} gave a file with SHA-256 ${sha256}, expected one that starts with ${sha256Prefix}. It was deleted; try again, or another address.`,
      { file: place },
    );
  }
  const bytes = sizeOf(part);
  try {
    await rename(part, place);
  } catch (cause) {
    throw refusedByDisk(place, cause);
  }
  return { sha256, bytes, resumedFrom };
}

/** Brings the partial file to its full length. Returns how long it was before. */
async function receive(download: Download, part: string): Promise<number> {
  const { url, signal } = download;
  const had = sizeOf(part);
  const response = await request(url, had, signal);
  if (response.status === 416) {
    // Nothing follows the bytes that are there: they are the whole file, or one of another length.
    await response.body?.cancel();
    if (lengthInRange(response) === had) return had;
    rmSync(part, { force: true });
    return receive(download, part);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new DataError(`${url} answers ${response.status} ${response.statusText}. Check the address.`, { file: part });
  }
  const start = response.status === 206 && startOfRange(response) === had ? had : 0;
  if (response.status === 206 && start !== had) {
    await response.body.cancel();
    rmSync(part, { force: true });
    return receive(download, part);
  }
  const announced = Number(response.headers.get('content-length'));
  const total = announced > 0 ? start + announced : undefined;
  const display = download.progress(
    `${download.title}, MiB`,
    total === undefined ? 0 : Math.max(1, Math.round(total / MEBIBYTE)),
  );
  let file: FileHandle;
  try {
    file = await open(part, start > 0 ? 'a' : 'w');
  } catch (cause) {
    throw refusedByDisk(part, cause);
  }
  try {
    await write(response.body, file, { url, part, start, total, display });
  } finally {
    await file.close();
    display.finish();
  }
  return start;
}

async function write(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  about: { url: string; part: string; start: number; total?: number; display: Progress },
): Promise<void> {
  const { url, part, start, total, display } = about;
  let written = start;
  const broken = (cause?: unknown) =>
    new DataError(
      `${url} broke off after ${written} of ${total ?? 'unknown'} bytes. They are kept in ${part}; run the command again to continue from there.`,
      { file: part, cause },
    );
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch (cause) {
      throw broken(cause);
    }
    if (next.done) break;
    try {
      await file.writeFile(next.value);
    } catch (cause) {
      throw refusedByDisk(part, cause);
    }
    written += next.value.length;
    display.update(Math.round(written / MEBIBYTE));
  }
  if (total !== undefined && written !== total) throw broken();
}

async function request(url: string, from: number, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (from > 0) headers.range = `bytes=${from}-`;
  try {
    return await fetch(url, { headers, signal });
  } catch (error) {
    // What went wrong stands in the cause; the error itself only says that fetching failed.
    const { message, cause } = error as Error & { cause?: Error & { code?: string } };
    throw new DataError(`${url} cannot be reached (${cause?.message || cause?.code || message}).`, { cause: error });
  }
}

const startOfRange = (response: Response): number =>
  Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);

const lengthInRange = (response: Response): number =>
  Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function refusedByDisk(file: string, cause: unknown): DataError {
  return new DataError(
    `Cannot write ${file}: ${(cause as Error).message}. Check that the folder is writable and has room.`,
    { file, cause },
  );
}
