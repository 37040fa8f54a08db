/** The whole path on wide photos with a model that is no square: height and width must not be taken for each other anywhere. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRng, readJson } from '../../lib/borad/base';
import { main } from '../../lib/borad/cli/main';
import type { ScoredPhoto } from '../../lib/borad/cli/score/resultsFolder';
import { loadPhoto, photoViews } from '../../lib/borad/datasets';
import { openExported } from '../../lib/borad/deploy';
import { inspectPhoto, loadDetector } from '../../lib/borad/detection';
import { stretchedMap } from '../../lib/borad/display';
import type { Evaluation } from '../../lib/borad/evaluation';
import type { RunRecord } from '../../lib/borad/training';
import { there } from '../there';
import { captureOutput } from './captured';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-wide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = join(folder, 'strip');
/** Photos, pixels: neither a multiple of the model's size nor of its aspect. */
const [WIDTH, HEIGHT] = [360, 150];
/** Middle of the defect, far to the right and high up. */
const DEFECT = { x: 290, y: 40, reach: 12 };
const borad = (...words: string[]) => main(['node', 'borad', ...words]);

/** A strip with lengthwise lines and grain of its own. */
async function putPhoto(file: string, seed: number, isDefective = false): Promise<void> {
  const rng = createRng(seed);
  const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const inside = Math.max(Math.abs(x - DEFECT.x), Math.abs(y - DEFECT.y)) <= DEFECT.reach;
    return isDefective && inside ? 20 : 150 + 20 * Math.sin(y / 7) + rng.range(-4, 4);
  });
  mkdirSync(join(file, '..'), { recursive: true });
  await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
    .png()
    .toFile(file);
}

async function putMask(file: string): Promise<void> {
  const marked = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    return 255 * Number(Math.max(Math.abs(x - DEFECT.x), Math.abs(y - DEFECT.y)) <= DEFECT.reach);
  });
  mkdirSync(join(file, '..'), { recursive: true });
  await sharp(marked, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
    .png()
    .toFile(file);
}

const good = join(data, 'test/good/0.png');
const hole = join(data, 'test/hole/0.png');
const set = (...settings: string[]) => settings.flatMap((setting) => ['--set', setting]);
const wide = set('data.imageSize=[128,256]', 'teacher.pooling=1', 'data.resize=antialias');
const memory = set('memory.patches=3000', 'memory.entries=400');
const train = (run: string, ...more: string[]) =>
  borad('train', '--data', data, '--out', join(folder, run), ...wide, ...more);
const patchcore = join(folder, 'patchcore');

/** The one photo that was scored into a folder. */
async function scored(run: string, photo: string, out: string, ...more: string[]): Promise<ScoredPhoto> {
  expect(await borad('score', '--run', run, '--out', join(folder, out), '--boxes', ...more, photo)).toBe(0);
  return there(readJson<{ images: ScoredPhoto[] }>(join(folder, out, 'scores.json')).images[0]);
}

function expectAtDefect({ regions = [], verdict }: ScoredPhoto): void {
  expect(verdict).toBe('NG');
  expect(regions.length).toBeGreaterThan(0);
  const { box, centroid } = regions.reduce((most, region) => (region.peak > most.peak ? region : most));
  const [left, top, width, height] = box;
  expect([left <= DEFECT.x, DEFECT.x < left + width]).toEqual([true, true]);
  expect([top <= DEFECT.y, DEFECT.y < top + height]).toEqual([true, true]);
  expect(Math.abs(centroid[0] - DEFECT.x)).toBeLessThan(20);
  expect(Math.abs(centroid[1] - DEFECT.y)).toBeLessThan(20);
}

/** The brightest place of the map at the photo's size lies within the defect. */
function expectPeakAtDefect(out: string, { map }: ScoredPhoto): void {
  const npy = readFileSync(join(folder, out, there(map)));
  const start = 10 + npy.readUInt16LE(8);
  expect(npy.subarray(10, start).toString('latin1')).toContain(`'shape': (${HEIGHT}, ${WIDTH})`);
  const values = Array.from({ length: WIDTH * HEIGHT }, (_, i) => npy.readFloatLE(start + 4 * i));
  const brightest = values.indexOf(Math.max(...values));
  expect(Math.abs((brightest % WIDTH) - DEFECT.x)).toBeLessThanOrEqual(DEFECT.reach);
  expect(Math.abs(Math.floor(brightest / WIDTH) - DEFECT.y)).toBeLessThanOrEqual(DEFECT.reach);
}

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  for (let i = 0; i < 6; i++) await putPhoto(join(data, `train/good/${i}.png`), 10 + i);
  for (let i = 0; i < 3; i++) await putPhoto(join(data, `test/good/${i}.png`), 20 + i);
  await putPhoto(hole, 30, true);
  await putMask(join(data, 'ground_truth/hole/0_mask.png'));
  expect(await train('patchcore', '--method', 'patchcore', ...memory)).toBe(0);
});

