/** Kept features are those of the set that asks for them. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { progressReporter } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import { openDataset, writeMvtec } from '../../lib/borad/datasets';
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

it('masks are those that lie on disk now, read by the rule that is asked for', async () => {
  const data = join(folder, 'data');
  const procedural = { seed: 1, train: 1, testGood: 1, testDefective: 2 };
  const drawn = resolveConfig({ data: { imageSize: 128, categories: ['nut'], procedural } });
  await writeMvtec(openDataset('procedural', drawn.data), data);
  const cache = join(folder, 'masks');
  const masksOf = async (maskRule: 'overlap' | 'nearest') => {
    const dataset = openDataset(data, resolveConfig({ data: { imageSize: 64, maskRule } }).data);
    const { masks } = await cachedFeatures({ teacher, dataset, split: 'test', folder: cache, progress });
    return masks.map((mask) => Array.from(mask));
  };
  const before = await masksOf('overlap');
  expect(await masksOf('nearest')).not.toEqual(before);
  const truth = join(data, 'nut', 'ground_truth');
  const files = readdirSync(truth, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  expect(files).toHaveLength(2);
  copyFileSync(files[1], files[0]);
  expect(await masksOf('overlap')).not.toEqual(before);
});
