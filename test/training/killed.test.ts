import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { loadRun } from '../../lib/borad/training';

/** Six random moments; `BORAD_KILLS=all` takes twenty. `test/methods/killed.test.ts` adds two for each of its methods. */
const KILLS = process.env.BORAD_KILLS === 'all' ? 20 : 6;
const STEPS = 150;
const command = join(__dirname, '..', '..', 'lib', 'borad', 'bin', 'borad.js');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-killed-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = [
  ...['data.imageSize=128', 'data.categories=["bottle"]', 'data.procedural.train=8', 'model.widths=[8,8,8]'],
  ...['model.prototypes=3', 'training.batchSize=2', `training.steps=${STEPS}`],
];

interface Kill {
  /** Checkpoints that the process writes before its time runs; 0: it runs from the start, and ends at the third checkpoint. */
  checkpoints: number;
  /** Milliseconds. */
  delay: number;
}

/** Calls back at every checkpoint that is written from now on; by looking, so that slow machines count as fast ones. */
function watchCheckpoints(out: string, onCheckpoint: () => void): NodeJS.Timeout {
  const stamp = () => {
    const found = statSync(join(out, 'weights.safetensors'), { throwIfNoEntry: false });
    return found && `${found.ino} ${found.mtimeMs}`;
  };
  let last = stamp();
  return setInterval(() => {
    const now = stamp();
    if (now !== undefined && now !== last) onCheckpoint();
    last = now ?? last;
  }, 2);
}

/** Trains in a process of its own, which may be killed. Resolves with whether it came to its end and when it began to train. */
function train(out: string, kill?: Kill): Promise<{ ended: boolean; firstStepMs: number }> {
  const args = ['train', '--data', 'procedural', '--out', out, '--resume', '--checkpoint-every', '1'];
  const started = performance.now();
  const child = spawn(process.execPath, [command, ...args, ...settings.flatMap((setting) => ['--set', setting])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    if (kill) timer ??= setTimeout(() => child.kill('SIGKILL'), kill.delay);
  };
  let [seen, firstStepMs] = [0, 0];
  const watch = watchCheckpoints(out, () => {
    if (seen++ === 0) firstStepMs = performance.now() - started;
    if (seen >= (kill?.checkpoints ?? 0)) arm();
    // A machine that has become faster would train to the end within the time.
    if (kill?.checkpoints === 0 && seen >= 3) child.kill('SIGKILL');
  });
  if (kill?.checkpoints === 0) arm();
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      clearInterval(watch);
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`exit ${code ?? signal}: ${text}`));
      else resolve({ ended: code === 0, firstStepMs });
    });
  });
}

describe('a run that is killed', () => {
  it(`continues after ${KILLS} kills at random moments and ends with the same weights, bit for bit`, async () => {
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    const { ended, firstStepMs } = await train(whole);
    expect(ended).toBe(true);
    const rng = createRng(20);
    const reached: number[] = [];
    let kills = 0;
    while (kills < KILLS) {
      // Half of the kills fall anywhere until about the first step, half after some steps, in the middle of one or of a file.
      const kill =
        kills % 2 === 0
          ? { checkpoints: 0, delay: rng.uniform() * firstStepMs }
          : { checkpoints: 1 + rng.int(10), delay: rng.uniform() * 20 };
      if ((await train(killed, kill)).ended) break;
      kills++;
      if (existsSync(join(killed, 'weights.safetensors'))) reached.push(loadRun(killed).step);
    }
    expect(kills).toBe(KILLS);
    // The kills fell into the training, not only into the time before it.
    expect(new Set(reached).size).toBeGreaterThan(KILLS / 4);
    expect([...reached].sort((a, b) => a - b)).toEqual(reached);
    expect((await train(killed)).ended).toBe(true);
    const bytes = (out: string, name: string) => readFileSync(join(out, name));
    for (const name of ['weights.safetensors', 'history.json', 'run.json'])
      expect(bytes(killed, name).equals(bytes(whole, name)), name).toBe(true);
    expect(readdirSync(killed).sort()).toEqual(readdirSync(whole).sort());
  });

  it('starts afresh where it was killed before its first checkpoint, and clears what was half written', async () => {
    const [whole, early] = [join(folder, 'whole'), join(folder, 'early')];
    cpSync(whole, early, { recursive: true });
    rmSync(join(early, 'weights.safetensors'));
    writeFileSync(join(early, 'weights.safetensors.123456'), 'half');
    expect((await train(early)).ended).toBe(true);
    expect(readdirSync(early).sort()).toEqual(readdirSync(whole).sort());
    expect(
      readFileSync(join(early, 'weights.safetensors')).equals(readFileSync(join(whole, 'weights.safetensors'))),
    ).toBe(true);
  });
});
