import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, MaskError, sha256OfFile } from '../../lib/borad/base';
import { imageSizes, loadImage, mvtecDataset, remedyFor } from '../../lib/borad/datasets';
import { loadMask } from '../../lib/borad/datasets/loadMask';
import { writeTiff } from './maskFiles';
import { bmp, putImage, putMask } from './trees';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-open-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => join(dir, name);

/** 4 x 2 RGB: left half red, right half blue. */
const halves = Buffer.from([...Array(2)].flatMap(() => [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]));
const rgb = () => sharp(halves, { raw: { width: 4, height: 2, channels: 3 } });
const corners = async (name: string) => {
  const { pixels, originalWidth, originalHeight } = await loadImage(at(name), 4);
  return [originalWidth, originalHeight, ...pixels.slice(0, 3), ...pixels.slice(9, 12)];
};
const RED_BLUE = [4, 2, 255, 0, 0, 0, 0, 255];

describe('kinds recognised by their bytes', () => {
  it('reads any kind under any ending', async () => {
    writeFileSync(at('really a png.bmp'), await rgb().png().toBuffer());
    writeFileSync(at('really a bmp.png'), bmp(halves, 4, 2, 3));
    writeFileSync(at('really a tiff.jpg'), await rgb().tiff({ compression: 'lzw' }).toBuffer());
    writeFileSync(at('photo.jfif'), await rgb().png().toBuffer());
    writeFileSync(at('no ending'), await rgb().png().toBuffer());
    for (const name of ['really a png.bmp', 'really a bmp.png', 'really a tiff.jpg', 'photo.jfif', 'no ending'])
      expect(await corners(name), name).toEqual(RED_BLUE);
    const grey = sharp(Buffer.alloc(64, 90), { raw: { width: 8, height: 8, channels: 1 } });
    writeFileSync(at('really a jpeg.bmp'), await grey.jpeg().toBuffer());
    expect((await loadImage(at('really a jpeg.bmp'), 1)).pixels[0]).toBe(90);
  });

  it.each(['png', 'jpg', 'webp', 'tif', 'gif'])('reads a %s file anew that has been replaced', async (ending) => {
    for (const shade of [20, 120, 220]) {
      await sharp(Buffer.alloc(64 * 64 * 3, shade), { raw: { width: 64, height: 64, channels: 3 } }).toFile(
        at(`again.${ending}`),
      );
      expect(Math.abs((await loadImage(at(`again.${ending}`), 4)).pixels[0] - shade)).toBeLessThanOrEqual(2);
    }
  });

  it.each([
    ['P3', 'P3\n# a comment\n4 2\n255\n255 0 0 255 0 0 0 0 255 0 0 255\n255 0 0 255 0 0 0 0 255 0 0 255'],
    ['P3 of 4 bits', `P3 4 2 15 ${'15 0 0 15 0 0 0 0 15 0 0 15 '.repeat(2)}`],
    ['P6', Buffer.concat([Buffer.from('P6\n4 2\n255\n'), halves])],
    [
      'P6 of 12 bits',
      Buffer.concat([
        Buffer.from('P6 4 2 4095\n'),
        Buffer.from(Array.from(halves, (v) => (v ? [15, 255] : [0, 0])).flat()),
      ]),
    ],
  ])('reads netpbm: %s', async (_, bytes) => {
    writeFileSync(at('a.ppm'), bytes);
    expect(await corners('a.ppm')).toEqual(RED_BLUE);
  });

  it.each([
    ['P1', 'P1 4 2 0011 0011'],
    ['P2', 'P2 4 2 7 7 7 0 0 7 7 0 0'],
    ['P4', Buffer.concat([Buffer.from('P4 4 2\n'), Buffer.from([0x30, 0x30])])],
    ['P5', Buffer.concat([Buffer.from('P5 4 2 255\n'), Buffer.from([255, 255, 0, 0, 255, 255, 0, 0])])],
    [
      'P5 of 16 bits',
      Buffer.concat([
        Buffer.from('P5 4 2 65535\n'),
        Buffer.alloc(16, Uint8Array.from([255, 255, 255, 255, 0, 0, 0, 0])),
      ]),
    ],
  ])('reads grey netpbm: %s', async (_, bytes) => {
    writeFileSync(at('a.pgm'), bytes);
    expect(await corners('a.pgm')).toEqual([4, 2, 255, 255, 255, 0, 0, 0]);
  });

  it('takes the header of a 12-bit PGM at its word, however dark the photo', async () => {
    const dark = Buffer.alloc(32);
    for (let i = 0; i < 16; i++) dark.writeUInt16BE(400, 2 * i);
    writeFileSync(at('dark.pgm'), Buffer.concat([Buffer.from('P5 4 4 4095\n'), dark]));
    expect((await loadImage(at('dark.pgm'), 1)).pixels[0]).toBe(Math.floor((400 / 4095) * 255.99));
  });

  it.each([
    ['cut short', 'P5 4 2 255\nabc', /cut short: 3 of 8/],
    ['without numbers', 'P5 four two', /damaged header/],
    ['of no pixels', 'P5 0 2 255\n', /0 x 2 pixels/],
    ['of too many pixels', 'P6 99999 99999 255\n', /99999 x 99999/],
    ['brighter than white', 'P2 2 1 7 3 9', /value 9, expected 0 to its white value 7/],
    ['below black', 'P2 2 1 7 -3 5', /value -3, expected 0 to/],
  ])('refuses a netpbm file %s', async (_, text, reason) => {
    writeFileSync(at('bad.pgm'), text);
    const error = await loadImage(at('bad.pgm'), 4).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(reason);
  });

  it('makes no room for what a damaged BMP promises', async () => {
    const whole = bmp(halves, 4, 2, 3);
    for (const [offset, value] of [
      [18, 0x7fffffff],
      [22, 0x7fffffff],
      [18, 0],
    ]) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt32LE(value, offset);
      writeFileSync(at('bad.bmp'), bytes);
      await expect(loadImage(at('bad.bmp'), 4)).rejects.toThrow(DataError);
    }
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(at('bad.bmp'), whole.subarray(0, length));
      await expect(loadImage(at('bad.bmp'), 4), `${length} bytes`).rejects.toThrow(DataError);
    }
  });
});

