/** What a run will take, before it is started: counted from shapes, and measured on a few steps. */

import { DataError } from '../base';
import { withSteps } from '../config';
import { type Dataset, tiledSamples } from '../datasets';
import { type ExecutionOptions, executionOf } from '../engine';
import { computeFeatures, type FeatureCache, type FeaturePlan } from '../features';
import { methodOf, type RunConfig } from '../methods';
import { median } from '../statistics';
import type { Teacher } from '../teachers';
import { chooseStepper } from './chooseStepper';
import { measureSteps } from './measureSteps';
import { trainedSteps } from './phases';
import { planSources } from './sources';
import { trainingSamples } from './trainingSamples';

/** Steps that are measured, after those in which memory is first taken. */
const MEASURED = 3;
const WARM_UP = 2;

export interface RunPlan {
  teacher: string;
  dataset: { name: string; categories: number; trainImages: number };
  steps: number;
  batchSize: number;
  /** Values that are trained, and of the whole state without the optimiser's moments. */
  parameters: { trained: number; state: number };
  /** Multiply-adds of one image in one forward pass. */
  multiplyAdds: { training: number; inference: number };
  /** Bytes of the weights with Adam's two moments. */
  stateBytes: number;
  /** Memory of the steps with the state, estimated; missing where it is not known. */
  stepBytes?: number;
  /** Where the features of the training images are kept. */
  features: FeaturePlan;
  engine: string;
  /** Seconds, measured here: the teacher per training image, preparing the step, one step (median). */
  seconds: { teacherImage: number; prepare: number; step: number };
  /** Seconds of the whole run on this machine: all steps, and all features once, or in each step where they are kept nowhere. */
  total: number;
  /** Largest resident size of the process so far, bytes. */
  peakBytes: number;
}

export interface PlanOptions extends ExecutionOptions {
  config: RunConfig;
  teacher: Teacher;
  dataset: Dataset;
  cache?: FeatureCache & { always?: boolean };
}

/**
 * Counts a run and measures its first steps. Nothing is written.
 *
 * @throws {DataError} the set has no training images.
 *
 * @example
 * ```ts
 * const config = borad.resolveConfig(borad.presetOverrides('quick'), { data: { imageSize: 128 } });
 * const teacher = borad.loadTeacher(config.teacher.name, config.teacher);
 * const dataset = borad.openDataset('data/parts', config.data);
 * const plan = await borad.planRun({ config, teacher, dataset });
 * console.log(plan.dataset.trainImages, plan.steps); // 16 600
 * console.log(plan.seconds.step > 0, plan.total > plan.seconds.step); // true true
 * ```
 */
export async function planRun(options: PlanOptions): Promise<RunPlan> {
  const { teacher, dataset, cache } = options;
  const execution = executionOf(options);
  const samples = await tiledSamples(dataset, trainingSamples(dataset, options.config));
  if (samples.length === 0) throw new DataError(`${dataset.name} has no training images; nothing can be planned.`);
  const config = withSteps(options.config, samples.length);
  const { batchSize } = config.training;
  const method = methodOf(config.method);
  const steps = trainedSteps(method, config);
  const architecture = method.architecture(teacher, config, dataset.categories);
  const some = samples.slice(0, Math.min(batchSize, samples.length));
  await computeFeatures(teacher, dataset, some.slice(0, 1), { batchSize: some.length, ...execution });
  const before = performance.now();
  const features = await computeFeatures(teacher, dataset, some, { batchSize: some.length, ...execution });
  const teacherImage = (performance.now() - before) / 1000 / some.length;
  const measures = steps
    ? await measureSteps({
        config,
        architecture,
        features,
        count: WARM_UP + MEASURED,
        create: chooseStepper,
        ...execution,
      })
    : undefined;
  const step = measures ? median(measures.stepSeconds.slice(WARM_UP)) : 0;
  const prepare = measures?.prepareSeconds ?? 0;
  const { trained, state, training, inference } = method.cost(architecture, config);
  const copies = method.copies?.count(config) ?? 0;
  const plan = planSources({ config, teacher, cache }, samples.length);
  // Where features are kept nowhere, a step runs the teacher on its images, and on a copy of each.
  const teacherRuns = plan.place === 'teacher' ? steps * batchSize * (copies ? 2 : 1) : samples.length * (1 + copies);
  return {
    teacher: teacher.name,
    dataset: { name: dataset.name, categories: dataset.categories.length, trainImages: samples.length },
    steps,
    batchSize,
    parameters: { trained, state },
    multiplyAdds: { training, inference },
    stateBytes: 4 * (state + 2 * trained),
    stepBytes: measures?.bytes,
    features: plan,
    engine: measures?.engine ?? execution.engine,
    seconds: { teacherImage, prepare, step },
    total: teacherImage * teacherRuns + prepare + step * steps,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
