import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../../lib/borad/cli/main';
import { captureOutput } from './captured';

const folder = mkdtempSync(join(tmpdir(), 'borad-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const output = captureOutput();

const borad = (...args: string[]) => main(['node', 'borad', ...args]);
const out = join(folder, 'never');

describe('borad', () => {
  it('shows help with examples and exits with code 0', async () => {
    expect(await borad('--help')).toBe(0);
    expect(output.printed).toMatch(/Examples:[\s\S]*borad train --data procedural/);
    expect(await borad('train', '--help')).toBe(0);
    expect(output.printed).toMatch(/training\.learningRate=0\.005/);
  });

  it.each([
    ['an unknown command', ['fly'], /unknown command 'fly'/],
    ['an unknown flag', ['train', '--data', 'procedural', '--out', out, '--sped', '3'], /unknown option '--sped'/],
    ['a missing flag', ['train', '--data', 'procedural'], /--out/],
    [
      'an unknown preset',
      ['train', '--data', 'procedural', '--out', out, '--preset', 'fast'],
      /Unknown preset fast.*quick/,
    ],
    [
      'an unknown setting',
      ['train', '--data', 'procedural', '--out', out, '--set', 'training.stepz=3'],
      /unknown setting training\.stepz/,
    ],
    [
      'an impossible value',
      ['train', '--data', 'procedural', '--out', out, '--set', 'training.steps=-3'],
      /training\.steps.*got -3/,
    ],
    ['a seed that is no number', ['train', '--data', 'procedural', '--out', out, '--seed', 'x'], /seed/],
    ['an unknown category', ['generate', '--out', out, '--categories', 'unicorn'], /unicorn/],
  ])('exits with code 2 for %s', async (_, args, message) => {
    expect(await borad(...args)).toBe(2);
    expect(output.complained).toMatch(message);
  });

  it.each([
    ['a folder that is no run', ['evaluate', '--run', folder, '--data', 'procedural'], /holds no run/],
    ['a data folder that is missing', ['train', '--data', join(folder, 'none'), '--out', out], /none/],
  ])('exits with code 1 for %s', async (_, args, message) => {
    expect(await borad(...args)).toBe(1);
    expect(output.complained).toMatch(message);
  });

  it('generates, trains, evaluates and scores, and refuses a broken photo', async () => {
    const data = join(folder, 'data');
    const run = join(folder, 'run');
    const few = ['data.procedural.train=4', 'data.procedural.testGood=2', 'data.procedural.testDefective=4'].flatMap(
      (s) => ['--set', s],
    );
    expect(await borad('generate', '--out', data, '--size', '128', '--categories', 'nut', 'wood', ...few)).toBe(0);
    const settings = ['data.imageSize=128', 'training.steps=3', 'training.batchSize=2', 'model.widths=[8,8,8]'].flatMap(
      (s) => ['--set', s],
    );
    expect(await borad('train', '--data', data, '--out', run, ...settings)).toBe(0);
    expect(await borad('train', '--data', data, '--out', run, ...settings)).toBe(1);
    expect(output.complained).toMatch(/already holds a run/);
    expect(await borad('evaluate', '--run', run, '--data', data, '--json', join(folder, 'e.json'))).toBe(0);
    expect(output.printed).toMatch(/image AUROC[\s\S]*nut[\s\S]*Mean[\s\S]*AUPRO: 8-connected/);
    const photo = join(data, 'nut', 'train', 'good', '000.png');
    expect(await borad('score', '--run', run, photo, '--out', join(folder, 'scored'))).toBe(0);
    expect(output.printed).toMatch(/000\.png/);
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no image');
    expect(await borad('score', '--run', run, broken, '--out', join(folder, 'scored'), '--resume')).toBe(1);
    expect(output.complained).toMatch(/broken\.png/);
  });
});
