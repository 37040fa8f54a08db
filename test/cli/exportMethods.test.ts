/** Each method by its commands alone: trained for two steps, exported, and the file compared with `borad score` on photos. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../lib/borad/cli/main';
import type { ConfigOverrides } from '../../lib/borad/config';
import { METHODS } from '../../lib/borad/methods';
import { SMALL } from '../methods/smallSettings';
import { captureOutput } from './captured';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = join(folder, 'data');
const borad = (...words: string[]) => main(['node', 'borad', ...words]);
const set = (settings: Record<string, unknown>) =>
  Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${JSON.stringify(value)}`]);

/** A method's own small settings, as `section.key`. */
const ownSettings = (method: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(SMALL[method] ?? { memory: { patches: 400, entries: 40, projection: 8 } }).flatMap(
      ([section, values]) =>
        Object.entries(values as ConfigOverrides).map(([key, value]) => [`${section}.${key}`, value]),
    ),
  );

beforeAll(async () => {
  const few = { 'data.procedural.train': 4, 'data.procedural.testGood': 1, 'data.procedural.testDefective': 1 };
  // Another size than the model's: both sides resize.
  const size = ['--size', '80', '--categories', 'nut', 'wood'];
  expect(await borad('generate', '--out', data, ...size, ...set(few))).toBe(0);
});

it.each(Object.keys(METHODS))('%s', async (method) => {
  const run = join(folder, method);
  const settings = {
    ...{
      'data.imageSize': 64,
      'data.resize': 'antialias',
      'teacher.pooling': 1,
      'training.steps': 2,
      'training.batchSize': 2,
    },
    ...ownSettings(method),
  };
  expect(await borad('train', '--method', method, '--data', data, '--out', run, ...set(settings))).toBe(0);
  const photos = ['nut', 'wood'].map((name) => join(data, name, 'test'));
  expect(await borad('export', '--run', run, '--to', join(run, 'detector.onnx'), '--check', ...photos)).toBe(0);
  const compared = /on 4 photos, largest difference: map (\S+), score (\S+); /;
  const [, map, score] = compared.exec(output.printed) ?? [];
  expect(Number(map)).toBeLessThan(1e-4);
  expect(Number(score)).toBeLessThan(1e-4);
});
