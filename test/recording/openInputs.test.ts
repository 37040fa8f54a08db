/** What is kept in memory between runs is that of the set that is asked for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { progressReporter } from '../../lib/borad/base';
import { type MethodSpec, openRunInputs, openTeacherAndData } from '../../lib/borad/recording';

const folder = mkdtempSync(join(tmpdir(), 'borad-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const few = (seed: number): MethodSpec => {
  const procedural = { seed, train: 1, testGood: 1, testDefective: 1 };
  return { method: 'rd4ad', settings: { data: { imageSize: 64, categories: ['nut'], procedural } } };
};
const options = { folder, progress: progressReporter('silent') };

it('generated sets of two seeds, whose names and sizes are equal, are not taken for each other', async () => {
  const first = await openRunInputs(few(1), options);
  expect((await openTeacherAndData(few(1))).dataset).toBe(first.dataset);
  const other = await openTeacherAndData(few(101));
  expect(other.dataset).not.toBe(first.dataset);
  const pixels = ({ dataset }: Pick<typeof first, 'dataset'>) => dataset.read(dataset.samples[0]);
  expect(await pixels(other)).not.toEqual(await pixels(first));
  const second = await openRunInputs(few(101), options);
  expect(second.features.train.scales[0]).not.toEqual(first.features.train.scales[0]);
});
