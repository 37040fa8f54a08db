import { describe, expect, it } from 'vitest';
import { areaOf, type ImageSize, OptionError, photoSizeText, sidesOf, sizeText } from '../../lib/borad/base';
import { parseSettings, resolveConfig } from '../../lib/borad/config';
import { runHash } from '../../lib/notebooks/study/experiments';

const resolved = (size: unknown) => resolveConfig({ data: { imageSize: size } });

describe('data.imageSize', () => {
  it('is the same setting as a number and as two equal ones', () => {
    expect(JSON.stringify(resolved([128, 128]))).toBe(JSON.stringify(resolved(128)));
    expect(resolveConfig(parseSettings(['data.imageSize=[256,256]'])).data.imageSize).toBe(256);
  });

  it('does not rename runs that have a number', () => {
    expect(runHash({ variant: 'BoRAD', seed: 1 })).toBe('5f4a002d27eb');
  });

  it('keeps height before width', () => {
    const { imageSize } = resolveConfig(parseSettings(['data.imageSize=[128,256]'])).data;
    expect(imageSize).toEqual([128, 256]);
    expect(sidesOf(imageSize)).toEqual([128, 256]);
    expect(areaOf(imageSize)).toBe(128 * 256);
    expect(sizeText(imageSize)).toBe('128 px high and 256 px wide');
    expect(photoSizeText(imageSize)).toBe('256 x 128');
    expect([sizeText(64), photoSizeText(64)]).toEqual(['64 px', '64 x 64']);
    const again: ImageSize = JSON.parse(JSON.stringify(imageSize));
    expect(resolved(again).data.imageSize).toEqual([128, 256]);
  });

  it.each([
    ['a text', '128x256'],
    ['one number in a list', [128]],
    ['three numbers', [128, 256, 3]],
    ['half a pixel', [128.5, 256]],
    ['nothing', null],
  ])('refuses %s, and says what it may be', (_, size) => {
    expect(() => resolved(size)).toThrow(OptionError);
    expect(() => resolved(size)).toThrow(
      `data.imageSize: Expected one number for squares, or [height, width], whole numbers from 32 to 1024, got ${JSON.stringify(size)}.`,
    );
  });

  it.each([
    [[128, 16], /data\.imageSize\.1: Too small.*32, got 16/],
    [[2048, 128], /data\.imageSize\.0: Too big.*1024, got 2048/],
    [-64, /data\.imageSize: Too small.*32, got -64/],
  ])('names the side of %j that is out of range', (size, text) => {
    expect(() => resolved(size)).toThrow(OptionError);
    expect(() => resolved(size)).toThrow(text);
  });
});
