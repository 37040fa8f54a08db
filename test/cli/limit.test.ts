import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readJson } from '../../lib/borad/base';
import { main } from '../../lib/borad/cli/main';
import type { ScoredPhoto } from '../../lib/borad/cli/score/resultsFolder';
import type { RunLimits } from '../../lib/borad/verdicts';
import { there } from '../there';
import { captureOutput } from './captured';
import { smallTraining } from './smallTraining';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-limit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [data, run] = [join(folder, 'data'), join(folder, 'run')];

const borad = (...words: string[]) => main(['node', 'borad', ...words]);
const limits = (): RunLimits => readJson(join(run, 'limits.json'));
const scored = (out: string): ScoredPhoto[] =>
  readJson<{ images: ScoredPhoto[] }>(join(folder, out, 'scores.json')).images;

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const few = ['data.procedural.train=10', 'data.procedural.testGood=3', 'data.procedural.testDefective=3'];
  const generated = ['--size', '64', '--categories', 'nut', 'wood', ...few.flatMap((setting) => ['--set', setting])];
  expect(await borad('generate', '--out', data, ...generated)).toBe(0);
  expect(await borad('train', '--data', data, '--out', run, '--holdout', '0.2', ...smallTraining(12, 4))).toBe(0);
});

describe('borad train', () => {
  it('sets limits on the photos that --holdout keeps from training', () => {
    const { categories, normals, rule, source, pooled } = limits();
    expect([rule, source]).toEqual(['conformal=0.05', 'photos held back from training']);
    expect(normals).toHaveLength(4);
    expect(Object.keys(categories)).toEqual(['nut', 'wood']);
    expect(categories.nut).toMatchObject({ photos: 2, bound: 1 / 3 });
    const largest = Math.max(...normals.filter(({ category }) => category === 'nut').map(({ score }) => score));
    expect(categories.nut?.limit).toBe(largest);
    expect(pooled.photos).toBe(4);
    const { config, dataset } = readJson<{ config: { data: object }; dataset: { trainImages: number } }>(
      join(run, 'run.json'),
    );
    expect(config.data).toMatchObject({ holdOut: 0.2, holdOutFrom: 'all' });
    expect(dataset.trainImages).toBe(16);
  });

  it('refuses a rule that it has no photos for, before it trains', async () => {
    const out = join(folder, 'never');
    expect(await borad('train', '--data', data, '--out', out, '--limit', 'recall=0.9')).toBe(2);
    expect(await borad('train', '--data', data, '--out', out, '--limit', 'most=1')).toBe(2);
    expect(existsSync(join(out, 'run.json'))).toBe(false);
  });

  it('sets limits of a finished run by the rule that --resume names, and keeps them where it names none', async () => {
    const before = readFileSync(join(run, 'limits.json'), 'utf8');
    const resumed = (...words: string[]) => borad('train', '--data', data, '--out', run, '--resume', ...words);
    expect(await resumed('--limit', 'sigma=3')).toBe(0);
    expect(limits().rule).toBe('sigma=3');
    expect(output.complained).toMatch(/limits by conformal=0.05, .* gave way to limits by sigma=3/);
    const own = readFileSync(join(run, 'limits.json'), 'utf8');
    expect(await resumed()).toBe(0);
    expect(readFileSync(join(run, 'limits.json'), 'utf8')).toBe(own);
    expect(await resumed('--limit', 'conformal=0.05')).toBe(0);
    expect(readFileSync(join(run, 'limits.json'), 'utf8')).toBe(before);
  });

  it('measures limits that are damaged anew, and keeps the weights', async () => {
    const before = readFileSync(join(run, 'limits.json'), 'utf8');
    writeFileSync(join(run, 'limits.json'), '{');
    expect(
      await borad('score', '--run', run, '--out', join(folder, 'damaged'), join(data, 'nut/test/good/000.png')),
    ).toBe(1);
    expect(output.complained).toMatch(/limits\.json holds no limits.*--resume/);
    expect(await borad('train', '--data', data, '--out', run, '--resume')).toBe(0);
    expect(readFileSync(join(run, 'limits.json'), 'utf8')).toBe(before);
  });
});

