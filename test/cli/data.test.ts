import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../lib/borad/cli/main';
import type { DatasetCheck } from '../../lib/borad/datasets';
import { mvtecTree, putImage, realIadTree } from '../datasets/trees';
import { captureOutput } from './captured';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-data-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const output = captureOutput();
const check = (...args: string[]) => main(['node', 'borad', 'data', 'check', ...args]);

describe('borad data check', () => {
  it('prints what a set holds and exits with code 0', async () => {
    await mvtecTree(dir, ['tubes', 'connector']);
    expect(await check(dir)).toBe(0);
    expect(output.printed).toMatch(/MPDD, 2 categories, 8 images, 2 masks; every file decoded/);
    expect(output.printed).toMatch(/connector +2 +1 +1 +8 x 8 +8 x 8 \(4\) +scratch 1\n/);
    expect(output.printed).toMatch(/No problems\.\n$/);
    expect(output.complained).toMatch(/checking images 8\/8/);
  });

  it('lists the first problems with their files, counts the rest and exits with code 1', async () => {
    await mvtecTree(dir, ['nut']);
    writeFileSync(join(dir, 'nut/test/good/000.png'), 'no image');
    for (const key of ['001', '002', '003']) await putImage(join(dir, 'nut/test/scratch', `${key}.png`));
    expect(await check(dir, '--problems', '2')).toBe(1);
    expect(output.printed).toMatch(/Problems: 3 missing mask, 1 unreadable\n {2}missing mask: .*001\.png has no mask/);
    expect(output.printed).not.toContain('003.png');
    expect(output.printed).toMatch(/and 2 more \(--problems 4 lists all\)\n$/);
    expect(output.complained).toMatch(/has problems: 3 missing mask, 1 unreadable/);
    expect(await check(dir, '--fast')).toBe(1);
    expect(output.printed).toMatch(/names only, no file decoded[\s\S]*nut +2 +1 +4 +– +–/);
    output.printed = '';
    expect(await check(dir, '--json')).toBe(1);
    expect((JSON.parse(output.printed) as DatasetCheck).problems).toHaveLength(4);
  });

  it('reads masks by the settings of a run, and takes no other setting', async () => {
    await mvtecTree(dir, ['nut']);
    const mask = join(dir, 'nut/ground_truth/scratch/000_mask.png');
    await sharp(Buffer.alloc(64).fill(255, 0, 48), { raw: { width: 8, height: 8, channels: 1 } }).toFile(mask);
    expect(await check(dir)).toBe(1);
    expect(output.printed).toMatch(/^Problems: 1 large mask\n {2}large mask: .*000_mask\.png marks 75\.0%/m);
    expect(await check(dir, '--set', 'data.maskLimit=0.75')).toBe(0);
    expect(await check(dir, '--set', 'data.maskLimit=2')).toBe(2);
    expect(await check(dir, '--set', 'training.steps=2')).toBe(2);
  });

  it('checks the images of Real-IAD that a size would use, and single categories', async () => {
    await realIadTree(dir, ['audiojack', 'zipper'], [256, 512]);
    expect(await check(dir, '--size', '448', '--categories', 'zipper')).toBe(0);
    expect(output.printed).toMatch(/Real-IAD, 1 categories, 15 images[\s\S]*Note: Images are those of realiad_512/);
  });

  it('exits with code 1 for a folder that is no set, and with 2 for a wrong command line', async () => {
    expect(await check(dir)).toBe(1);
    expect(output.complained).toMatch(/holds nothing[\s\S]*VisA: split_csv\/1cls\.csv/);
    expect(await check()).toBe(2);
    expect(await check(dir, '--quick')).toBe(2);
    await mvtecTree(dir, ['nut']);
    expect(await check(dir, '--problems', '-1')).toBe(2);
    expect(await check(dir, '--categories', 'bolt')).toBe(2);
    expect(output.complained).toMatch(/has no category "bolt". It holds nut\./);
  });
});
