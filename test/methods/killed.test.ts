/** Every trained method continues after SIGKILL and ends with the same bytes; a fit without steps starts over and does, too. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRun } from '../../lib/borad/training';

const command = join(__dirname, '..', '..', 'lib', 'borad', 'bin', 'borad.js');
/** So many that a machine that looks late does not miss the end. */
const STEPS = 40;
/** Checkpoints until each kill; the second is beyond the half, in the second phase of methods with two. */
const KILLS = [2, STEPS / 2];
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-methods-killed-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const common = [
  ...['data.imageSize=128', 'data.categories=["bottle"]', 'data.procedural.train=4'],
  ...['training.batchSize=2', `training.steps=${STEPS}`],
];
const own: { [method: string]: string[] } = {
  rd4ad: ['student.widths=[8,8,8]'],
  uniad: ['transformer.width=16'],
  simplenet: [],
  destseg: ['network.widths=[4,4,4]', 'network.deepest=4', 'network.segmentation=4'],
  diad: ['denoiser.width=8', 'denoiser.heads=2', 'denoiser.groups=4', 'sampling.steps=2'],
  omiad: ['denoiser.width=8', 'denoiser.heads=2', 'denoiser.groups=4'],
  mambaad: ['student.widths=[8,8,8]', 'stateSpace.state=1'],
  vitad: ['transformer.width=12', 'transformer.blocks=3'],
  inpformer: ['transformer.width=12', 'transformer.blocks=2'],
  hvqtrans: ['transformer.width=12', 'codebooks.codes=5', 'codebooks.reseedEvery=2'],
  dinomaly: ['transformer.width=12', 'transformer.blocks=2'],
  // Three batches of images, and a coreset of seconds.
  patchcore: ['data.procedural.train=24', 'memory.patches=6144', 'memory.entries=6000'],
};

/** Trains in a process of its own; with `kill`, until that many checkpoints are written or progress has such a line. */
function train(out: string, method: string, kill?: { checkpoints: number } | { line: RegExp }): Promise<string | null> {
  const set = [`method=${method}`, ...common, ...own[method]].flatMap((setting) => ['--set', setting]);
  const args = ['train', '--data', 'procedural', '--out', out, '--resume', '--checkpoint-every', '1', ...set];
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
    if (kill && 'line' in kill && kill.line.test(text)) child.kill('SIGKILL');
  });
  const killAfter = kill && 'checkpoints' in kill ? kill.checkpoints : Number.POSITIVE_INFINITY;
  const stamp = () => {
    const found = statSync(join(out, 'weights.safetensors'), { throwIfNoEntry: false });
    return found && `${found.ino} ${found.mtimeMs}`;
  };
  let [last, seen] = [stamp(), 0];
  const watch = setInterval(() => {
    const now = stamp();
    if (now !== undefined && now !== last && ++seen >= killAfter) child.kill('SIGKILL');
    last = now ?? last;
  }, 2);
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`exit ${code ?? signal}: ${text}`));
      else resolve(signal);
    });
  });
}

/**
 * One method of each kind: one phase, two with images of their own, several networks, a state that no gradient moves, clipped
 * gradients. The loop knows no method, so that the others follow; `BORAD_KILLS=all` kills every one (some minutes).
 */
const kinds = ['rd4ad', 'destseg', 'omiad', 'hvqtrans', 'inpformer'];
const methods = process.env.BORAD_KILLS === 'all' ? Object.keys(own).filter((method) => method !== 'patchcore') : kinds;

describe.each(methods)('a run of %s', (method) => {
  it('that is killed twice ends with the same weights and history, bit for bit', async () => {
    const [whole, killed] = ['whole', 'killed'].map((name) => join(folder, `${method}-${name}`));
    await train(whole, method);
    for (const checkpoints of KILLS) {
      expect(await train(killed, method, { checkpoints })).toBe('SIGKILL');
      const { step } = loadRun(killed);
      expect(step).toBeGreaterThan(0);
      expect(step).toBeLessThan(STEPS);
      if (checkpoints === STEPS / 2) expect(step).toBeGreaterThan(STEPS / 2);
    }
    await train(killed, method);
    for (const name of ['weights.safetensors', 'history.json', 'run.json']) {
      const [one, other] = [whole, killed].map((run) => readFileSync(join(run, name)));
      expect(other.equals(one), name).toBe(true);
    }
  });
});

describe('a run of patchcore', () => {
  it('that is killed in each part of its fit starts over and ends with the same files, bit for bit', async () => {
    const [whole, killed] = ['whole', 'killed'].map((name) => join(folder, `patchcore-${name}`));
    await train(whole, 'patchcore');
    for (const line of [/^patches \d/m, /^coreset \d/m]) {
      expect(await train(killed, 'patchcore', { line })).toBe('SIGKILL');
      // The lock of the killed process, and nothing that a reader would take for a run.
      expect(readdirSync(killed)).toEqual(['.lock']);
    }
    // As kills in the middle of writing leave them.
    for (const name of ['run.json', 'weights.safetensors']) writeFileSync(join(killed, `${name}.123456`), 'half');
    await train(killed, 'patchcore');
    const names = readdirSync(whole).sort();
    expect(names).toContain('weights.safetensors');
    expect(readdirSync(killed).sort()).toEqual(names);
    for (const name of names) {
      const [one, other] = [whole, killed].map((run) => readFileSync(join(run, name)));
      expect(other.equals(one), name).toBe(true);
    }
  });
});
