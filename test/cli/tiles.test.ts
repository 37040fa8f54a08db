import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRng, readJson } from '../../lib/borad/base';
import { main } from '../../lib/borad/cli/main';
import type { ScoredPhoto } from '../../lib/borad/cli/score/resultsFolder';
import { photoViews, tileStarts } from '../../lib/borad/datasets';
import { inspectPhoto, loadDetector } from '../../lib/borad/detection';
import type { Evaluation } from '../../lib/borad/evaluation';
import type { RunLimits } from '../../lib/borad/verdicts';
import { there } from '../there';
import { captureOutput } from './captured';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-tiles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [data, mask] = [join(folder, 'plate'), join(folder, 'mask.png')];
const [WIDTH, HEIGHT] = [2000, 500];
/** Middle of the defect, 13 pixels wide, and the part of the photos that is looked at. */
const DEFECT = { x: 1230, y: 255 };
const SEEN = { left: 900, top: 60, width: 500, height: 400 };
const isSeen = (x: number, y: number) =>
  x >= SEEN.left && x < SEEN.left + SEEN.width && y >= SEEN.top && y < SEEN.top + SEEN.height;

const borad = (...words: string[]) => main(['node', 'borad', ...words]);

/** A brushed plate with grain of its own; what is ignored shows other bars in every photo. */
async function putPhoto(file: string, seed: number, isDefective = false): Promise<void> {
  const rng = createRng(seed);
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  const grain = Float32Array.from({ length: 4096 }, () => rng.range(-4, 4));
  const width = 10 + rng.int(30);
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    const stripe = 140 + 12 * Math.sin(y / 9);
    for (let x = 0; x < WIDTH; x++, i++)
      pixels[i] = isSeen(x, y) ? stripe + (grain[(i * 31 + (i >> 7)) & 4095] ?? 0) : 255 * (Math.floor(x / width) & 1);
  }
  if (isDefective)
    for (let y = DEFECT.y - 6; y <= DEFECT.y + 6; y++)
      pixels.fill(30, y * WIDTH + DEFECT.x - 6, y * WIDTH + DEFECT.x + 7);
  mkdirSync(join(file, '..'), { recursive: true });
  await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
    .jpeg({ quality: 95 })
    .toFile(file);
}

const small = ['data.imageSize=64', 'teacher.pooling=1', 'data.holdOut=0', 'memory.patches=3000', 'memory.entries=500'];
const settings = small.flatMap((setting) => ['--set', setting]);
const train = (run: string, ...more: string[]) =>
  borad('train', '--data', data, '--out', run, '--method', 'patchcore', '--roi', mask, ...settings, ...more);
const run = join(folder, 'run');
const [good, hole] = [join(data, 'test/good/0.jpg'), join(data, 'test/hole/0.jpg')];
const limitOf = (folder: string) => readJson<RunLimits>(join(folder, 'limits.json')).pooled.limit;

/** What a run sees in a photo. */
async function inspected(run: string, photo: string) {
  const { detector, config } = await loadDetector(run);
  const seen = await inspectPhoto(detector, await photoViews(photo, config.data, config.data.range));
  detector.dispose();
  return { ...seen, config };
}

/** Places from the left or the top of what is looked at where tiles begin or end. */
const bordersIn = (starts: number[], from: number, length: number) =>
  starts.flatMap((start) => [start - from, start + 256 - from]).filter((at) => at > 2 && at < length - 2);
/** How much farther a line jumps at a place than right before and after it. */
const jump = (line: (i: number) => number) => {
  const step = (i: number) => Math.abs(line(i) - line(i - 1));
  return step(0) - Math.max(step(-1), step(1));
};

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await putPhoto(join(data, 'train/good/0.jpg'), 1);
  await putPhoto(good, 2);
  await putPhoto(hole, 3, true);
  const values = Uint8Array.from(
    { length: 200 * 50 },
    (_, i) => 255 * Number(isSeen(10 * (i % 200), 10 * Math.floor(i / 200))),
  );
  await sharp(values, { raw: { width: 200, height: 50, channels: 1 } })
    .png()
    .toFile(mask);
  const marked = new Uint8Array(WIDTH * HEIGHT);
  for (let y = DEFECT.y - 6; y <= DEFECT.y + 6; y++)
    marked.fill(255, y * WIDTH + DEFECT.x - 6, y * WIDTH + DEFECT.x + 7);
  mkdirSync(join(data, 'ground_truth/hole'), { recursive: true });
  const raw = { width: WIDTH, height: HEIGHT, channels: 1 as const };
  await sharp(marked, { raw }).png().toFile(join(data, 'ground_truth/hole/0_mask.png'));
  expect(await train(run, '--set', 'data.tiling.side=256')).toBe(0);
});

