/** CRC-32 of the entries of a zip file, as its directory states them: the unpacker neither reads nor compares them. */

const DIRECTORY_END = 0x06054b50;
const DIRECTORY_END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** Bytes of an end without its comment, and of an entry without its names. */
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 0xffff;

/** Where the directory begins and how many entries it has; undefined where the bytes have none. */
function directory(view: DataView): { at: number; count: number } | undefined {
  const last = view.byteLength - END_BYTES;
  let end = last;
  while (end >= 0 && view.getUint32(end, true) !== DIRECTORY_END) {
    if (last - --end > LONGEST_COMMENT) return undefined;
  }
  if (end < 0) return undefined;
  const locator = end - 20;
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR_64) {
    const end64 = Number(view.getBigUint64(locator + 8, true));
    if (end64 + 56 <= view.byteLength && view.getUint32(end64, true) === DIRECTORY_END_64) {
      return { at: Number(view.getBigUint64(end64 + 48, true)), count: Number(view.getBigUint64(end64 + 32, true)) };
    }
  }
  return { at: view.getUint32(end + 16, true), count: view.getUint16(end + 10, true) };
}

/** Checksums by the names of entries; what lies behind the end of the file or is no entry is left out. */
export function zipChecksums(bytes: Uint8Array): Map<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = directory(view);
  const sums = new Map<string, number>();
  if (!found) return sums;
  let { at } = found;
  for (let i = 0; i < found.count; i++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) break;
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const isUtf8 = (view.getUint16(at + 8, true) & 0x800) !== 0;
    const text = Buffer.from(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + name));
    sums.set(text.toString(isUtf8 ? 'utf8' : 'latin1'), view.getUint32(at + 16, true));
    at += ENTRY_BYTES + name + extra + comment;
  }
  return sums;
}
