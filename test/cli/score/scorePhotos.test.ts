import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { BackendError, NumericError, sha256Of } from '../../../lib/borad/base';
import { type FailedPhoto, openResults, type Scoring } from '../../../lib/borad/cli/score/resultsFolder';
import { scorePhotos } from '../../../lib/borad/cli/score/scorePhotos';
import { scoreLine, scoreTable } from '../../../lib/borad/cli/score/scoreTable';
import type { Detector } from '../../../lib/borad/detection';
import { there } from '../../there';

const folder = mkdtempSync(join(tmpdir(), 'borad-photos-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SIZE = 32;
const scoring: Scoring = {
  run: 'run',
  weights: 'w',
  imageScore: 'maximum',
  colourScale: { min: 0, max: 1, source: '--scale' },
};
const progress = () => ({ update() {}, finish() {} });

/** A detector that gives each photo the map that a function says. */
const detector = (map: () => Float32Array) =>
  ({
    config: { data: { imageSize: SIZE } },
    async inspect() {
      const maps = map();
      return { maps, scores: Float32Array.of(Math.max(...maps)), size: SIZE, globals: [] };
    },
  }) as unknown as Detector;

async function photo(name: string): Promise<string> {
  const file = join(folder, name);
  await sharp(Buffer.alloc(48 * 24 * 3, 100), { raw: { width: 48, height: 24, channels: 3 } }).toFile(file);
  return file;
}

describe('scorePhotos', () => {
  it('keeps nothing of a photo but its line', async () => {
    const image = await photo('same.png');
    const photos = Array.from({ length: 60 }, (_, i) => ({ image, name: `${i}` }));
    const maps: WeakRef<Float32Array>[] = [];
    const remember = () => {
      const map = new Float32Array(SIZE * SIZE).fill(0.5);
      maps.push(new WeakRef(map));
      return map;
    };
    const tensors = tf.memory().numTensors;
    const results = openResults(join(folder, 'many'), scoring, 'refuse');
    const run = await scorePhotos({
      detector: detector(remember),
      photos,
      results,
      scale: { min: 0, max: 1 },
      progress,
    });
    expect(run.done).toBe(60);
    expect(tf.memory().numTensors).toBe(tensors);
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    expect(maps.filter((map) => map.deref()).length).toBeLessThanOrEqual(2);
  });

  it('scores and draws one photo, also where another takes its place meanwhile', async () => {
    const image = await photo('replaced.png');
    const before = sha256Of(readFileSync(image));
    const replacing = () => {
      writeFileSync(image, 'half');
      return new Float32Array(SIZE * SIZE).fill(0.5);
    };
    const out = join(folder, 'replaced');
    const results = openResults(out, scoring, 'refuse');
    const photos = [{ image, name: 'replaced' }];
    await scorePhotos({ detector: detector(replacing), photos, results, scale: { min: 0, max: 1 }, progress });
    expect([...results.entries.values()]).toEqual([expect.objectContaining({ sha256: before, width: 48, height: 24 })]);
    expect(await sharp(join(out, 'replaced_overlay.png')).metadata()).toMatchObject({ width: 48, height: 24 });
  });

  it('lists a photo whose map is not finite and continues', async () => {
    const given = [await photo('a.png'), await photo('b.png')].map((image, i) => ({ image, name: `${i}` }));
    let calls = 0;
    const nanFirst = () => new Float32Array(SIZE * SIZE).fill(calls++ === 0 ? Number.NaN : 0.5);
    const results = openResults(join(folder, 'nan'), scoring, 'refuse');
    await scorePhotos({ detector: detector(nanFirst), photos: given, results, scale: { min: 0, max: 1 }, progress });
    expect([...results.entries.values()]).toEqual([
      { image: given[0].image, error: expect.stringMatching(/NaN/) },
      expect.objectContaining({ image: given[1].image, score: 0.5, width: 48, height: 24 }),
    ]);
  });

  it("lists a photo that a library fails on, by the library's words without its stack", async () => {
    const image = await photo('f.png');
    const failing = () => {
      throw new Error('vips: out of order\n    at somewhere (image.cc:12:3)');
    };
    const results = openResults(join(folder, 'library'), scoring, 'refuse');
    const photos = [{ image, name: 'f' }];
    await scorePhotos({ detector: detector(failing), photos, results, scale: { min: 0, max: 1 }, progress });
    const [{ error }] = [...results.entries.values()] as FailedPhoto[];
    expect(error).toMatch(/^Cannot score .*f\.png: vips: out of order\. Save it again/);
    expect(error).not.toMatch(/\n/);
  });

  it('ends at an error that is no photo of its own, and keeps what was done', async () => {
    const given = [await photo('c.png'), await photo('d.png')].map((image, i) => ({ image, name: `${i}` }));
    let calls = 0;
    const failing = () => {
      if (calls++ === 1) throw new BackendError('no memory');
      return new Float32Array(SIZE * SIZE);
    };
    const results = openResults(join(folder, 'failing'), scoring, 'refuse');
    const run = scorePhotos({
      detector: detector(failing),
      photos: given,
      results,
      scale: { min: 0, max: 1 },
      progress,
    });
    await expect(run).rejects.toThrow(BackendError);
    expect(openResults(join(folder, 'failing'), scoring, 'resume').entries.size).toBe(1);
  });

  it('lets an error of the disk pass that is no photo of its own', async () => {
    const given = [{ image: await photo('e.png'), name: 'e' }];
    const results = {
      addScored() {
        throw new NumericError('the disk');
      },
      addFailed() {},
    };
    const zero = detector(() => new Float32Array(SIZE * SIZE));
    const run = scorePhotos({ detector: zero, photos: given, results, scale: { min: 0, max: 1 }, progress });
    await expect(run).rejects.toThrow('the disk');
  });
});

describe('openResults', () => {
  it('refuses a folder that another process has begun with', () => {
    openResults(join(folder, 'begun'), scoring, 'refuse');
    expect(() => openResults(join(folder, 'begun'), scoring, 'refuse')).toThrow(/already holds scores/);
  });

  it.each(['{}', 'null', '[]', '{"images": [1]}', 'x'])('refuses to continue with a record of %s', (text) => {
    const damaged = mkdtempSync(join(folder, 'damaged-'));
    writeFileSync(join(damaged, 'scores.json'), text);
    expect(() => openResults(damaged, scoring, 'resume')).toThrow(/damaged or from another version/);
    expect(openResults(damaged, scoring, 'overwrite').entries.size).toBe(0);
  });
});

describe('scoreTable', () => {
  const scored = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      image: `${i}.png`,
      score: i / 1000,
      heatmap: '',
      overlay: '',
      width: 1,
      height: 1,
      sha256: '',
    }));

  it('names the nearest product of photos that are like none in training, and what to do about them', () => {
    const [first, second, third] = scored(3).map((photo) => ({ ...photo, verdict: 'UNSURE' as const, limit: 0.5 }));
    const text = scoreTable([
      { ...there(first), category: 'unknown', nearest: 'nut', distance: 1.2, ngAbove: 0.75 },
      { ...there(second), category: 'unknown', nearest: 'bolt', distance: 3 },
      { ...there(third), category: 'nut', nearest: 'nut', distance: 0.5 },
    ]);
    expect(text).toMatch(/0\.png +UNSURE +0\.0000 +NG above 0\.7500 +unknown \(nut\) +1\.20/);
    // Of an earlier version's results it is only known what does not decide.
    expect(text).toMatch(/1\.png +UNSURE +0\.0010 +known products 0\.5000 +unknown \(bolt\) +3\.00/);
    expect(text).toMatch(/2\.png +UNSURE +0\.0020 +0\.5000 +nut/);
    const line = { ...there(first), category: 'unknown', nearest: 'nut', score: 0.6, ngAbove: 0.75 };
    expect(scoreLine(line)).toBe('UNSURE  0.6000 (NG above 0.7500)  unknown (nut)  0.png\n');
    expect(text).toMatch(/2 unknown, like no training photo \(nearest: 1 bolt, 1 nut\).*never OK/);
    expect(text).toMatch(/--category NAME/);
  });

  it('keeps the order of few and shows the highest of many', () => {
    expect(scoreTable(scored(3))).toMatch(/0\.png[\s\S]*1\.png[\s\S]*2\.png/);
    const many = scoreTable(scored(400)).split('\n');
    expect(many[0]).toBe('The 50 highest scores of 400:');
    expect(many[3]).toMatch(/^399\.png\s+0\.3990$/);
    expect(many).toHaveLength(55);
    expect(many[53]).toBe('... and 350 more in scores.json');
  });
});