describe('tiles of large photos', () => {
  it('show a defect of 13 pixels on 2,000, and no other', async () => {
    expect(await borad('score', '--run', run, '--out', join(folder, 'scores'), '--boxes', hole)).toBe(0);
    const { images } = readJson<{ images: ScoredPhoto[] }>(join(folder, 'scores/scores.json'));
    const { score, verdict, regions = [] } = there(images[0]);
    expect(score).toBeGreaterThan(1.5 * limitOf(run));
    expect(verdict).toBe('NG');
    const [left, top, width, height] = there(regions[0]).box;
    expect([DEFECT.x >= left, DEFECT.x < left + width, width < 256]).toEqual([true, true, true]);
    expect([DEFECT.y >= top, DEFECT.y < top + height, height < 256]).toEqual([true, true, true]);
  });

  it('give one map without a seam, 0 where it is ignored', async () => {
    const { map, score, config } = await inspected(run, good);
    expect([map.width, map.height]).toEqual([WIDTH, HEIGHT]);
    const at = (x: number, y: number) => there(map.values[y * WIDTH + x]);
    expect(at(SEEN.left - 1, SEEN.top)).toBe(0);
    expect(at(SEEN.left, SEEN.top)).toBeGreaterThan(0);
    const values = Array.from({ length: SEEN.height }, (_, y) =>
      map.values.subarray((SEEN.top + y) * WIDTH + SEEN.left, (SEEN.top + y) * WIDTH + SEEN.left + SEEN.width),
    );
    const range = score - Math.min(...values.map((row) => Math.min(...row)));
    const { tiling } = config.data;
    const columns = values[0]?.length ?? 0;
    const across = bordersIn(tileStarts(WIDTH, tiling), SEEN.left, columns).flatMap((x) =>
      values.map((row) => jump((i) => there(row[x + i]))),
    );
    const down = bordersIn(tileStarts(HEIGHT, tiling), SEEN.top, values.length).flatMap((y) =>
      Array.from({ length: columns }, (_, x) => jump((i) => there(values[y + i]?.[x]))),
    );
    expect(across.length + down.length).toBeGreaterThan(3000);
    expect(Math.max(...across, ...down)).toBeLessThan(0.01 * range);
  });

  it('are measured as they are scored', async () => {
    const json = join(folder, 'evaluation.json');
    expect(await borad('evaluate', '--run', run, '--data', data, '--json', json)).toBe(0);
    const { mean, scores, protocol } = readJson<Evaluation>(json);
    expect(mean.imageAuroc).toBe(1);
    expect(mean.pixelAuroc).toBeGreaterThan(0.999);
    expect(scores.map(({ score }) => score > limitOf(run))).toEqual([false, true]);
    expect(scores[0]?.score).toBe(limitOf(run));
    expect(protocol.maps).toMatch(/^tiles of 256 px, 25% in common/);
    expect(output.printed).toContain('Maps: tiles of 256 px');
  });

  it('have regions only where limits are values of the map', async () => {
    const mean = join(folder, 'mean');
    expect(await train(mean, '--set', 'data.tiling.side=256', '--set', 'detection.imageScore=mean')).toBe(0);
    expect(await borad('score', '--run', mean, '--out', join(folder, 'means'), '--boxes', hole)).toBe(2);
    expect(output.complained).toMatch(/need detection.imageScore=max/);
    const max = await inspected(run, good);
    const own = await inspected(mean, good);
    expect(own.score).toBeLessThan(max.score);
    const inside = own.map.values.filter((_, i) => isSeen(i % WIDTH, Math.floor(i / WIDTH)));
    expect(own.score).toBeCloseTo(inside.reduce((sum, value) => sum + value, 0) / inside.length, 5);
  });

  it('cannot be exported, and continue with their own settings only', async () => {
    expect(await borad('export', '--run', run, '--to', join(folder, 'plates.onnx'))).toBe(2);
    expect(output.complained).toMatch(/"borad serve" scores photos of this run/);
    expect(await train(run, '--resume', '--set', 'data.tiling.side=512')).toBe(1);
    expect(output.complained).toMatch(/data.tiling.side was 256, is 512/);
    expect(await borad('train', '--data', 'procedural', '--out', join(folder, 'no'), '--roi', mask)).toBe(2);
  });
});
