import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRng, readJson } from '../../lib/borad/base';
import { main } from '../../lib/borad/cli/main';
import type { FailedPhoto, ScoredPhoto, Scoring } from '../../lib/borad/cli/score/resultsFolder';
import { colourTable } from '../../lib/borad/display';
import { there } from '../there';
import { captureOutput } from './captured';
import { smallTraining } from './smallTraining';

type Scores = Scoring & { complete: boolean; remaining?: number; images: ScoredPhoto[]; failed: FailedPhoto[] };

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-score-'));
const [data, run, photos] = [join(folder, 'data'), join(folder, 'run'), join(folder, 'photos')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const borad = (...words: string[]) => main(['node', 'borad', ...words]);
const score = (out: string, ...words: string[]) => borad('score', '--run', run, '--out', join(folder, out), ...words);
const scoresOf = (out: string): Scores => readJson(join(folder, out, 'scores.json'));

const few = ['data.procedural.train=6', 'data.procedural.testGood=4', 'data.procedural.testDefective=4'];

/** A photo of noise, different for each seed. */
async function photo(file: string, width = 40, height = 24, seed = 1): Promise<string> {
  const rng = createRng(seed);
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  const noise = Buffer.from(Uint8Array.from({ length: width * height * 3 }, () => rng.int(256)));
  await sharp(noise, { raw: { width, height, channels: 3 } }).toFile(path);
  return path;
}

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const generated = ['--size', '64', '--categories', 'nut', ...few.flatMap((setting) => ['--set', setting])];
  expect(await borad('generate', '--out', data, ...generated)).toBe(0);
  expect(await borad('train', '--data', data, '--out', run, ...smallTraining(12, 4))).toBe(0);
  for (let i = 0; i < 4; i++) await photo(`photos/${i}.png`, 40, 24, i);
});

