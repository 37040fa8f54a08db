import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  encodeFloatTiff,
  encodeMap,
  encodeNpy,
  encodePng16,
  placesOnScale,
  stretchedMap,
} from '../../lib/borad/display';

const values = Float32Array.from({ length: 12 }, (_, i) => i / 8 - 0.25);

describe('encodeNpy', () => {
  it('writes what NumPy reads: header of a multiple of 64 bytes, then little-endian floats', () => {
    const bytes = encodeNpy(values, [3, 4]);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
    const length = bytes.readUInt16LE(8);
    expect((10 + length) % 64).toBe(0);
    const header = bytes.subarray(10, 10 + length).toString('latin1');
    expect(header.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }");
    expect(header.endsWith('\n')).toBe(true);
    values.forEach((value, i) => {
      expect(bytes.readFloatLE(10 + length + 4 * i)).toBe(value);
    });
    expect(bytes).toHaveLength(10 + length + 48);
    expect(encodeNpy(values, [12]).toString('latin1')).toContain("'shape': (12,), ");
    expect(() => encodeNpy(values, [5, 2])).toThrow(ShapeError);
  });
});

describe('encodeFloatTiff', () => {
  it('is read back to the bit', async () => {
    const bytes = encodeFloatTiff(values, 4, 3);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 4, height: 3, channels: 1, depth: 'float' });
    // sharp gives grey as three equal channels.
    const grey = sharp(bytes).extractChannel(0).raw({ depth: 'float' });
    const { data } = await grey.toBuffer({ resolveWithObject: true });
    expect([...new Float32Array(data.buffer, data.byteOffset, 12)]).toEqual([...values]);
    expect(() => encodeFloatTiff(values, 4, 4)).toThrow(ShapeError);
  });
});

describe('encodePng16', () => {
  it('has 65,535 places from min to max, and stays at the ends beyond', async () => {
    const bytes = await encodePng16(values, 4, 3, { min: 0, max: 1 });
    const data = await sharp(bytes).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    const places = [...new Uint16Array(data.buffer, data.byteOffset, 12)];
    expect(places).toEqual([...values].map((value) => Math.round(65_535 * Math.min(1, Math.max(0, value)))));
    await expect(encodePng16(values, 4, 3, { min: 1, max: 1 })).rejects.toThrow(OptionError);
    await expect(encodePng16(Float32Array.of(Number.NaN), 1, 1, { min: 0, max: 1 })).rejects.toThrow(NumericError);
  });
});

describe('encodePng16 on a scale that does not begin at 0', () => {
  it('has its first place at min and its last at max', async () => {
    const bytes = await encodePng16(Float32Array.of(1, 2, 3, 5), 2, 2, { min: 1, max: 5 });
    const data = await sharp(bytes).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    const quarters = [0, 1, 2, 4].map((quarter) => Math.round((65_535 * quarter) / 4));
    expect([...new Uint16Array(data.buffer, data.byteOffset, 4)]).toEqual(quarters);
  });
});

describe('encodeMap', () => {
  it('writes each form', async () => {
    const scale = { min: 0, max: 1 };
    expect(await encodeMap('npy', values, 4, 3, scale)).toEqual(encodeNpy(values, [3, 4]));
    expect(await encodeMap('tiff', values, 4, 3, scale)).toEqual(encodeFloatTiff(values, 4, 3));
    expect(await encodeMap('png16', values, 4, 3, scale)).toEqual(await encodePng16(values, 4, 3, scale));
  });
});

describe('stretchedMap', () => {
  const map = { width: 2, height: 2, values: Float32Array.of(0, 1, 2, 3) };

  it('keeps centres on centres and repeats the border', () => {
    expect([...stretchedMap(map, 2, 2)]).toEqual([0, 1, 2, 3]);
    expect([...stretchedMap(map, 4, 1)]).toEqual([1, 1.25, 1.75, 2]);
  });

  it('is what pictures show', () => {
    const scale = { min: 0, max: 3 };
    const places = Uint8Array.from(stretchedMap(map, 7, 5), (value) => Math.round((255 / 3) * value));
    expect([...placesOnScale(map, 7, 5, scale)]).toEqual([...places]);
    expect(() => stretchedMap({ width: 2, height: 2, values: Float32Array.of(0, 1, Number.NaN, 2) }, 3, 3)).toThrow(
      NumericError,
    );
  });
});
