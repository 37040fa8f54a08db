/** Kept features are those of the set that asks for them. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { progressReporter } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import { openDataset } from '../../lib/borad/datasets';
import { computeFeatures, type FeatureSet } from '../../lib/borad/features';
import { cachedFeatures } from '../../lib/borad/recording/cachedFeatures';
import { loadTeacher, type Teacher } from '../../lib/borad/teachers';

const folder = mkdtempSync(join(tmpdir(), 'borad-features-'));
let teacher: Teacher;
beforeAll(async () => {
  await prepareBackend();
  teacher = loadTeacher('mobilenet-v2-openimages');
});
afterAll(() => {
  teacher.dispose();
  rmSync(folder, { recursive: true });
});

const few = (seed: number) => {
  const procedural = { seed, train: 2, testGood: 1, testDefective: 1 };
  return openDataset('procedural', resolveConfig({ data: { imageSize: 64, categories: ['nut'], procedural } }).data);
};
const progress = progressReporter('silent');
const kept = (seed: number) => cachedFeatures({ teacher, dataset: few(seed), split: 'train', folder, progress });
const values = ({ scales }: FeatureSet) => scales.map((data) => Array.from(data));

it('generated sets of two seeds, whose samples have the same names, have their own', async () => {
  for (const seed of [1, 101]) {
    const dataset = few(seed);
    const own = await computeFeatures(
      teacher,
      dataset,
      dataset.samples.filter(({ split }) => split === 'train'),
    );
    expect(values(await kept(seed))).toEqual(values(own));
    // The second time from the folder.
    expect(values(await kept(seed))).toEqual(values(own));
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.safetensors'))).toHaveLength(2);
});
