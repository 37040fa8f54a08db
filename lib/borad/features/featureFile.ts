/**
 * Features of a list of images in one file: a header of JSON, one record of fixed size per image, each with its checksum, and at
 * the end a checksum of all checksums. Records are read one by one where they lie, so that memory does not grow with the file.
 *
 * A file is written as `NAME.part`, record after record, and renamed when it is complete. What a killed process has left is
 * continued: whole records with right checksums count, the rest is written again.
 */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import {
  checkRegularFile,
  DataError,
  fromHalfPrecision,
  OptionError,
  publish,
  toHalfPrecision,
  writeAll,
  writeError,
} from '../base';

/** How numbers are stored. */
export type FeatureType = 'float16' | 'float32';

export interface FeatureFileHeader {
  /** What the features are of, as a hash. */
  key: string;
  type: FeatureType;
  /** Images. */
  count: number;
  /** [H, W, C] per scale. */
  shapes: [number, number, number][];
}

const MAGIC = 'BORADFT1';
/** Bytes of the header: magic, length, JSON, zeros. */
const HEADER = 4096;
const CHECKSUM = 4;
const MEGABYTE = 1e6;

const lengthOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Numbers an image. */
export function featureValues(shapes: readonly (readonly number[])[]): number {
  return shapes.reduce((total, shape) => total + lengthOf(shape), 0);
}

const recordBytes = ({ shapes, type }: FeatureFileHeader): number =>
  featureValues(shapes) * (type === 'float16' ? 2 : 4) + CHECKSUM;

/** Bytes of the complete file. */
export function featureFileBytes(header: FeatureFileHeader): number {
  return HEADER + header.count * recordBytes(header) + CHECKSUM;
}

function encodeHeader(header: FeatureFileHeader): Buffer {
  const { key, type, count, shapes } = header;
  const json = Buffer.from(JSON.stringify({ key, type, count, shapes }));
  if (json.length > HEADER - MAGIC.length - 4) {
    throw new OptionError(`feature file: a header of ${json.length} bytes is too long.`);
  }
  const block = Buffer.alloc(HEADER);
  block.write(MAGIC, 'latin1');
  block.writeUInt32LE(json.length, MAGIC.length);
  json.copy(block, MAGIC.length + 4);
  return block;
}

function damaged(file: string, what: string): DataError {
  return new DataError(`${file} is damaged: ${what}. Delete it; it will be made again.`, { file });
}

/** Reads so many bytes at a position, or throws. */
function readAt(fd: number, file: string, length: number, position: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const got = readSync(fd, bytes, done, length - done, position + done);
    if (got === 0) throw damaged(file, `it ends after ${position + done} bytes`);
    done += got;
  }
  return bytes;
}

function writeAt(fd: number, file: string, bytes: Uint8Array, position: number): void {
  try {
    writeAll(fd, bytes, position);
  } catch (cause) {
    throw writeError(file, cause, bytes.length);
  }
}

function openPart(part: string): number {
  try {
    return openSync(part, existsSync(part) ? 'r+' : 'w+');
  } catch (cause) {
    throw writeError(part, cause);
  }
}

/** The record of one image. */
function encodeRecord(scales: readonly Float32Array[], type: FeatureType): Buffer {
  const parts = scales.map((scale) => {
    const stored = type === 'float16' ? toHalfPrecision(scale) : scale;
    return Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  });
  const checksum = Buffer.alloc(CHECKSUM);
  checksum.writeUInt32LE(parts.reduce((sum, part) => crc32(part, sum), 0));
  return Buffer.concat([...parts, checksum]);
}

/** The checksum of a record if it fits its bytes. */
function checkedSum(record: Buffer): number | undefined {
  const sum = record.readUInt32LE(record.length - CHECKSUM);
  return crc32(record.subarray(0, record.length - CHECKSUM)) === sum ? sum : undefined;
}

/** Folds the checksum of one record into that of all. */
function fold(total: number, sum: number): number {
  const bytes = Buffer.alloc(CHECKSUM);
  bytes.writeUInt32LE(sum);
  return crc32(bytes, total);
}

export interface FeatureFileWriter {
  /** Images that are in the file already. */
  readonly done: number;
  /** Appends the next image. */
  append(scales: readonly Float32Array[]): void;
  /** Writes what is left and gives the file its name. Throws {OptionError} when images are missing. */
  finish(): void;
  /** Closes the file; without `finish` the part stays to be continued. */
  close(): void;
}

/** Whole records at the start of a part, and the fold of their checksums. */
function soundRecords(fd: number, part: string, header: FeatureFileHeader): { done: number; total: number } {
  const size = recordBytes(header);
  const whole = Math.min(header.count, Math.floor((fstatSync(fd).size - HEADER) / size));
  let total = 0;
  for (let done = 0; done < whole; done++) {
    const sum = checkedSum(readAt(fd, part, size, HEADER + done * size));
    if (sum === undefined) return { done, total };
    total = fold(total, sum);
  }
  return { done: whole, total };
}

/**
 * Starts a file, or continues with what is left of one with the same header.
 *
 * @throws {DataError} the disk refuses.
 */
