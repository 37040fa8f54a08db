/** Altered copies of the training images kept on disk: the run is the same as with copies in memory. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { progressReporter } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import type { Dataset } from '../../lib/borad/datasets';
import { disposeModel, type RunConfig } from '../../lib/borad/methods';
import { type TrainOptions, train } from '../../lib/borad/training';
import { tinyDataset, tinyTeacher } from './tinyRun';

const progress = progressReporter('silent');
let folder = '';
beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-copies-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = (seed = 1, copies = 2) =>
  resolveConfig<RunConfig>({
    ...{ method: 'destseg', seed, data: { imageSize: 64 }, training: { steps: 4, batchSize: 4 } },
    ...{ corruption: { copies }, network: { widths: [4, 4, 4], deepest: 4, segmentation: 4, rates: [1, 2] } },
  });

/** The tiny set, which counts how often an image of it is read. */
function counted(): { dataset: Dataset; reads: () => number } {
  const dataset = tinyDataset();
  let count = 0;
  const read: Dataset['read'] = (sample) => {
    count++;
    return dataset.read(sample);
  };
  return { dataset: { ...dataset, read }, reads: () => count };
}

async function bytesOf(name: string, more: Partial<TrainOptions> = {}) {
  const { dataset, reads } = counted();
  const out = join(folder, name);
  disposeModel((await train({ config: config(), teacher: tinyTeacher(), dataset, progress, out, ...more })).model);
  return { weights: readFileSync(join(out, 'weights.safetensors')), reads: reads() };
}

const cache = () => ({ folder: join(folder, 'cache'), limit: 1e9, type: 'float32' as const, always: true });
const files = () => readdirSync(join(folder, 'cache'));

it('gives the same weights from disk, and makes them once', async () => {
  const inMemory = await bytesOf('memory');
  const first = await bytesOf('first', { cache: cache() });
  const made = files();
  const second = await bytesOf('second', { cache: cache() });
  expect(first.weights.equals(inMemory.weights)).toBe(true);
  expect(second.weights.equals(inMemory.weights)).toBe(true);
  expect(files()).toEqual(made);
  expect(first.reads).toBeGreaterThan(second.reads);
});

it('makes them anew for another seed and another number of copies', async () => {
  const made = files().length;
  await bytesOf('seed', { cache: cache(), config: config(2) });
  expect(files().length).toBeGreaterThan(made);
  const more = files().length;
  await bytesOf('three', { cache: cache(), config: config(1, 3) });
  expect(files().length).toBeGreaterThan(more);
});