describe('a model of 128 x 256', () => {
  it('finds a defect where it is, in pixels of the photo', async () => {
    const found = await scored(patchcore, hole, 'scores', '--masks', '--maps', 'npy');
    expectAtDefect(found);
    const mask = await sharp(join(folder, 'scores', there(found.mask)))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([mask.info.width, mask.info.height]).toEqual([WIDTH, HEIGHT]);
    expect(mask.data[(DEFECT.y * WIDTH + DEFECT.x) * mask.info.channels]).toBe(255);
    expectPeakAtDefect('scores', found);
    expect((await scored(patchcore, good, 'normal')).verdict).not.toBe('NG');
  });

  it('is measured at its size', async () => {
    const json = join(folder, 'evaluation.json');
    expect(await borad('evaluate', '--run', patchcore, '--data', data, '--json', json, '--pooled-pixels')).toBe(0);
    const { mean, protocol, pooledPixels } = readJson<Evaluation>(json);
    expect(protocol.imageSize).toEqual([128, 256]);
    expect(output.printed).toContain('Size: 128 px high and 256 px wide.');
    expect(mean.imageAuroc).toBe(1);
    expect(mean.pixelAuroc).toBeGreaterThan(0.98);
    expect(pooledPixels?.auroc).toBeCloseTo(mean.pixelAuroc, 12);
  });

  it('cuts tiles of its shape, and keeps to a region of interest', async () => {
    const roi = join(folder, 'roi.png');
    const seen = Uint8Array.from({ length: 36 * 15 }, (_, i) => 255 * Number(i % 36 >= 18));
    await sharp(seen, { raw: { width: 36, height: 15, channels: 1 } })
      .png()
      .toFile(roi);
    const tiling = set('data.tiling.side=180');
    expect(await train('tiles', '--method', 'patchcore', ...memory, ...tiling, '--roi', roi)).toBe(0);
    const run = join(folder, 'tiles');
    const { config } = readJson<RunRecord>(join(run, 'run.json'));
    const { tiles } = await photoViews(hole, config.data, config.data.range);
    expect(tiles.every(({ width, height }) => width === 180 && height === 90)).toBe(true);
    expectAtDefect(await scored(run, hole, 'tiled'));
    const { detector } = await loadDetector(run);
    const { map } = await inspectPhoto(detector, await photoViews(hole, config.data, config.data.range));
    detector.dispose();
    expect([map.width, map.height, map.values[DEFECT.y * WIDTH + 100]]).toEqual([WIDTH, HEIGHT, 0]);
    expect(map.values[DEFECT.y * WIDTH + DEFECT.x]).toBeGreaterThan(0);
  });

  it('trains BoRAD, which finds the defect, continues with its own size only, and is exported as a file with the same maps', async () => {
    const small = [...set('model.widths=[8,8,8]', 'training.batchSize=2'), '--checkpoint-every', '20'];
    expect(await train('dry', '--dry-run', ...small)).toBe(0);
    expect(await train('whole', ...small, ...set('training.steps=40'))).toBe(0);
    const run = join(folder, 'whole');
    expect(readJson<RunRecord>(join(run, 'run.json')).architecture).toMatchObject({ midSize: [4, 8] });
    const found = await scored(run, hole, 'boradScores', '--maps', 'npy');
    expectAtDefect(found);
    expectPeakAtDefect('boradScores', found);
    expect((await scored(run, good, 'boradNormal')).verdict).not.toBe('NG');
    expect(await train('whole', '--resume', ...small, ...set('data.imageSize=[256,128]', 'training.steps=40'))).toBe(1);
    expect(output.complained).toMatch(/data\.imageSize/);
    const file = join(folder, 'wide.onnx');
    expect(await borad('export', '--run', run, '--to', file, '--check', good, hole)).toBe(0);
    expect(readFileSync(file, 'latin1')).toContain('[128,256]');
    expect(readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8')).toContain('256 x 128');
    const { detector, config } = await loadDetector(run);
    const exported = await openExported(readFileSync(file));
    for (const photo of [good, hole]) {
      const { pixels, width, height } = await loadPhoto(photo, { range: 'auto' });
      const found = await exported.run(pixels, width, height);
      const seen = await inspectPhoto(detector, await photoViews(photo, config.data, config.data.range));
      expect([seen.map.width, seen.map.height]).toEqual([256, 128]);
      expect(found.score).toBeCloseTo(seen.score, 4);
      const expected = stretchedMap(seen.map, width, height);
      expect(found.map).toHaveLength(WIDTH * HEIGHT);
      const farthest = found.map.reduce((most, value, i) => Math.max(most, Math.abs(value - there(expected[i]))), 0);
      expect(farthest).toBeLessThan(1e-4);
    }
    exported.dispose();
    detector.dispose();
  });

  it('refuses sides that the teacher does not divide, and methods that read squares only, before anything is written', async () => {
    expect(await train('no', ...set('data.imageSize=[128,250]'))).toBe(1);
    expect(output.complained).toMatch(
      /data\.imageSize: expected multiples of \d+ for strides \[.*\], got \[128, 250\]/,
    );
    expect(await train('no', '--method', 'mambaad')).toBe(1);
    expect(output.complained).toMatch(/MambaAD's paths through its maps need squares, one number, got \[128, 256\]/);
    expect(() => readFileSync(join(folder, 'no/run.json'))).toThrow();
  });
});
