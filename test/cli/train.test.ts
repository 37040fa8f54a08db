import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/main';
import { captureOutput } from './captured';

const output = captureOutput();

/** Runs the command line and gives what it printed this time. */
async function captured(...words: string[]) {
  output.printed = '';
  output.complained = '';
  const code = await main(['node', 'borad', ...words]);
  return { code, stdout: output.printed, stderr: output.complained };
}

const folder = mkdtempSync(join(tmpdir(), 'borad-train-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  delete process.env.BORAD_PROVIDER;
});

const small = [
  ...['--data', 'procedural', '--set', 'data.imageSize=64', '--set', 'data.categories=["bottle"]'],
  ...['--set', 'data.procedural.train=4', '--set', 'model.widths=[8,8,8]', '--set', 'teacher.pooling=1'],
  ...['--set', 'training.steps=2', '--set', 'training.batchSize=2'],
];

describe('borad train', () => {
  it('plans with --dry-run and writes nothing', async () => {
    const out = join(folder, 'planned');
    const { code, stdout } = await captured('train', ...small, '--out', out, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/training images\s+4 of 1 categories/);
    expect(stdout).toMatch(/features\s+\S+ GiB in memory as float32/);
    expect(stdout).toMatch(/whole run, estimated/);
    expect(readdirSync(folder)).toEqual([]);
    const without = await captured('train', ...small, '--dry-run', '--cache', folder);
    expect(without.stdout).toMatch(/on disk as float16/);
    const tight = await captured('train', ...small, '--dry-run', '--cache', folder, '--cache-gb', '0');
    expect(tight.stdout).toMatch(/the teacher runs at every step/);
  });

  it('needs a folder when it is to train', async () => {
    const { code, stderr } = await captured('train', ...small);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out.*--dry-run/);
  });

  it('keeps features in the folder that --cache names, and says so in the run', async () => {
    const [out, cache] = [join(folder, 'run'), join(folder, 'cache')];
    const { code } = await captured('train', ...small, '--out', out, '--cache', cache);
    expect(code).toBe(0);
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^[0-9a-f]{64}-float16\.features$/)]);
    expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).featureType).toBe('float16');
    const other = await captured(
      'train',
      ...small,
      '--out',
      out,
      '--resume',
      '--cache',
      cache,
      '--cache-type',
      'float32',
    );
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/type of stored features/);
  });

  it('refuses options out of range', async () => {
    for (const wrong of [
      ['--cache-gb', '-1'],
      ['--cache-type', 'float64'],
      ['--provider', 'gpu'],
      ['--preset', 'paper/none'],
    ]) {
      expect((await captured('train', ...small, '--dry-run', ...wrong)).code, wrong.join(' ')).toBe(2);
    }
  });
});
