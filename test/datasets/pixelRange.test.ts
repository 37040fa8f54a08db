import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import { checkDataset, loadImage, openDataset } from '../../lib/borad/datasets';
import { writePng16, writeTiff } from './maskFiles';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-range-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => join(dir, name);

const SIDE = 16;
/** A ramp from 0 to `top` over 256 pixels. */
const ramp = (top: number) => Uint16Array.from({ length: SIDE * SIDE }, (_, i) => Math.round((i / 255) * top));
/** The same ramp as 8 bits show it. */
const seen = Array.from({ length: SIDE * SIDE }, (_, i) => i);
const reds = ({ pixels }: { pixels: Uint8Array }) => Array.from(pixels.filter((_, i) => i % 3 === 0));

function expectNear(found: number[], expected: number[]): void {
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i]), `pixel ${i}: ${value}, expected ${expected[i]}`).toBeLessThanOrEqual(1);
  });
}

/** A category whose photos are 16-bit ramps up to the given values. */
async function makeSet(name: string, tops: number[]): Promise<void> {
  mkdirSync(at(`${name}/train/good`), { recursive: true });
  for (const [i, top] of tops.entries()) await writePng16(at(`${name}/train/good/${i}.png`), ramp(top), SIDE);
}

const open = (settings: object = {}) => openDataset(dir, { ...resolveConfig({}).data, imageSize: SIDE, ...settings });

describe('one photo of more than 8 bits', () => {
  it.each([
    [255, '8bit'],
    [1023, '10bit'],
    [4095, '12bit'],
    [16383, '14bit'],
    [65535, 'full'],
  ] as const)('of values to %i looks the same as the others, given or asked for', async (top, range) => {
    await writePng16(at('a.png'), ramp(top), SIDE);
    writeTiff(at('a.tif'), ramp(top), SIDE);
    for (const file of ['a.png', 'a.tif']) {
      expectNear(reds(await loadImage(at(file), SIDE)), seen);
      expectNear(reds(await loadImage(at(file), SIDE, range)), seen);
    }
  });

  it('of 12 bits is nearly black at full range, as asked', async () => {
    await writePng16(at('a.png'), ramp(4095), SIDE);
    expect(Math.max(...reds(await loadImage(at('a.png'), SIDE, 'full')))).toBeLessThanOrEqual(16);
  });

  it('keeps colours, EXIF rotation and transparency', async () => {
    // Upper row orange, lower row black; orientation 6 makes the upper row the right column.
    const rows = Uint16Array.from({ length: 4 * 2 * 3 }, (_, i) => (i < 12 ? [4000, 2000, 0][i % 3] : 0));
    writeTiff(at('turned.tif'), rows, 4, 3, 6);
    const turned = await loadImage(at('turned.tif'), 4, '12bit');
    expect([turned.originalWidth, turned.originalHeight]).toEqual([2, 4]);
    expectNear(Array.from(turned.pixels.subarray(9, 12)), [249, 125, 0]);
    expect(Array.from(turned.pixels.subarray(0, 3))).toEqual([0, 0, 0]);
    const clear = Uint16Array.from({ length: 64 }, (_, i) => [4000, 2000, 0, i < 32 ? 65535 : 0][i % 4]);
    await sharp(clear, { raw: { width: 4, height: 4, channels: 4 } })
      .toColourspace('rgb16')
      .png()
      .toFile(at('clear.png'));
    const { pixels } = await loadImage(at('clear.png'), 4, '12bit');
    expectNear(Array.from(pixels.subarray(0, 3)), [249, 125, 0]);
    expect(Array.from(pixels.subarray(45))).toEqual([0, 0, 0]);
  });

  it('is refused where its values do not fit, but for a few dead pixels', async () => {
    await writePng16(at('bright.png'), ramp(60000), SIDE);
    await expect(loadImage(at('bright.png'), SIDE, '12bit')).rejects.toThrow(
      /bright\.png: 93\.\d% of its values lie outside 0 to 4095.*data\.range=12bit.*brightest is 60000/,
    );
    const dead = Uint16Array.from({ length: 4096 }, (_, i) => (i === 77 ? 65535 : 2000));
    await writePng16(at('dead.png'), dead, 64);
    expectNear([(await loadImage(at('dead.png'), 64, '12bit')).pixels[0]], [125]);
  });

  it.each([1, 3] as const)('of floats from 0 to 1 in %i channels is black to white', async (channels) => {
    const floats = Float32Array.from({ length: SIDE * SIDE * channels }, (_, i) => Math.floor(i / channels) / 255);
    writeTiff(at('unit.tif'), floats, SIDE, channels);
    expectNear(reds(await loadImage(at('unit.tif'), SIDE)), seen);
    writeTiff(
      at('bytes.tif'),
      floats.map((value) => 255 * value),
      SIDE,
      channels,
    );
    expectNear(reds(await loadImage(at('bytes.tif'), SIDE, '8bit')), seen);
    const error = await loadImage(at('bytes.tif'), SIDE).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(/bytes\.tif: 99\.\d% .*outside 0 to 1.*Set data\.range to 8bit/);
    writeTiff(
      at('nan.tif'),
      floats.map((value, i) => (i === 9 ? NaN : value)),
      SIDE,
      channels,
    );
    await expect(loadImage(at('nan.tif'), SIDE)).rejects.toThrow(/nan\.tif: a pixel is NaN/);
  });

  it('of 32-bit whole numbers is read by its values', async () => {
    writeTiff(at('long.tif'), Int32Array.from(ramp(4095)), SIDE);
    expectNear(reds(await loadImage(at('long.tif'), SIDE)), seen);
    writeTiff(
      at('below.tif'),
      Int32Array.from(ramp(4095), (value) => value - 2000),
      SIDE,
    );
    await expect(loadImage(at('below.tif'), SIDE)).rejects.toThrow(/lie outside/);
  });
});

