import { expect, it } from 'vitest';
import { presetOverrides, resolveConfig } from '../../lib/borad/config';
import { openDataset } from '../../lib/borad/datasets';
import { stepIndices, trainingSamples } from '../../lib/borad/training';
import { stepCategories, stretchTable } from '../../lib/notebooks/study/experiments';

const config = resolveConfig(presetOverrides('quick'), { seed: 42 });
const dataset = openDataset('procedural', config.data);
const run = { config, dataset };

it('names the images of a step, the most frequent first', () => {
  const samples = trainingSamples(dataset, config);
  const categories = samples.map(({ category }) => category);
  const seen = Array.from(stepIndices(config, categories, 6), (index) => categories[index]);
  const said = stepCategories(run, 7).split(', ');
  const counts = said.map((one) => Number(one.split(' ')[1]));
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  expect(said.flatMap((one, i) => Array(counts[i]).fill(one.split(' ')[0])).sort()).toEqual(seen.sort());
});

it('sets stretches of a training beside each other, a single step without a change', () => {
  const history = [5, 3, 4, 2, 9, 1].map((reconstruction) => ({ total: 0, reconstruction }));
  const { rows } = stretchTable({
    ...{ name: 'any', caption: 'Made up.', history, part: 'reconstruction', run },
    stretches: [
      [1, 3],
      [4, 5],
      [6, 6],
    ],
  });
  expect(rows.map((row) => row.slice(0, 5))).toEqual([
    ['1 to 3', 4, 1.5, 5, 1],
    ['4 to 5', 5.5, 7, 9, 5],
    ['6 to 6', 1, null, 1, 6],
  ]);
  expect(rows[1]?.[5]).toBe(stepCategories(run, 5));
});
