/** Masks and wide images drawn for tests, one true shape in many files. */
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';

/** Side in pixels of every drawn mask. */
export const SIDE = 128;

/** A disc of radius 20 whose centre lies at (60, 50): its pixels, 1 inside. */
export const disc = Uint8Array.from({ length: SIDE * SIDE }, (_, i) =>
  Number(((i % SIDE) - 60) ** 2 + (Math.floor(i / SIDE) - 50) ** 2 <= 20 ** 2),
);

export const discPixels = disc.reduce((sum, value) => sum + value, 0);

/** The opacity of the same disc with a soft edge, 0 to 255: how much of each pixel it covers. */
export const softDisc = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
  let inside = 0;
  for (let sub = 0; sub < 64; sub++) {
    const x = (i % SIDE) + ((sub % 8) - 3.5) / 8;
    const y = Math.floor(i / SIDE) + (Math.floor(sub / 8) - 3.5) / 8;
    inside += Number((x - 60) ** 2 + (y - 50) ** 2 <= 20 ** 2);
  }
  return Math.round((inside / 64) * 255);
});

/** A grey image of one channel as sharp takes it. */
export function grey(values: ArrayLike<number>, width = SIDE): sharp.Sharp {
  const raw = { width, height: values.length / width, channels: 1 as const };
  return sharp(Uint8Array.from(values), { raw }).toColourspace('b-w');
}

/** An image of four channels from the colour and the opacity of each pixel. */
export function rgba(of: (i: number) => [number, number, number, number], width = SIDE): sharp.Sharp {
  const values = Uint8Array.from({ length: SIDE * SIDE * 4 }, (_, i) => of(i >> 2)[i & 3]);
  return sharp(values, { raw: { width, height: SIDE, channels: 4 } });
}

type Numbers = Uint8Array | Uint16Array | Int32Array | Float32Array;

/** Writes a TIFF of one or three channels without compression, in the number format of its values; `orientation` as EXIF. */
export function writeTiff(file: string, values: Numbers, width: number, channels: 1 | 3 = 1, orientation = 1): void {
  const bits = 8 * values.BYTES_PER_ELEMENT;
  const format = values instanceof Float32Array ? 3 : values instanceof Int32Array ? 2 : 1;
  const height = values.length / width / channels;
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const extra = 8 + 2 + 12 * 11 + 4;
  const begin = extra + 12;
  const tags: [tag: number, type: 3 | 4, count: number, value: number][] = [
    [256, 3, 1, width],
    [257, 3, 1, height],
    [258, 3, channels, channels === 3 ? extra : bits],
    [259, 3, 1, 1],
    [262, 3, 1, channels === 3 ? 2 : 1],
    [273, 4, 1, begin],
    [274, 3, 1, orientation],
    [277, 3, 1, channels],
    [278, 4, 1, height],
    [279, 4, 1, data.length],
    [339, 3, channels, channels === 3 ? extra + 6 : format],
  ];
  const head = Buffer.alloc(begin);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, type, count, value]] of tags.entries()) {
    const at = 10 + 12 * i;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  for (let c = 0; c < 3; c++) {
    head.writeUInt16LE(bits, extra + 2 * c);
    head.writeUInt16LE(format, extra + 6 + 2 * c);
  }
  writeFileSync(file, Buffer.concat([head, data]));
}

/** Writes a 16-bit PNG of one channel. */
export async function writePng16(file: string, values: Uint16Array, width: number): Promise<void> {
  await sharp(values, { raw: { width, height: values.length / width, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toFile(file);
}
