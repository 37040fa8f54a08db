/** Features that are given to a training: those of the images that it trains on count, and no others. */
import { expect, it } from 'vitest';
import { DataError, progressReporter } from '../../lib/borad/base';
import type { Dataset } from '../../lib/borad/datasets';
import { selectFeatures } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { train } from '../../lib/borad/training';
import { inputsOf, tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

/** Without normal test photos, so that some of those for training are held back. */
const whole = tinyDataset();
const dataset: Dataset = {
  ...whole,
  samples: whole.samples.filter(({ defect, split }) => split === 'train' || defect !== 'good'),
};
const progress = progressReporter('silent');

it('leave out photos that are held back, as without given features', async () => {
  const teacher = tinyTeacher();
  const { features } = await inputsOf(teacher, dataset);
  const losses = async (holdOut: number, given?: typeof features.train) => {
    const config = tinyConfig({ data: { holdOut }, training: { steps: 2 } });
    const { model, history } = await train({ config, teacher, dataset, features: given, progress });
    disposeModel(model);
    return history.map(({ total }) => total);
  };
  const without = await losses(0.25);
  expect(await losses(0.25, features.train)).toEqual(without);
  expect(await losses(0, features.train)).not.toEqual(without);
});

it('are refused where they lack an image', async () => {
  const teacher = tinyTeacher();
  const { features } = await inputsOf(teacher, dataset);
  const [first] = features.train.samples;
  const given = selectFeatures(features.train, ({ id }) => id !== first.id);
  const config = tinyConfig({ data: { holdOut: 0 } });
  await expect(train({ config, teacher, dataset, features: given, progress })).rejects.toThrow(DataError);
  await expect(train({ config, teacher, dataset, features: given, progress })).rejects.toThrow(first.id);
});