export function writeFeatureFile(file: string, header: FeatureFileHeader): FeatureFileWriter {
  const part = `${file}.part`;
  const block = encodeHeader(header);
  const fd = openPart(part);
  const size = recordBytes(header);
  let { done, total } = { done: 0, total: 0 };
  let open = true;
  const close = () => {
    if (open) closeSync(fd);
    open = false;
  };
  try {
    if (fstatSync(fd).size >= HEADER && readAt(fd, part, HEADER, 0).equals(block)) {
      ({ done, total } = soundRecords(fd, part, header));
    }
    ftruncateSync(fd, HEADER + done * size);
    writeAt(fd, part, block, 0);
  } catch (error) {
    close();
    throw error;
  }
  return {
    get done() {
      return done;
    },
    append(scales) {
      const record = encodeRecord(scales, header.type);
      if (record.length !== size) {
        throw new OptionError(`feature file: an image has ${record.length} bytes, expected ${size}.`);
      }
      writeAt(fd, part, record, HEADER + done * size);
      total = fold(total, record.readUInt32LE(size - CHECKSUM));
      done++;
    },
    finish() {
      if (done !== header.count) throw new OptionError(`feature file: ${done} of ${header.count} images are there.`);
      const last = Buffer.alloc(CHECKSUM);
      last.writeUInt32LE(total);
      writeAt(fd, part, last, HEADER + done * size);
      open = false;
      try {
        publish(fd, part, file);
      } catch (cause) {
        throw writeError(file, cause);
      }
    },
    close,
  };
}

export interface FeatureFile {
  header: FeatureFileHeader;
  /** Features of some images, [B, H, W, C] per scale. Throws {DataError} where a checksum does not fit. */
  gather(indices: ArrayLike<number>): Float32Array[];
  /** Reads everything once and compares all checksums. Throws {DataError} at the first that does not fit. */
  verify(): void;
  close(): void;
}

function readHeader(fd: number, file: string): FeatureFileHeader {
  const block = readAt(fd, file, HEADER, 0);
  const length = block.readUInt32LE(MAGIC.length);
  if (block.toString('latin1', 0, MAGIC.length) !== MAGIC || length > HEADER - MAGIC.length - 4) {
    throw damaged(file, 'it does not begin as a file of features');
  }
  let header: FeatureFileHeader;
  try {
    header = JSON.parse(block.toString('utf8', MAGIC.length + 4, MAGIC.length + 4 + length));
  } catch {
    throw damaged(file, 'its header is not JSON');
  }
  const { key, type, count, shapes } = header ?? {};
  const positive = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
  const shaped = Array.isArray(shapes) && shapes.every((shape) => Array.isArray(shape) && shape.length === 3);
  if (
    typeof key !== 'string' ||
    (type !== 'float16' && type !== 'float32') ||
    !positive(count) ||
    !shaped ||
    shapes.length === 0 ||
    !shapes.flat().every(positive)
  ) {
    throw damaged(file, 'its header lacks key, type, count or shapes');
  }
  return header;
}

/**
 * Opens a complete file. Its header and length are verified here, each record whenever it is read: reading all of a large
 * file first would take minutes (`verify` does it).
 *
 * @throws {DataError} the file is missing, of another length than its header says, or not a file of features.
 */
export function openFeatureFile(file: string): FeatureFile {
  checkRegularFile(file);
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (cause) {
    throw new DataError(`Cannot read ${file}: ${(cause as Error).message}.`, { file, cause });
  }
  let header: FeatureFileHeader;
  try {
    header = readHeader(fd, file);
    const [found, expected] = [fstatSync(fd).size, featureFileBytes(header)];
    if (found !== expected) {
      const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1);
      throw damaged(file, `it has ${megabytes(found)} MB, its header says ${megabytes(expected)} MB`);
    }
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  const size = recordBytes(header);
  const width = header.type === 'float16' ? 2 : 4;
  let open = true;
  const record = (index: number): Buffer => {
    const bytes = readAt(fd, file, size, HEADER + index * size);
    if (checkedSum(bytes) === undefined) throw damaged(file, `the checksum of image ${index} does not fit`);
    return bytes;
  };
  return {
    header,
    gather(indices) {
      const lengths = header.shapes.map(lengthOf);
      const gathered = lengths.map((length) => ({ length, maps: new Float32Array(indices.length * length) }));
      for (const [b, index] of Array.from(indices).entries()) {
        if (!(index >= 0 && index < header.count)) {
          throw new OptionError(`feature file: image ${index}, expected 0 to ${header.count - 1}.`);
        }
        const { buffer, byteOffset } = record(index);
        let at = byteOffset;
        for (const { length, maps } of gathered) {
          const bytes = buffer.slice(at, at + length * width);
          if (header.type === 'float16') fromHalfPrecision(new Uint16Array(bytes), maps, b * length);
          else maps.set(new Float32Array(bytes), b * length);
          at += length * width;
        }
      }
      return gathered.map(({ maps }) => maps);
    },
    verify() {
      let total = 0;
      for (let i = 0; i < header.count; i++) {
        const bytes = record(i);
        total = fold(total, bytes.readUInt32LE(size - CHECKSUM));
      }
      const last = readAt(fd, file, CHECKSUM, HEADER + header.count * size);
      if (last.readUInt32LE(0) !== total) throw damaged(file, 'the checksum of all images does not fit');
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}
