import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { NumericError, ShapeError } from '../../lib/borad/base';
import { heatmapPng, overlayPng, photoPictures, placesOnScale } from '../../lib/borad/display';

const decoded = async (png: Buffer) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
const ramp = (size: number) => Float32Array.from({ length: size * size }, (_, i) => i / (size * size));
const grey = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3).fill(128) });

describe('placesOnScale', () => {
  it('stretches bilinearly between the centres of pixels', () => {
    const map = { width: 2, height: 2, values: Float32Array.of(0, 1, 0, 1) };
    expect([...placesOnScale(map, 4, 1, { min: 0, max: 1 })]).toEqual([0, 64, 191, 255]);
    expect([...placesOnScale(map, 4, 3, { min: 0, max: 1 }).subarray(8)]).toEqual([0, 64, 191, 255]);
  });

  it('gives the darkest colour below the scale and the brightest above it', () => {
    const map = { width: 2, height: 2, values: Float32Array.of(-3, 0.5, 0.75, 9) };
    expect([...placesOnScale(map, 2, 2, { min: 0.5, max: 1 })]).toEqual([0, 0, 128, 255]);
  });

  it('spreads the colours over the whole scale, from min to max', () => {
    const map = { width: 2, height: 2, values: Float32Array.of(0.25, 0.75, 1.25, 2.25) };
    expect([...placesOnScale(map, 2, 2, { min: 0.25, max: 2.25 })]).toEqual([0, 64, 128, 255]);
  });

  it('refuses values that are not finite', () => {
    const map = { width: 1, height: 1, values: Float32Array.of(Number.NaN) };
    expect(() => placesOnScale(map, 2, 2, { min: 0, max: 1 })).toThrow(NumericError);
  });
});

describe('photoPictures', () => {
  it('gives a photo of 640 x 320 pictures of 640 x 320, with the map where the photo has it', async () => {
    const values = new Float32Array(64);
    values.fill(1, 4 * 8 + 6, 4 * 8 + 8);
    const { heatmap, overlay } = await photoPictures({ width: 8, height: 8, values }, grey(640, 320), {
      min: 0,
      max: 1,
    });
    for (const png of [heatmap, overlay]) {
      const { width, height } = await sharp(png).metadata();
      expect([width, height]).toEqual([640, 320]);
    }
    const { data } = await decoded(heatmap);
    const brightness = (x: number, y: number) => data[3 * (y * 640 + x)];
    expect(brightness(600, 180)).toBeGreaterThan(240);
    expect(brightness(40, 180)).toBe(0);
    expect(brightness(600, 40)).toBe(0);
  });

  it('draws as the pictures of a map do, where map and photo are of one size', async () => {
    const [map, scale] = [ramp(16), { min: 0.2, max: 0.8 }];
    const { heatmap, overlay } = await photoPictures({ width: 16, height: 16, values: map }, grey(16, 16), scale);
    expect((await decoded(heatmap)).data).toEqual((await decoded(heatmapPng(map, 16, 16, scale))).data);
    const plain = (await decoded(overlayPng(grey(16, 16), map, scale))).data;
    (await decoded(overlay)).data.forEach((value, i) => {
      expect(Math.abs(value - plain[i])).toBeLessThanOrEqual(1);
    });
  });

  it('refuses a photo of another number of pixels than it says', async () => {
    const photo = { width: 3, height: 3, data: new Uint8Array(12) };
    await expect(photoPictures({ width: 2, height: 2, values: ramp(2) }, photo, { min: 0, max: 1 })).rejects.toThrow(
      ShapeError,
    );
  });
});
