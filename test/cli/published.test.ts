/** `borad evaluate --published`: the common protocol and the authors' own post-processing beside each other. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { main } from '../../lib/borad/cli/main';
import { captureOutput } from './captured';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const borad = (...args: string[]) => main(['node', 'borad', ...args]);
const set = (...settings: string[]) => settings.flatMap((setting) => ['--set', setting]);
const small = set(
  ...['data.imageSize=128', 'data.categories=["bottle"]', 'data.procedural.train=4'],
  ...['data.procedural.testGood=2', 'data.procedural.testDefective=2'],
);

it('prints both, says what the authors do, and stores all', async () => {
  const [run, json] = [join(folder, 'run'), join(folder, 'out.json')];
  const own = set('memory.patches=400', 'memory.entries=40');
  expect(await borad('train', '--data', 'procedural', '--method', 'patchcore', '--out', run, ...small, ...own)).toBe(0);
  expect(await borad('evaluate', '--run', run, '--data', 'procedural', '--published', '--json', json)).toBe(0);
  expect(output.printed).toMatch(/scoring +image AUROC/);
  for (const name of ['common protocol', 'patches', 'reweighted']) expect(output.printed).toContain(`\n${name} `);
  expect(output.printed).toMatch(/reweighted: .*equation 7/);
  const { mean, published } = JSON.parse(readFileSync(json, 'utf8'));
  expect(published.map(({ name }: { name: string }) => name)).toEqual(['patches', 'reweighted']);
  // The blur is the protocol's, so the pixels are judged alike, but for rounding.
  for (const one of published) expect(one.mean.pixelAuroc).toBeCloseTo(mean.pixelAuroc, 6);
});

it('says so where the authors do what the protocol does', async () => {
  const run = join(folder, 'rd4ad');
  const own = set('student.widths=[8,8,8]', 'training.steps=2', 'training.batchSize=2');
  expect(await borad('train', '--data', 'procedural', '--method', 'rd4ad', '--out', run, ...small, ...own)).toBe(0);
  expect(await borad('evaluate', '--run', run, '--data', 'procedural', '--published')).toBe(0);
  expect(output.printed).toContain('Published post-processing: that of the common protocol.');
});
