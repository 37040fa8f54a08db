import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { heatmapPng, overlayPng } from '../../lib/borad/display';
import { mapPanel } from '../../lib/notebooks/report';
import { contourPath } from '../../lib/notebooks/report/contourPath';
import { niceTicks } from '../../lib/notebooks/report/niceTicks';

const pixels = async (png: Buffer) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });

describe('heatmapPng', () => {
  it('gives the ends of the scale the ends of the colours, and clips beyond', async () => {
    const png = heatmapPng(Float32Array.of(0, 1, -5, 9), 2, 2, { min: 0, max: 1, colours: 'viridis' });
    const { data, info } = await pixels(png);
    expect([info.width, info.height]).toEqual([2, 2]);
    const [low, high] = [
      [68, 1, 84],
      [253, 231, 37],
    ];
    expect([...data]).toEqual([...low, ...high, ...low, ...high]);
  });

  it('refuses a wrong size, scale or value', () => {
    expect(() => heatmapPng(new Float32Array(3), 2, 2, { min: 0, max: 1 })).toThrow(ShapeError);
    expect(() => heatmapPng(new Float32Array(4), 2, 2, { min: 1, max: 1 })).toThrow(OptionError);
    expect(() => heatmapPng(Float32Array.of(Number.NaN), 1, 1, { min: 0, max: 1 })).toThrow(NumericError);
  });
});

describe('overlayPng', () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 60) };

  it('leaves the image where the map is low and covers it where it is high', async () => {
    const { data } = await pixels(
      overlayPng(image, Float32Array.of(0, 1), { min: 0, max: 1, colours: 'viridis', opacity: 1 }),
    );
    expect([...data]).toEqual([10, 20, 30, 253, 231, 37]);
  });

  it('refuses an impossible opacity', () => {
    expect(() => overlayPng(image, new Float32Array(2), { min: 0, max: 1, opacity: 2 })).toThrow(OptionError);
  });
});

describe('contourPath', () => {
  const points = (path: string) =>
    [...path.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);

  it('runs around a disc at its radius', () => {
    const map = Float32Array.from(
      { length: 64 * 64 },
      (_, i) => -Math.hypot((i % 64) + 0.5 - 32, Math.floor(i / 64) + 0.5 - 32),
    );
    const radii = points(contourPath(map, 64, 64, -20)).map(([x, y]) => Math.hypot(x - 32, y - 32));
    expect(radii.length).toBeGreaterThan(100);
    for (const radius of radii) expect(Math.abs(radius - 20)).toBeLessThan(0.05);
  });

  it('is closed: every end is the end of two segments, also at the border and at saddles', () => {
    const map = Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0, 1);
    const ends = new Map<string, number>();
    for (const point of points(contourPath(map, 3, 3, 0.5)))
      ends.set(String(point), (ends.get(String(point)) ?? 0) + 1);
    expect(ends.size).toBeGreaterThan(0);
    expect([...ends.values()].every((n) => n === 2)).toBe(true);
  });

  it('is empty where nothing crosses', () => {
    expect(contourPath(new Float32Array(9), 3, 3, 1)).toBe('');
  });
});

describe('niceTicks', () => {
  it('are round numbers within the range', () => {
    expect(niceTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(0.013, 0.148)).toEqual([0.05, 0.1]);
    expect(niceTicks(-3, 7)).toEqual([-2, 0, 2, 4, 6]);
  });
});

describe('mapPanel', () => {
  const side = 32;
  const row = (value: number) => ({
    title: `value ${value}`,
    image: { width: side, height: side, data: new Uint8Array(side * side * 3).fill(128) },
    map: new Float32Array(side * side).fill(value),
  });
  const options = { name: 'maps', alt: 'Two maps.', size: 64, scale: { min: 0, max: 1 } };
  /** Colour at the middle of a picture. */
  const middle = async (png: Buffer, rowIndex: number, column: number): Promise<number[]> => {
    const { data, info } = await pixels(png);
    const [x, y] = [8 + column * 72 + 32, 28 + rowIndex * 94 + 22 + 32];
    const at = 3 * (y * info.width + x);
    return [...data.subarray(at, at + 3)];
  };

  it('shows all maps on one scale', async () => {
    const { png, width, height } = await mapPanel({
      ...options,
      rows: [row(0.5), { ...row(1), mask: new Uint8Array(side * side).fill(1) }],
    });
    const { info } = await pixels(png);
    expect([info.width, info.height]).toEqual([width, height]);
    const alone = await mapPanel({ ...options, rows: [row(0.5)] });
    const [half, full] = [await middle(png, 0, 1), await middle(png, 1, 1)];
    half.forEach((v, c) => void expect(Math.abs(v - [188, 55, 84][c])).toBeLessThan(6)); // inferno(0.5)
    full.forEach((v, c) => void expect(Math.abs(v - [252, 255, 164][c])).toBeLessThan(6)); // inferno(1)
    (await middle(alone.png, 0, 1)).forEach((v, c) => void expect(Math.abs(v - half[c])).toBeLessThan(6));
    expect((await middle(png, 1, 2)).every((v) => v > 249)).toBe(true);
  });

  it('has a column of contours only where there is a threshold', async () => {
    const without = await mapPanel({ ...options, rows: [row(0.5)] });
    const with_ = await mapPanel({ ...options, rows: [row(0.5)], threshold: 0.4 });
    expect(with_.width - without.width).toBe(72);
  });

  it('refuses maps of another size, no rows and no text alternative', async () => {
    await expect(mapPanel({ ...options, rows: [] })).rejects.toThrow(/at least one row/);
    await expect(mapPanel({ ...options, alt: '', rows: [row(1)] })).rejects.toThrow(OptionError);
    await expect(mapPanel({ ...options, rows: [{ ...row(1), map: new Float32Array(4) }] })).rejects.toThrow(
      /row "value 1": map/,
    );
    await expect(mapPanel({ ...options, rows: [{ ...row(1), mask: new Uint8Array(4) }] })).rejects.toThrow(ShapeError);
  });
});