describe('borad score', () => {
  it('says which product a photo shows and gives a verdict by its limit', async () => {
    const good = ['nut', 'wood'].map((category) => join(data, category, 'train/good/000.png'));
    expect(await borad('score', '--run', run, '--out', join(folder, 'good'), ...good)).toBe(0);
    const images = scored('good');
    expect(images.map(({ category }) => category)).toEqual(['nut', 'wood']);
    for (const { category, limit } of images) expect(limit).toBe(limits().categories[there(category)]?.limit);
    expect(output.printed).toMatch(/verdict .*category/);
    expect(output.printed).toMatch(/\d OK, \d UNSURE, \d NG/);
  });

  it('calls a photo like none in training unknown, and never OK', async () => {
    const file = join(folder, 'odd.png');
    const noise = Buffer.from(Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251));
    await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } }).toFile(file);
    expect(await borad('score', '--run', run, '--out', join(folder, 'odd'), file)).toBe(0);
    const [photo] = scored('odd');
    expect(photo?.category).toBe('unknown');
    expect(photo?.distance).toBeGreaterThan(1);
    expect(photo?.verdict).not.toBe('OK');
    expect(await borad('score', '--run', run, '--out', join(folder, 'told'), '--category', 'wood', file)).toBe(0);
    expect(scored('told')[0]).toMatchObject({ category: 'wood', categoryFrom: 'given' });
    const other = ['--resume', '--category', 'nut', file];
    expect(await borad('score', '--run', run, '--out', join(folder, 'told'), ...other)).toBe(1);
    expect(output.complained).toMatch(/another image score, category or colour scale.*category wood/);
    expect(await borad('score', '--run', run, '--out', join(folder, 'told2'), '--category', 'steel', file)).toBe(2);
  });

  it('ends with 3 where a verdict was asked for by --fail-on', async () => {
    const saved = readFileSync(join(run, 'limits.json'), 'utf8');
    const photo = join(data, 'nut/test/good/000.png');
    const code = async (out: string, rule: string, on: string) => {
      expect(await borad('limit', '--run', run, '--limit', rule)).toBe(0);
      return borad('score', '--run', run, '--out', join(folder, out), '--fail-on', on, photo);
    };
    expect(await code('ng', 'value=0', 'ng')).toBe(3);
    expect(scored('ng')[0]?.verdict).toBe('NG');
    expect(await code('ok', 'value=2', 'unsure')).toBe(0);
    expect(await borad('score', '--run', run, '--out', join(folder, 'ng'), '--resume', photo)).toBe(1);
    expect(output.complained).toMatch(/other limits/);
    writeFileSync(join(run, 'limits.json'), saved);
  });

  it('gives scores without verdicts for a run without limits, and fails where a verdict is asked for', async () => {
    const saved = readFileSync(join(run, 'limits.json'), 'utf8');
    rmSync(join(run, 'limits.json'));
    const photo = join(data, 'nut/test/good/000.png');
    expect(await borad('score', '--run', run, '--out', join(folder, 'plain'), photo)).toBe(0);
    expect(scored('plain')[0]).not.toHaveProperty('verdict');
    expect(output.complained).toMatch(/has no limits.*--resume/);
    expect(await borad('score', '--run', run, '--out', join(folder, 'plain2'), '--fail-on', 'ng', photo)).toBe(1);
    writeFileSync(join(run, 'limits.json'), saved);
  });
});

describe('borad limit', () => {
  it('shows the limits and changes nothing', async () => {
    const before = readFileSync(join(run, 'limits.json'), 'utf8');
    expect(await borad('limit', '--run', run)).toBe(0);
    expect(output.printed).toMatch(/conformal=0\.05 on 4 photos held back/);
    expect(output.printed).toMatch(/nut +\d\.\d{4} .* at most 33\.3%/);
    expect(output.printed).toMatch(/Note: nut, wood: too few photos/);
    expect(readFileSync(join(run, 'limits.json'), 'utf8')).toBe(before);
  });

  it('counts what the limits do to other photos, without those that were trained on', async () => {
    expect(await borad('limit', '--run', run, '--data', data)).toBe(0);
    expect(output.complained).toMatch(/16 photos that the run was trained on are left out/);
    // Per category 2 held back and 3 normal test photos, and 3 defective ones.
    expect(output.printed).toMatch(/all +\d+ of 10, .* \d of 6,/);
  });

  it('sets limits by another rule, from other photos where some are named', async () => {
    expect(await borad('limit', '--run', run, '--limit', 'sigma=3')).toBe(0);
    expect(limits()).toMatchObject({ rule: 'sigma=3', source: 'photos held back from training' });
    expect(await borad('limit', '--run', run, '--limit', 'recall=1')).toBe(1);
    expect(output.complained).toMatch(/needs labelled defective photos/);
    expect(await borad('limit', '--run', run, '--limit', 'recall=1', '--data', data)).toBe(0);
    const { rule, defects, categories } = limits();
    expect([rule, defects.length]).toEqual(['recall=1', 6]);
    for (const { category, score } of defects) expect(score).toBeGreaterThan(there(categories[category]).limit);
    expect(output.printed).toMatch(/all .* 0 of 6, 0\.0%/);
    expect(await borad('limit', '--run', run, '--limit', 'often')).toBe(2);
    expect(await borad('limit', '--run', run, '--data', 'procedural')).toBe(2);
  });
});
