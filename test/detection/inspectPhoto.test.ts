/** What is made of the tiles of one photo, by a detector that is stood in for. */
import { describe, expect, it } from 'vitest';
import type { PhotoViews, Tile } from '../../lib/borad/datasets';
import { type Detector, inspectPhoto, photoLook } from '../../lib/borad/detection';

const SIDE = 8;
const whole = (side: number): Tile => ({ left: 0, top: 0, width: side, height: side });

/** Sees in a tile what its first pixel says: the map has that value everywhere but in one place, where it has twice that. */
function standIn(tiling = { side: 0, overlap: 0 }, imageScore = 'max') {
  const told: (readonly string[] | undefined)[] = [];
  const detector = {
    config: { data: { tiling }, detection: { imageScore, topShare: 1 } },
    inspect: async (pixels: Float32Array, count: number, names?: readonly string[]) => {
      told.push(names);
      expect([count, pixels.length]).toEqual([1, 3 * SIDE * SIDE]);
      const maps = new Float32Array(SIDE * SIDE).fill(pixels[0] ?? 0);
      maps[0] *= 2;
      const globals = [Float32Array.of(pixels[0] ?? 0, 1)];
      return { maps, scores: Float32Array.of(2 * (pixels[0] ?? 0)), globals, size: SIDE };
    },
  } as unknown as Pick<Detector, 'inspect' | 'config'>;
  return { detector, told };
}

const grey = (value: number) =>
  Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (i === 0 ? value : value + (Math.floor(i / 3) % 2) * 9));
const views = (tiles: Tile[], width: number, height: number, inside?: Uint8Array): PhotoViews => ({
  ...{ width, height, tiles, ...(inside ? { inside } : {}) },
  read: async (tile) => grey(10 + tile.left),
});

describe('inspectPhoto', () => {
  it('hands on what is seen in a photo that is looked at whole', async () => {
    const { detector, told } = standIn();
    const found = await inspectPhoto(detector, views([whole(20)], 20, 20));
    const values = new Float32Array(SIDE * SIDE).fill(10);
    values[0] = 20;
    expect(found).toEqual({
      ...{ map: { width: SIDE, height: SIDE, values }, score: 20, global: Float32Array.of(10, 1) },
      ...{ width: 20, height: 20, ...photoLook(grey(10), SIDE) },
    });
    await inspectPhoto(detector, views([whole(20)], 20, 20), 'screw');
    expect(told).toEqual([undefined, ['screw']]);
  });

  it('scores only what is inside, and says 0 elsewhere', async () => {
    const { detector } = standIn();
    const inside = new Uint8Array(16 * 16).fill(1);
    // The bright corner is ignored.
    for (let y = 0; y < 4; y++) inside.fill(0, y * 16, y * 16 + 4);
    const found = await inspectPhoto(detector, views([whole(16)], 16, 16, inside));
    expect([found.map.width, found.map.height, found.inside]).toEqual([16, 16, inside]);
    expect([...found.map.values]).toEqual(Array.from(inside, (is) => 10 * is));
    expect(found.score).toBe(10);
    // Were what is ignored counted as 0, the mean would be lower.
    const mean = await inspectPhoto(standIn(undefined, 'mean').detector, views([whole(16)], 16, 16, inside));
    expect(mean.score).toBe(10);
    expect([...found.global]).toEqual([10, 1]);
    const { light, focus } = photoLook(grey(10), SIDE);
    expect([found.light, found.focus]).toEqual([light, focus]);
  });

  it('joins tiles, scores the joined map, and takes the means of their looks and features', async () => {
    const tiling = { side: 8, overlap: 0 };
    const { detector } = standIn(tiling);
    const tiles = [0, 8].map((left) => ({ left, top: 0, width: 8, height: 8 }));
    const found = await inspectPhoto(detector, views(tiles, 16, 8));
    expect([found.width, found.height, found.map.width, found.map.height]).toEqual([16, 8, 16, 8]);
    const values = Array.from({ length: 128 }, (_, i) => (i % 16 < 8 ? 10 : 18) * (i === 0 || i === 8 ? 2 : 1));
    found.map.values.forEach((value, i) => {
      expect(value).toBeCloseTo(values[i] ?? 0, 5);
    });
    expect(found.score).toBeCloseTo(36, 5);
    expect([...found.global]).toEqual([14, 1]);
    const looks = [10, 18].map((value) => photoLook(grey(value), SIDE));
    const mean = (key: 'light' | 'focus') => ((looks[0]?.[key] ?? 0) + (looks[1]?.[key] ?? 0)) / 2;
    expect(found.light).toBeCloseTo(mean('light'), 9);
    expect(found.focus).toBeCloseTo(mean('focus'), 9);
    expect('inside' in found).toBe(false);
  });
});