describe('kinds that cannot be decoded', () => {
  const ftyp = (brands: string) => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32BE(8 + brands.length, 0);
    bytes.write(`ftyp${brands}`, 4, 'latin1');
    return bytes;
  };

  it.each(['photo.heic', 'photo.jpg'])('names the way from HEIC, also as %s', async (name) => {
    for (const brands of ['heic\0\0\0\0mif1heic', 'mif1\0\0\0\0mif1heic']) {
      writeFileSync(at(name), ftyp(brands));
      const error = await loadImage(at(name), 4).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).message).toMatch(/is a HEIC photo.*Most Compatible.*heif-convert/);
    }
  });

  it('reads AVIF, which is of the same family', async () => {
    writeFileSync(at('photo.avif'), await rgb().avif({ lossless: true }).toBuffer());
    expect((await loadImage(at('photo.avif'), 4)).originalWidth).toBe(4);
  });

  it("does not take a raw file's preview for the photo", async () => {
    writeTiff(at('photo.nef'), new Uint8Array(64), 8);
    // The last of the tags says which DNG it is.
    writeTiff(at('plain.tif'), new Uint8Array(64), 8);
    const dng = Buffer.from(readFileSync(at('plain.tif')));
    dng.writeUInt16LE(50706, 10 + 12 * 10);
    writeFileSync(at('dng.tif'), dng);
    for (const name of ['photo.nef', 'dng.tif'])
      await expect(loadImage(at(name), 4)).rejects.toThrow(/camera's raw values.*darktable/);
    expect((await loadImage(at('plain.tif'), 4)).originalWidth).toBe(8);
    writeFileSync(at('photo.raf'), 'FUJIFILMCCD-RAW 0201');
    await expect(loadImage(at('photo.raf'), 4)).rejects.toThrow(/raw values/);
    writeFileSync(at('photo.x3f'), 'FOVb unknown');
    await expect(loadImage(at('photo.x3f'), 4)).rejects.toThrow(/photo\.x3f: .*unsupported.*darktable/);
  });

  it('knows a remedy by the ending', () => {
    expect(remedyFor('.HEIC')).toMatch(/Most Compatible/);
    expect(remedyFor('.dng')).toMatch(/darktable/);
    for (const ending of ['.png', '.txt', '', 'constructor']) expect(remedyFor(ending)).toBeUndefined();
  });
});

describe('a damaged header', () => {
  it('that makes a side longer than any photo is refused before anything is decoded', async () => {
    const bytes = await rgb().png().toBuffer();
    // The width of a PNG, which then has lines of 4 million pixels and less than sharp's limit of pixels.
    bytes.writeUInt32BE(4_000_004, 16);
    writeFileSync(at('wide.png'), bytes);
    await expect(loadImage(at('wide.png'), 4)).rejects.toThrow(
      /wide\.png claims to have 4000004 x 2 pixels, expected sides of at most 65535\./,
    );
  });
});

describe('what is no file', () => {
  it('is refused at once: pipe, socket, device, folder, circle of links, nothing', async () => {
    execFileSync('mkfifo', [at('pipe.png')]);
    const server = createServer().listen(at('socket.png'));
    await new Promise((resolve) => server.once('listening', resolve));
    mkdirSync(at('folder.png'));
    symlinkSync('circle.png', at('circle.png'));
    symlinkSync('/dev/zero', at('device.png'));
    const found = {
      'pipe.png': /is a pipe/,
      'socket.png': /is a socket/,
      'device.png': /is a device/,
      'folder.png': /is a folder/,
      'circle.png': /form a loop/,
      'missing.png': /is missing/,
    };
    const image = { file: 'photo.png', originalWidth: 4, originalHeight: 2 };
    for (const [name, reason] of Object.entries(found)) {
      for (const read of [
        () => loadImage(at(name), 4),
        () => loadMask(at(name), image, 4),
        () => sha256OfFile(at(name)),
      ]) {
        const error = await read().catch((cause: unknown) => cause);
        expect(error, name).toBeInstanceOf(DataError);
        // A mask may be a folder of masks, which this one lacks.
        expect((error as DataError).message).toMatch(
          name === 'folder.png' ? /is a folder|The folder .*folder\.png/ : reason,
        );
      }
    }
    server.close();
  });

  it('is refused as an image and as a mask of a set', async () => {
    await putImage(at('set/part/train/good/0.png'));
    await putImage(at('set/part/test/scratch/0.png'));
    await putMask(at('set/part/ground_truth/scratch/0_mask.png'));
    const dataset = mvtecDataset(at('set'), { imageSize: 8 });
    const [train, scratched] = dataset.samples;
    for (const file of ['train/good/0.png', 'ground_truth/scratch/0_mask.png']) {
      rmSync(at(`set/part/${file}`));
      execFileSync('mkfifo', [at(`set/part/${file}`)]);
    }
    await expect(dataset.read(train)).rejects.toThrow(/is a pipe/);
    await expect(dataset.read(scratched)).rejects.toThrow(MaskError);
    await expect(imageSizes(dataset)).rejects.toThrow(DataError);
  });
});
