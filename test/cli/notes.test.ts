import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../lib/borad/cli/main';
import { putImage, putMask } from '../datasets/trees';
import { captureOutput } from './captured';
import { smallTraining } from './smallTraining';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-notes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data = join(folder, 'set');
const at = (path: string) => join(data, path);
const borad = (...words: string[]) => main(['node', 'borad', ...words]);

const small = smallTraining();

beforeAll(async () => {
  for (const key of ['0', '1']) {
    await putImage(at(`nut/train/good/${key}.png`), 64, 64);
    await putImage(at(`nut/test/good/${key}.png`), 64, 64);
    await putImage(at(`nut/test/dent/${key}.png`), 64, 64);
  }
  writeFileSync(at('nut/train/good/2.heic'), 'a photo');
});

describe('a set in the layout of MVTec AD without masks', () => {
  const run = join(folder, 'run');

  it('is trained on and measured: image metrics, dashes for pixels, and its notes on standard error', async () => {
    expect(await borad('train', '--data', data, '--out', run, ...small)).toBe(0);
    expect(output.complained).toMatch(/^Note: nut\/train\/good\/: 1 file skipped: 1 \.heic \(.*JPEG.*\)\.$/m);
    expect(output.complained).toMatch(/^Note: nut: 2 of 2 defective images have no mask, .*: no pixel metrics/m);
    expect(output.printed).not.toContain('Note:');
    output.printed = '';
    output.complained = '';
    expect(await borad('evaluate', '--run', run, '--data', data)).toBe(0);
    expect(output.complained).toMatch(/^Note: nut: 2 of 2 defective images have no mask/m);
    const [, row] = /^(nut .*)$/m.exec(output.printed) as RegExpExecArray;
    // Image AUROC, AP and F1 are numbers; what needs masks is none.
    expect(
      row
        .trim()
        .split(/\s+/)
        .filter((cell) => cell === '–').length,
    ).toBeGreaterThanOrEqual(4);
    expect(row).toMatch(/^nut +\d+\.\d +\d+\.\d +\d+\.\d +–/);
  });

  it('is no set without problems to data check', async () => {
    expect(await borad('data', 'check', data)).toBe(1);
    expect(output.printed).toMatch(/^Problems: 2 missing mask, 1 left out$/m);
    expect(output.printed).toMatch(/^Note: nut\/train\/good\/: 1 file skipped: 1 \.heic/m);
  });

  it('is not trained on or measured where masks would count as photos', async () => {
    await putMask(at('nut/test/foo/0.png'), 255, 64, 64);
    for (const words of [
      ['train', '--data', data, '--out', join(folder, 'other'), ...small],
      ['evaluate', '--run', run, '--data', data],
    ]) {
      output.complained = '';
      expect(await borad(...words)).toBe(1);
      expect(output.complained).toMatch(/foo looks like masks of the images in dent\//);
    }
    renameSync(at('nut/test/foo'), at('nut/masks'));
    expect(await borad('data', 'check', data)).toBe(1);
    expect(output.printed).toMatch(/6 images, 1 masks/);
    expect(output.printed).toMatch(/^Problems: 1 left out, 1 missing mask$/m);
  });
});