describe('the colour scale of a run', () => {
  const good = join(data, 'nut', 'test', 'good');

  it('lies beside the run and keeps a normal photo dark that is scored alone', async () => {
    const scale = readJson<{ min: number; max: number }>(join(run, 'scale.json'));
    expect(scale).toMatchObject({ photos: 4, source: 'normal test photos' });
    expect(await score('alone', join(good, '000.png'))).toBe(0);
    const { colourScale, images } = scoresOf('alone');
    expect(colourScale).toEqual({ min: scale.min, max: scale.max, source: '4 normal test photos' });
    const { data: pixels } = await sharp(join(folder, 'alone', images[0].heatmap))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const table = colourTable('inferno');
    const brightness = (at: number, from: Uint8Array) => from[at] + from[at + 1] + from[at + 2];
    const middle = brightness(3 * 128, table);
    const glowing = Array.from({ length: pixels.length / 3 }, (_, i) => brightness(3 * i, pixels)).filter(
      (value) => value > middle,
    );
    expect(glowing.length / (pixels.length / 3)).toBeLessThan(0.05);
  });

  it('gives a photo the same colours whatever it is scored with', async () => {
    expect(await score('together', join(good, '000.png'), photos)).toBe(0);
    const names = readdirSync(join(folder, 'alone'), { recursive: true, encoding: 'utf8' });
    const heatmap = there(names.find((name) => name.endsWith('_heatmap.png')));
    const other = scoresOf('together').images[0].heatmap;
    expect(readFileSync(join(folder, 'together', other))).toEqual(readFileSync(join(folder, 'alone', heatmap)));
  });

  it('can be set, and is refused where it cannot be', async () => {
    expect(await score('set', join(photos, '0.png'), '--scale', '0.25,0.5')).toBe(0);
    expect(scoresOf('set').colourScale).toEqual({ min: 0.25, max: 0.5, source: '--scale' });
    for (const wrong of ['0', '2,1', 'x', '1,2,3', '1,', 'NaN', '-1e308,1e308'])
      expect(await score('never', photos, '--scale', wrong), wrong).toBe(2);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('is fixed for a run without one, which is said, and made by --resume of the finished run', async () => {
    const file = join(run, 'scale.json');
    const before = readFileSync(file, 'utf8');
    rmSync(file);
    expect(await score('fixed', join(photos, '0.png'))).toBe(0);
    expect(scoresOf('fixed').colourScale).toEqual({ min: 0, max: 1, source: 'fixed' });
    expect(output.complained).toMatch(/Note: .*no colour scale.*--resume/);
    expect(await borad('train', '--data', data, '--out', run, '--resume')).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('does not count where it is of other weights, though of as many steps', async () => {
    const file = join(run, 'scale.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(before), weights: 'f'.repeat(64) }));
    expect(await score('others', join(photos, '0.png'))).toBe(0);
    expect(scoresOf('others').colourScale.source).toBe('fixed');
    expect(output.complained).toMatch(/no colour scale of its own for these weights/);
    writeFileSync(file, before);
  });

  it('is asked for only where it is needed, and made anew by --resume where it is damaged', async () => {
    const file = join(run, 'scale.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.slice(0, 20));
    expect(await score('damaged', join(photos, '0.png'))).toBe(1);
    expect(output.complained).toMatch(/scale\.json holds no colour scale.*borad train --resume/);
    expect(await score('damaged', join(photos, '0.png'), '--scale', '1')).toBe(0);
    expect(await borad('evaluate', '--run', run, '--data', data)).toBe(0);
    expect(await borad('train', '--data', data, '--out', run, '--resume')).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('pictures', () => {
  it('are as large as their photo, upright as it is seen', async () => {
    const turned = join(folder, 'turned.jpg');
    await sharp(await photo('wide.png', 640, 320))
      .withMetadata({ orientation: 6 })
      .toFile(turned);
    expect(await score('sizes', join(folder, 'wide.png'), turned)).toBe(0);
    const { images } = scoresOf('sizes');
    for (const [i, wanted] of [
      [640, 320],
      [320, 640],
    ].entries()) {
      expect([images[i].width, images[i].height]).toEqual(wanted);
      for (const file of [images[i].heatmap, images[i].overlay]) {
        const { width, height } = await sharp(join(folder, 'sizes', file)).metadata();
        expect([width, height]).toEqual(wanted);
      }
    }
  });
});

describe('photos that cannot be scored', () => {
  it('are listed, and the others scored', async () => {
    const whole = readFileSync(join(photos, '0.png'));
    const [cut, empty] = [join(folder, 'cut.png'), join(folder, 'empty.png')];
    writeFileSync(cut, whole.subarray(0, whole.length / 2));
    writeFileSync(empty, '');
    const missing = join(folder, 'missing.png');
    expect(await score('partly', cut, join(photos, '0.png'), empty, missing, join(photos, '1.png'))).toBe(1);
    const { complete, images, failed } = scoresOf('partly');
    expect(complete).toBe(true);
    expect(images.map(({ image }) => image)).toEqual([join(photos, '0.png'), join(photos, '1.png')]);
    expect(failed.map(({ image }) => image)).toEqual([missing, cut, empty]);
    expect(failed[0].error).toMatch(/No such file/);
    expect(failed[2].error).toMatch(/empty \(0 bytes\)/);
    expect(output.printed).toMatch(/Could not be scored \(3\)[\s\S]*cut\.png/);
    expect(output.complained).toMatch(/3 of 5 could not be scored/);
    expect(output.complained).not.toMatch(/\n\s+at /);
  });

  it('are listed also where there are no others', async () => {
    expect(await score('all', join(folder, 'missing.png'))).toBe(1);
    expect(scoresOf('all')).toMatchObject({ images: [], failed: [{ image: join(folder, 'missing.png') }] });
    // Nothing that could be lost stands in the way of the same call without the slip.
    expect(await score('all', join(photos, '0.png'))).toBe(0);
    expect(scoresOf('all')).toMatchObject({ complete: true, images: [{ heatmap: '0_heatmap.png' }], failed: [] });
  });
});

describe('results', () => {
  it('of photos of equal names lie apart', async () => {
    const given = [await photo('eq/x/a.png'), await photo('eq/y/a.png'), await photo('eq/a_2.png')];
    expect(await score('equal', ...given)).toBe(0);
    const files = scoresOf('equal').images.flatMap(({ heatmap, overlay }) => [heatmap, overlay]);
    expect(new Set(files).size).toBe(6);
    for (const file of files) expect(existsSync(join(folder, 'equal', file)), file).toBe(true);
  });

  it('are never replaced unasked', async () => {
    expect(await score('twice', join(photos, '0.png'))).toBe(0);
    const before = readFileSync(join(folder, 'twice', 'scores.json'));
    expect(await score('twice', join(photos, '1.png'))).toBe(1);
    expect(output.complained).toMatch(/already holds scores.*--resume.*--overwrite/);
    expect(readFileSync(join(folder, 'twice', 'scores.json'))).toEqual(before);
    expect(await score('twice', join(photos, '1.png'), '--resume', '--overwrite')).toBe(2);
    expect(await score('twice', join(photos, '1.png'), '--overwrite')).toBe(0);
    expect(readdirSync(join(folder, 'twice')).sort()).toEqual(['1_heatmap.png', '1_overlay.png', 'scores.json']);
  });

  it('never replace pictures of another origin', async () => {
    mkdirSync(join(folder, 'foreign'));
    writeFileSync(join(folder, 'foreign', '0_heatmap.png'), 'mine');
    expect(await score('foreign', join(photos, '0.png'))).toBe(1);
    expect(readFileSync(join(folder, 'foreign', '0_heatmap.png'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'foreign', 'scores.json'))).toBe(false);
  });

  it('never replace them when scores are continued either, but those that a killed call has begun', async () => {
    expect(await score('mine', join(photos, '0.png'))).toBe(0);
    writeFileSync(join(folder, 'mine', '1_overlay.png'), 'mine');
    expect(await score('mine', photos, '--resume')).toBe(1);
    expect(output.complained).toMatch(/1_overlay\.png already exists/);
    expect(readFileSync(join(folder, 'mine', '1_overlay.png'), 'utf8')).toBe('mine');
    const lines = join(folder, 'mine', 'scores.jsonl');
    writeFileSync(lines, `${readFileSync(lines, 'utf8')}{"begun":"1"}\n`);
    expect(await score('mine', photos, '--resume')).toBe(0);
    expect(scoresOf('mine').images).toHaveLength(4);
  });

  it('are no photos to score into their own folder', async () => {
    expect(await score('own', join(photos, '0.png'))).toBe(0);
    const heatmap = join(folder, 'own', '0_heatmap.png');
    const before = readFileSync(heatmap);
    expect(await score('own', heatmap, '--resume')).toBe(1);
    expect(output.complained).toMatch(/could not be scored: .*0_heatmap\.png/);
    expect(readFileSync(heatmap)).toEqual(before);
  });

  it('are continued: what is scored is skipped, what is new, changed or failed is scored', async () => {
    const [first, second] = [await photo('again/1.png'), join(folder, 'again', '2.png')];
    expect(await score('again-out', first, second)).toBe(1);
    const before = scoresOf('again-out').images[0];
    await photo('again/2.png', 40, 24, 2);
    expect(await score('again-out', first, second, '--resume')).toBe(0);
    expect(output.complained).toMatch(/Note: 1 photos are scored already/);
    expect(scoresOf('again-out').images[0]).toEqual(before);
    await photo('again/1.png', 40, 24, 3);
    expect(await score('again-out', first, second, '--resume')).toBe(0);
    const after = scoresOf('again-out').images;
    expect(after).toHaveLength(2);
    expect(after[0].sha256).not.toBe(before.sha256);
    expect(after[0].heatmap).toBe(before.heatmap);
    const picture = join(folder, 'again-out', before.heatmap);
    rmSync(picture);
    expect(await score('again-out', first, second, '--resume')).toBe(0);
    expect(existsSync(picture)).toBe(true);
    expect(scoresOf('again-out').images).toHaveLength(2);
  });

  it('of another colour scale are not mixed', async () => {
    expect(await score('mixed', join(photos, '0.png'))).toBe(0);
    expect(await score('mixed', join(photos, '1.png'), '--resume', '--scale', '1')).toBe(1);
    expect(output.complained).toMatch(/image score, category or colour scale/);
    expect(scoresOf('mixed').complete).toBe(true);
  });

  it('need a folder', async () => {
    expect(await score('photos/0.png', photos)).toBe(1);
    expect(output.complained).toMatch(/photos\/0\.png/);
    expect(await borad('score', '--run', run, '--out', '', photos)).toBe(2);
    expect(output.complained).toMatch(/--out .*Expected a folder/);
  });
});

describe('a stop', () => {
  /** Presses Ctrl-C when the first photo is done. */
  function interruptAfterFirst() {
    const write = process.stderr.write as unknown as { getMockImplementation(): (text: string) => boolean };
    const before = write.getMockImplementation();
    let isPressed = false;
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      if (!isPressed && /^scoring 1\//.test(String(text))) {
        isPressed = true;
        process.emit('SIGINT');
      }
      return before(String(text));
    });
  }

  it('keeps what is done, says so, and --resume does the rest', async () => {
    interruptAfterFirst();
    expect(await score('stopped', photos)).toBe(130);
    const { complete, remaining, images } = scoresOf('stopped');
    expect({ complete, remaining, done: images.length }).toEqual({ complete: false, remaining: 3, done: 1 });
    expect(existsSync(join(folder, 'stopped', images[0].overlay))).toBe(true);
    expect(output.complained).toMatch(/Stopped after 1 of 4 photos.*--resume/);
    expect(await score('stopped', photos, '--resume')).toBe(0);
    expect(await score('straight', photos)).toBe(0);
    const [stopped, straight] = [scoresOf('stopped'), scoresOf('straight')];
    expect(stopped).toEqual(straight);
    expect(readdirSync(join(folder, 'stopped')).sort()).toEqual(readdirSync(join(folder, 'straight')).sort());
  });

  it('by a kill leaves lines that --resume continues from, the last of them cut short or not', async () => {
    interruptAfterFirst();
    expect(await score('killed', photos)).toBe(130);
    rmSync(join(folder, 'killed', 'scores.json'));
    const lines = join(folder, 'killed', 'scores.jsonl');
    writeFileSync(lines, `${readFileSync(lines, 'utf8')}{"image": "ph`);
    expect(await score('killed', photos)).toBe(1);
    expect(await score('killed', photos, '--resume')).toBe(0);
    expect(output.complained).toMatch(/1 photos are scored already/);
    expect(scoresOf('killed').images).toHaveLength(4);
    expect(existsSync(lines)).toBe(false);
  });
});