describe('one range for a set', () => {
  it('is decided by all training images, so that a dark photo stays dark', async () => {
    await makeSet('part', [4095, 900]);
    const dataset = open();
    const dark = await dataset.read(dataset.samples[1]);
    expectNear(
      reds(dark),
      seen.map((value) => (value * 900) / 4095),
    );
    const { range, note } = (await dataset.range?.()) ?? {};
    expect(range).toBe('12bit');
    expect(note).toMatch(
      /read as 12bit \(data\.range=12bit\): the brightest value in the 2 that were looked at is 4095/,
    );
    expect((await checkDataset(dir)).notes).toContain(note);
  });

  it('is not changed by stuck pixels, but by highlights', async () => {
    await makeSet('part', [4000, 4000]);
    const stuck = Uint16Array.from({ length: 64 * 64 }, (_, i) => (i === 77 || i === 2000 ? 65535 : i % 4001));
    await writePng16(at('part/train/good/2.png'), stuck, 64);
    const { range, note } = (await open().range?.()) ?? {};
    expect(range).toBe('12bit');
    expect(note).toMatch(/brightest value in the 3 that were looked at is 4000\.$/);
    expectNear([(await loadImage(at('part/train/good/2.png'), 64)).pixels[3 * 4000]], [(4000 / 4095) * 255]);
    // As few, but with values on the way to them.
    const bright = Uint16Array.from(stuck, (value, i) => [8000, 20000][i - 78] ?? value);
    await writePng16(at('part/train/good/2.png'), bright, 64);
    expect((await open().range?.())?.range).toBe('full');
  });

  it('names a photo that looks like one of fewer bits', async () => {
    await makeSet('part', [65535, 4095]);
    const { range, note } = (await open().range?.()) ?? {};
    expect(range).toBe('full');
    expect(note).toMatch(/1\.png has no value above 4095 and comes out nearly black:.*of 12bit, save all photos/);
  });

  it('is what the settings say, and no note then', async () => {
    await makeSet('part', [4095]);
    const dataset = open({ range: 'full' });
    expect(await dataset.range?.()).toEqual({ range: 'full' });
    expect(Math.max(...reds(await dataset.read(dataset.samples[0])))).toBeLessThanOrEqual(16);
  });

  it('stays open for a set of 8 bits', async () => {
    mkdirSync(at('part/train/good'), { recursive: true });
    await sharp({ create: { width: 8, height: 8, channels: 3, background: '#444' } }).toFile(
      at('part/train/good/0.png'),
    );
    expect(await open().range?.()).toEqual({ range: 'auto' });
  });

  it('is one for a darker category, and refused where one would be nearly black', async () => {
    await makeSet('bolt', [4095]);
    await makeSet('nut', [1000]);
    expect((await open().range?.())?.range).toBe('12bit');
    await makeSet('rim', [65535]);
    const dataset = open();
    await expect(dataset.range?.()).rejects.toThrow(
      /those of bolt look like 12bit \(brightest 4095\), others like full \(brightest 65535\)\. Set data\.range/,
    );
    await expect(dataset.read(dataset.samples[0])).rejects.toThrow(DataError);
    expect((await checkDataset(dir)).problems.map(({ kind }) => kind)).toEqual(['range']);
  });

  it('does not stop at a photo that cannot be read', async () => {
    await makeSet('part', [4095, 4000]);
    writeFileSync(at('part/train/good/0.png'), 'no image');
    expect((await open().range?.())?.range).toBe('12bit');
  });
});
