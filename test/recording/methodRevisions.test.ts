/**
 * Numbers of each method's revision, BoRAD's aside (`methodVersion.test.ts`). If a test here fails, a change has moved what a method's
 * runs give. Where that is meant, raise its `revision`, enter the new numbers, and make its results again by `npm run experiments`.
 */
import { beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { progressReporter } from '../../lib/borad/base';
import { createDetector } from '../../lib/borad/detection';
import { DEFAULT_METHOD, disposeModel, METHODS } from '../../lib/borad/methods';
import { train } from '../../lib/borad/training';
import { smallConfig } from '../methods/smallSettings';
import { inputsOf, tinyDataset, tinyTeacher } from '../training/tinyRun';

beforeAll(async () => {
  await prepareBackend();
});

/** Total losses of the first two steps, and the mean image score afterwards. */
const NUMBERS: Record<string, { revision: number; losses: number[]; score: number }> = {
  rd4ad: { revision: 1, losses: [3.0967, 2.93793], score: 1.02314 },
  patchcore: { revision: 1, losses: [], score: 0.796542 },
  uniad: { revision: 1, losses: [1.04524, 0.71972], score: 66.4469 },
  simplenet: { revision: 1, losses: [1.86234, 1.60562], score: 0.0502602 },
  destseg: { revision: 1, losses: [3.0718, 0.33742], score: 0.395375 },
  vitad: { revision: 1, losses: [3.13654, 3.18726], score: 1.1947 },
  mambaad: { revision: 1, losses: [94.44851, 70.17209], score: 1.30445 },
  dinomaly: { revision: 1, losses: [1.01419, 0.30752], score: 0.678057 },
  diad: { revision: 1, losses: [1, 0.98511], score: 0.807035 },
  omiad: { revision: 1, losses: [1, 1.05795], score: 0.741195 },
  inpformer: { revision: 1, losses: [1.24578, 0.40279], score: 0.681753 },
  hvqtrans: { revision: 1, losses: [1.2223, 1.11009], score: 1.06576 },
};

const others = Object.keys(METHODS).filter((name) => name !== DEFAULT_METHOD);

it('are of every method but BoRAD', () => {
  expect(Object.keys(NUMBERS).sort()).toEqual([...others].sort());
});

it.each(others)('%s', async (name) => {
  const config = smallConfig(name, { steps: 2 });
  const { teacher, dataset, features } = await inputsOf(tinyTeacher(), tinyDataset());
  const progress = progressReporter('silent');
  const { model, record, history } = await train({ config, teacher, dataset, features: features.train, progress });
  const detector = createDetector({ architecture: record.architecture, config, teacher, model });
  const { samples, scales } = features.test;
  const { scores } = await detector.detectFeatures(
    scales,
    samples.length,
    samples.map(({ category }) => category),
  );
  detector.dispose();
  disposeModel(model);
  const { revision, losses, score } = NUMBERS[name];
  const near = (value: number, share: number) => expect.closeTo(value, -Math.log10(2 * share * Math.abs(value)));
  expect(METHODS[name].revision ?? 1).toBe(revision);
  // Rounding differs from processor to processor, and the optimiser's first step makes more of it.
  expect(history.map(({ total }) => total)).toEqual(losses.map((loss, step) => near(loss, step === 0 ? 1e-4 : 1e-2)));
  expect(scores.reduce((sum, one) => sum + one, 0) / scores.length).toEqual(near(score, 1e-2));
});
