/** PBM, PGM and PPM (P1 to P6), which machine cameras write and sharp's own build lacks. */

export interface DecodedNetpbm {
  width: number;
  height: number;
  channels: 1 | 3;
  /** [H, W, channels]; 0 to 255, or 0 to 65535 where the file's values exceed 255. */
  pixels: Uint8Array | Uint16Array;
  /** Whether the header says which value is white: false for 65535, which also stands over values of fewer bits. */
  saysRange: boolean;
}

interface Header {
  isBitmap: boolean;
  isText: boolean;
  width: number;
  height: number;
  channels: 1 | 3;
  max: number;
  /** Where the pixels begin. */
  begin: number;
}

/** Larger than any camera's, small enough that a damaged header makes no harm. */
const MOST_PIXELS = 2 ** 28;

function readHeader(bytes: Buffer): Header {
  const form = bytes[1] - 0x30;
  const isBitmap = form === 1 || form === 4;
  const wanted = isBitmap ? 2 : 3;
  const numbers: number[] = [];
  let at = 2;
  const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
  while (numbers.length < wanted) {
    while (at < bytes.length && isSpace(bytes[at])) at++;
    if (bytes[at] === 0x23) while (at < bytes.length && bytes[at] !== 0x0a) at++;
    else {
      const start = at;
      while (at < bytes.length && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
      if (at === start || at - start > 9) throw new Error('a netpbm file with a damaged header');
      numbers.push(Number(bytes.toString('latin1', start, at)));
    }
  }
  const [width, height, max = 1] = numbers;
  const isSize = width >= 1 && height >= 1 && width * height <= MOST_PIXELS;
  if (!isSize || max < 1 || max > 65535)
    throw new Error(`a netpbm file of ${width} x ${height} pixels and the white value ${max}`);
  return {
    isBitmap,
    isText: form <= 3,
    width,
    height,
    channels: form === 3 || form === 6 ? 3 : 1,
    max,
    begin: at + 1,
  };
}

/** The values as they stand in the file. Throws an Error where there are too few. */
function readValues(
  bytes: Buffer,
  { isBitmap, isText, width, height, channels, max, begin }: Header,
): ArrayLike<number> {
  const count = width * height * channels;
  const short = (found: number) => new Error(`a netpbm file cut short: ${found} of ${count} values`);
  if (isText) {
    const text = bytes.toString('latin1', begin - 1).replace(/#[^\n]*/g, ' ');
    const values = (text.match(isBitmap ? /[01]/g : /\S+/g) ?? []).map(Number);
    if (values.length < count) throw short(values.length);
    return values;
  }
  if (isBitmap) {
    const pitch = Math.ceil(width / 8);
    if (bytes.length < begin + pitch * height) throw short(Math.max(0, bytes.length - begin) * 8);
    return Uint8Array.from({ length: count }, (_, i) => {
      const x = i % width;
      return (bytes[begin + Math.floor(i / width) * pitch + (x >> 3)] >> (7 - (x & 7))) & 1;
    });
  }
  const each = max > 255 ? 2 : 1;
  if (bytes.length < begin + each * count) throw short(Math.floor(Math.max(0, bytes.length - begin) / each));
  if (each === 1) return bytes.subarray(begin, begin + count);
  return Uint16Array.from({ length: count }, (_, i) => bytes.readUInt16BE(begin + 2 * i));
}

/**
 * Decodes a PBM, PGM or PPM, text or binary, of 1 to 16 bits; values are stretched so that the header's white is 255 or
 * 65535. In a PBM 1 is black.
 *
 * @throws {Error} the header is damaged, values are missing or not from 0 to white.
 */
export function decodeNetpbm(bytes: Buffer): DecodedNetpbm {
  const header = readHeader(bytes);
  const { isBitmap, width, height, channels, max } = header;
  const values = readValues(bytes, header);
  const top = max > 255 ? 65535 : 255;
  const count = width * height * channels;
  const pixels = top === 255 ? new Uint8Array(count) : new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    if (!(values[i] >= 0 && values[i] <= max))
      throw new Error(`a netpbm file with the value ${values[i]}, expected 0 to its white value ${max}`);
    pixels[i] = Math.round(((isBitmap ? 1 - values[i] : values[i]) * top) / max);
  }
  return { width, height, channels, pixels, saysRange: max !== 65535 };
}
