import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createDetector } from 'borad/detection';
import { disposeModel } from 'borad/methods';
import { loadRun } from 'borad/training';
import {
  type ExperimentInputs,
  type GetRunOptions,
  getModel,
  projectStore,
  type RunSpec,
  runHash,
  specConfig,
  trainingFolder,
} from '../experiments';
import { createBranchProbe } from '../measures';
import { conditionalVariance, viewSets } from './conditionalVariance';
import { contrastDetection, type GradedSet } from './contrastDetection';
import type { LimitationRow } from './limitationRecord';

/**
 * Measures one trained model. Models that are kept for test time lack the momentum branch, so only those of a training serve;
 * where there is none, it is trained (about a minute; the stored results stay as they are).
 *
 * @param sets As `gradedSets` gives them for these inputs.
 * @throws As `getModel`.
 */
export async function measureLimitation(
  spec: RunSpec,
  inputs: ExperimentInputs,
  sets: readonly GradedSet[],
  options: GetRunOptions = {},
): Promise<LimitationRow> {
  const store = { ...(options.store ?? projectStore()), models: undefined };
  const config = specConfig(spec);
  const hash = runHash(spec, inputs.dataset);
  const { model, record } = await getModel(spec, { ...options, store, inputs });
  const { weights } = loadRun(trainingFolder(store, hash));
  const { teacher } = inputs;
  const detector = createDetector({ architecture: record.architecture, config, teacher, model });
  const probe = await createBranchProbe(weights, inputs.features.test.shapes, config);
  try {
    return {
      ...{ hash, variant: spec.variant, seed: config.seed, steps: config.training.steps },
      contrast: await contrastDetection(detector, sets),
      views: await conditionalVariance(probe, weights, viewSets(inputs.features), config.masking.ratio),
    };
  } finally {
    probe.dispose();
    detector.dispose();
    disposeModel(model);
  }
}

/** Whether the weights of a run's training are there, so that measuring it trains nothing. */
export function isMeasurable(spec: RunSpec, inputs: ExperimentInputs, { store }: GetRunOptions = {}): boolean {
  return existsSync(join(trainingFolder(store ?? projectStore(), runHash(spec, inputs.dataset)), 'run.json'));
}
