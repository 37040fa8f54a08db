import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError, ShapeError } from '../../lib/borad/base';
import { colourTable, okabeIto } from '../../lib/borad/display';
import { answer, drawing, markdown, pictureGrid } from '../../lib/notebooks/report';

const grey = (value: number, size: number) => ({
  width: size,
  height: size,
  data: new Uint8Array(size * size * 3).fill(value),
});

async function pixelsOf(png: Buffer) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    size: [info.width, info.height],
    at: (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)],
  };
}

const rgb = (hex: string): number[] => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
const distance = (a: number[], b: number[]): number => Math.hypot(...a.map((v, i) => v - b[i]));

describe('pictureGrid', () => {
  const square = new Uint8Array(64 * 64);
  for (let y = 16; y < 48; y++) square.fill(1, y * 64 + 16, y * 64 + 48);

  it('puts pictures in their places and outlines what is marked', async () => {
    const pictures = [{ image: grey(40, 64) }, { image: grey(200, 64), outline: square }];
    const panel = await pictureGrid({
      name: 'grid',
      alt: 'Two pictures.',
      rows: [{ title: 'row', pictures }],
      size: 64,
    });
    const { size, at } = await pixelsOf(panel.png);
    expect(size).toEqual([panel.width, panel.height]);
    // Pictures start 8 pixels from the left, 20 from the top, 72 apart.
    expect(at(8 + 32, 20 + 32)).toEqual([40, 40, 40]);
    expect(at(80 + 32, 20 + 32)).toEqual([200, 200, 200]);
    const edge = [at(80 + 15, 20 + 32), at(80 + 16, 20 + 32)];
    expect(edge.some((colour) => distance(colour, rgb(okabeIto.vermilion)) < 60)).toBe(true);
    expect(at(8 + 16, 20 + 32)).toEqual([40, 40, 40]);
  });

  it('colours maps by the one scale, or their own', async () => {
    const map = new Float32Array(64 * 64).fill(1);
    const panel = await pictureGrid({
      name: 'grid',
      alt: 'Maps.',
      rows: [
        {
          pictures: [
            { map },
            { map, scale: { min: 0, max: 1 } },
            { mask: square },
            null,
            { image: grey(9, 64), map: square.slice() as never, scale: { min: 0, max: 1 } },
          ],
        },
      ],
      scale: { min: 0, max: 2, label: 'score' },
      size: 64,
    });
    const { at } = await pixelsOf(panel.png);
    const table = colourTable('inferno');
    const colour = (i: number) => [...table.subarray(3 * i, 3 * i + 3)];
    const y = 8 + 32;
    expect(distance(at(40, y), colour(128))).toBeLessThan(8);
    expect(distance(at(112, y), colour(255))).toBeLessThan(8);
    expect([at(184, y), at(150 + 8, y)]).toEqual([
      [255, 255, 255],
      [0, 0, 0],
    ]);
    expect(at(256, y)).toEqual([255, 255, 255]);
    expect(distance(at(300, y), [9, 9, 9])).toBeLessThan(4);
    expect(distance(at(328, y), [9, 9, 9])).toBeGreaterThan(100);
  });

  it('refuses empty grids, missing heads or scales, and sizes that do not fit', async () => {
    const base = { name: 'grid', alt: 'x' };
    const row = (picture: object) => ({ title: 'r', pictures: [picture] });
    await expect(pictureGrid({ ...base, rows: [] })).rejects.toThrow(OptionError);
    await expect(pictureGrid({ ...base, rows: [row({ image: grey(1, 8) })], heads: ['a', 'b'] })).rejects.toThrow(
      /1 heads/,
    );
    await expect(pictureGrid({ ...base, rows: [row({ map: new Float32Array(64) })] })).rejects.toThrow(/needs a scale/);
    await expect(pictureGrid({ ...base, rows: [row({})] })).rejects.toThrow(/expected an image, a map or a mask/);
    const wrong = { image: grey(1, 8), outline: new Uint8Array(9) };
    await expect(pictureGrid({ ...base, rows: [row(wrong)] })).rejects.toThrow(ShapeError);
  });
});

describe('drawing', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><rect width="30" height="20" fill="#ff0000"/></svg>';

  it('is drawn at twice its size', async () => {
    const made = await drawing({ name: 'd', alt: 'A red box.', svg });
    expect([made.width, made.height]).toEqual([30, 20]);
    const { size, at } = await pixelsOf(made.png);
    expect(size).toEqual([60, 40]);
    expect(at(30, 20)).toEqual([255, 0, 0]);
  });

  it('refuses drawings without a size and what is no SVG', async () => {
    await expect(drawing({ name: 'd', alt: 'x', svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' })).rejects.toThrow(
      OptionError,
    );
    await expect(drawing({ name: 'd', alt: 'x', svg: svg.replace('</svg>', '<g>') })).rejects.toThrow(DataError);
  });
});

describe('prose', () => {
  it('folds an answer with Markdown inside', () => {
    expect(answer('Answer <1>', '* $x$').markdown).toBe(
      '<details><summary>Answer &lt;1&gt;</summary>\n\n* $x$\n\n</details>',
    );
    expect(() => answer('', 'x')).toThrow(OptionError);
    expect(() => markdown(' ')).toThrow(OptionError);
  });
});
