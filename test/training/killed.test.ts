import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../lib/base';
import { loadRun } from '../../lib/training';

const KILLS = 20;
const STEPS = 150;
const command = join(__dirname, '..', '..', 'lib', 'bin', 'borad.js');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-killed-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = [
  ...['data.imageSize=128', 'data.categories=["bottle"]', 'data.procedural.train=8', 'model.widths=[8,8,8]'],
  ...['model.prototypes=3', 'training.batchSize=2', `training.steps=${STEPS}`],
];

/** Trains in a process of its own; with a delay in milliseconds it is killed then. True if it came to its end. */
function train(out: string, delay?: number): Promise<boolean> {
  const args = ['train', '--data', 'procedural', '--out', out, '--resume', '--checkpoint-every', '1'];
  const child = spawn(process.execPath, [command, ...args, ...settings.flatMap((setting) => ['--set', setting])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const timer = delay === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), delay);
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`exit ${code ?? signal}: ${text}`));
      else resolve(code === 0);
    });
  });
}

describe('a run that is killed', () => {
  it(`goes on after ${KILLS} kills at random moments and ends with the same weights, bit for bit`, async () => {
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    const started = performance.now();
    expect(await train(whole)).toBe(true);
    const longest = (performance.now() - started) / 2;
    const rng = createRng(20);
    const reached: number[] = [];
    let kills = 0;
    while (kills < KILLS) {
      if (await train(killed, rng.uniform() * longest)) break;
      kills++;
      if (existsSync(join(killed, 'weights.safetensors'))) reached.push(loadRun(killed).step);
    }
    expect(kills).toBe(KILLS);
    // The kills fell into the training, not only into the time before it.
    expect(new Set(reached).size).toBeGreaterThan(3);
    expect([...reached].sort((a, b) => a - b)).toEqual(reached);
    expect(await train(killed)).toBe(true);
    const bytes = (out: string, name: string) => readFileSync(join(out, name));
    for (const name of ['weights.safetensors', 'history.json', 'run.json'])
      expect(bytes(killed, name).equals(bytes(whole, name)), name).toBe(true);
    expect(readdirSync(killed).sort()).toEqual(readdirSync(whole).sort());
  }, 600_000);

  it('starts afresh where it was killed before its first checkpoint, and clears what was half written', async () => {
    const [whole, early] = [join(folder, 'whole'), join(folder, 'early')];
    expect(await train(early)).toBe(true);
    rmSync(join(early, 'weights.safetensors'));
    writeFileSync(join(early, 'weights.safetensors.123456'), 'half');
    expect(await train(early)).toBe(true);
    expect(readdirSync(early).sort()).toEqual(readdirSync(whole).sort());
    expect(
      readFileSync(join(early, 'weights.safetensors')).equals(readFileSync(join(whole, 'weights.safetensors'))),
    ).toBe(true);
  }, 120_000);
});
