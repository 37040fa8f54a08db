import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockFolder } from '../../lib/borad/base';
import { main } from '../../lib/borad/cli/main';
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

const small = [
  ...['--data', 'procedural', '--set', 'data.imageSize=64', '--set', 'data.categories=["bottle"]'],
  ...['--set', 'data.procedural.train=4', '--set', 'model.widths=[8,8,8]', '--set', 'teacher.pooling=1'],
  ...['--set', 'training.steps=2', '--set', 'training.batchSize=2'],
];

/** The same where the engine makes no difference: two steps are quicker taken than compiled. */
const quick = [...small, '--engine', 'eager'];

describe('borad train', () => {
  it('plans with --dry-run and writes nothing', async () => {
    const out = join(folder, 'planned');
    const { code, stdout } = await captured('train', ...small, '--out', out, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/training images\s+4 of 1 categories/);
    expect(stdout).toMatch(/features\s+\S+ GiB in memory as float32/);
    expect(stdout).toMatch(/whole run, estimated/);
    expect(readdirSync(folder)).toEqual([]);
    const without = await captured('train', ...quick, '--dry-run', '--cache', folder);
    expect(without.stdout).toMatch(/on disk as float16/);
    const tight = await captured('train', ...quick, '--dry-run', '--cache', folder, '--cache-gb', '0');
    expect(tight.stdout).toMatch(/the teacher runs at every step/);
  });

  it('needs a folder when it is to train', async () => {
    const { code, stderr } = await captured('train', ...small);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out.*--dry-run/);
  });

  it('keeps features in the folder that --cache names, and says so in the run', async () => {
    const [out, cache] = [join(folder, 'run'), join(folder, 'cache')];
    const { code } = await captured('train', ...quick, '--out', out, '--cache', cache);
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

  it('names engine and provider in the run, also of a part that goes on by others', async () => {
    const out = join(folder, 'engines');
    const environment = () => JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).environment;
    expect((await captured('train', ...small, '--out', out)).code).toBe(0);
    expect(environment()).toMatchObject({ engine: 'compiled', provider: 'cpu' });
    const more = ['--set', 'training.steps=4', '--resume', '--engine', 'eager'];
    const { code, stderr } = await captured('train', ...small, ...more, '--out', out);
    expect(code).toBe(0);
    expect(stderr).toMatch(/From step 2 on the run is computed eagerly, by \w+; run\.json says so/);
    expect(environment()).toMatchObject({
      engine: 'compiled',
      provider: 'cpu',
      continued: [{ step: 2, engine: 'eager' }],
    });
    expect(environment().continued[0].provider).toBeUndefined();
    expect((await captured('evaluate', '--run', out, '--data', 'procedural', '--engine', 'eager')).code).toBe(0);
  });

  it('refuses options out of range', async () => {
    for (const wrong of [
      ['--cache-gb', '-1'],
      ['--cache-type', 'float64'],
      ['--provider', 'gpu'],
      ['--engine', 'fast'],
      ['--preset', 'paper/none'],
    ]) {
      expect((await captured('train', ...small, '--dry-run', ...wrong)).code, wrong.join(' ')).toBe(2);
    }
  });

  it('refuses a checkpoint every 0, -1 or 1.5 steps, and names that no preset or setting has, before it writes', async () => {
    const out = join(folder, 'refused');
    for (const [wrong, message] of [
      [['--checkpoint-every', '0'], /--checkpoint-every: expected a whole number of at least 1, got 0/],
      [['--checkpoint-every', '-1'], /got -1/],
      [['--checkpoint-every', '1.5'], /got 1\.5/],
      [['--preset', 'constructor'], /Unknown preset constructor/],
      [['--preset', '__proto__'], /Unknown preset __proto__/],
      [['--set', '__proto__.polluted=1'], /unknown setting __proto__/],
      [['--set', 'constructor.x=1'], /unknown setting constructor/],
    ] as [string[], RegExp][]) {
      const { code, stderr } = await captured('train', ...small, '--out', out, ...wrong);
      expect(code, wrong.join(' ')).toBe(2);
      expect(stderr).toMatch(message);
      expect(existsSync(out)).toBe(false);
    }
  });

  it('exits with code 1 where settings make numbers that are not finite', async () => {
    const out = join(folder, 'huge');
    const { code, stderr } = await captured('train', ...quick, '--out', out, '--set', 'loss.lambdaSpatial=1e38');
    expect(code).toBe(1);
    expect(stderr).toMatch(/Training stopped at step 1 of 2: .*Images of this step: bottle\/train\/good\//);
    expect(readdirSync(out).sort()).toEqual(['history.json', 'run.json']);
  });

  it('counts steps that are named, whatever number of passes the preset has', async () => {
    const { code, stdout } = await captured(
      ...['train', ...small, '--dry-run', '--preset', 'paper/mvtec', '--set', 'teacher.name=mobilenet-v2-openimages'],
      ...['--set', 'training.steps=3'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/steps\s+3\b/);
  });

  it('resumes to another end, refuses an earlier one, and refuses a record that is none', async () => {
    const out = join(folder, 'longer');
    expect((await captured('train', ...quick, '--out', out)).code).toBe(0);
    const resume = ['train', ...small.slice(0, 2), '--engine', 'eager', '--out', out, '--resume'];
    const longer = await captured(...resume, '--set', 'training.steps=3');
    expect(longer.code).toBe(0);
    expect(longer.stderr).toMatch(/Note: The end moves from step 2 to 3/);
    expect(longer.stdout).toMatch(/3 steps, loss/);
    const shorter = await captured(...resume, '--set', 'training.steps=1');
    expect(shorter.code).toBe(2);
    expect(shorter.stderr).toMatch(/has finished 3 steps; 1 is fewer\. Nothing was changed/);
    const lock = lockFolder(out);
    const second = await captured(...resume, '--set', 'training.steps=4');
    lock.release();
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(new RegExp(`in use by process ${process.pid} on this machine`));
    for (const [name, text] of [
      ['run.json', 'null'],
      ['run.json', '{"format": 1}'],
      ['history.json', '{}'],
    ]) {
      const before = readFileSync(join(out, name));
      writeFileSync(join(out, name), text);
      const { code, stderr } = await captured(...resume, '--set', 'training.steps=4');
      writeFileSync(join(out, name), before);
      expect(code, stderr).toBe(1);
      expect(stderr).toContain(join(out, name));
      expect(stderr).not.toMatch(/unexpected error|\n +at /);
    }
  });

  it.runIf(process.platform !== 'win32')(
    'exits with code 1 when a checkpoint comes to a limit, and continues without it',
    async () => {
      const out = join(folder, 'limited');
      const command = join(__dirname, '..', '..', 'lib', 'borad', 'bin', 'borad.js');
      const words = ['train', ...quick, '--out', out];
      const limited = ['-c', 'ulimit -f 200; exec "$0" "$@"', process.execPath, command, ...words];
      const { status, stderr } = spawnSync('sh', limited, { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toMatch(/Cannot write .*weights\.safetensors: the file would be larger.*\d+ bytes/);
      expect(readdirSync(out).sort()).toEqual(['history.json', 'run.json']);
      expect((await captured(...words, '--resume')).code).toBe(0);
    },
  );
});
