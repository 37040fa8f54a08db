import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../../lib/borad/cli/main';
import { grey, writePng16 } from '../datasets/maskFiles';
import { captureOutput } from './captured';
import { smallTraining } from './smallTraining';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-range-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const borad = (...words: string[]) => main(['node', 'borad', ...words]);

const SIDE = 64;
/** A photo of 12 bits. */
const photo = (seed: number) => Uint16Array.from({ length: SIDE * SIDE }, (_, i) => ((i + seed) * 7919) % 4096);

describe('12-bit photos in 16-bit files, and a large defect', () => {
  it('are read as such by training, which says so, and by the run from then on', async () => {
    const data = join(folder, 'set');
    const run = join(folder, 'run');
    for (const kind of ['train/good', 'test/good', 'test/dent'])
      mkdirSync(join(data, 'part', kind), { recursive: true });
    for (const [kind, seed] of [
      ['train/good', 0],
      ['train/good', 1],
      ['test/good', 2],
      ['test/dent', 3],
    ] as const)
      await writePng16(join(data, 'part', kind, `${seed}.png`), photo(seed), SIDE);
    const marks = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i < 0.75 * SIDE * SIDE ? 255 : 0));
    mkdirSync(join(data, 'part/ground_truth/dent'), { recursive: true });
    await grey(marks, SIDE).toFile(join(data, 'part/ground_truth/dent/3_mask.png'));
    expect(await borad('train', '--data', data, '--out', run, ...smallTraining())).toBe(0);
    expect(output.complained).toMatch(/^Note: Photos of 16 bits per channel are read as 12bit \(data\.range=12bit\)/m);
    expect(JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')).config.data.range).toBe('12bit');

    expect(await borad('evaluate', '--run', run, '--data', data)).toBe(1);
    expect(output.complained).toMatch(/3_mask\.png marks 75\.0% .*--set data\.maskLimit=0\.75/);
    expect(await borad('evaluate', '--run', run, '--data', data, '--set', 'data.maskLimit=0.75')).toBe(0);
    expect(await borad('evaluate', '--run', run, '--data', data, '--set', 'data.range=full')).toBe(2);

    const bright = join(folder, 'bright.png');
    await writePng16(
      bright,
      Uint16Array.from(photo(5), (value) => 16 * value),
      SIDE,
    );
    expect(await borad('score', '--run', run, bright, '--out', join(folder, 'refused'))).toBe(1);
    expect(readFileSync(join(folder, 'refused/scores.json'), 'utf8')).toMatch(/outside 0 to 4095.*data\.range=12bit/);
  });
});
