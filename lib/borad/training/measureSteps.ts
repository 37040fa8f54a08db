/** A few steps with the clock beside them, before a long run or in place of one. */

import { createRng } from '../base';
import type { RunConfig } from '../config';
import { type FeatureSet, gatherFeatures } from '../features';
import type { Architecture } from '../model';
import { drawMasks } from './masks';
import { biasCorrections, learningRateAt, momentumAt } from './schedules';
import { startingModel } from './startingModel';
import type { StepSettings, TrainState } from './step';
import type { LossValues, Stepper } from './stepper';

export interface MeasureOptions {
  config: RunConfig;
  architecture: Architecture;
  /** Features of at least one image; they are repeated to fill a batch. */
  features: FeatureSet;
  /** Steps to run. */
  count: number;
  /** Makes the stepper: `chooseStepper`, or that of one engine. */
  create: (state: TrainState, shapes: FeatureSet['shapes'], settings: StepSettings) => Promise<Stepper> | Stepper;
  /** Called after every step. */
  onStep?: (step: number) => void;
}

export interface StepMeasures {
  engine: string;
  /** Seconds until the first step could start: tracing, compiling, loading. */
  prepareSeconds: number;
  /** Seconds of each step. */
  stepSeconds: number[];
  /** Losses of each step, the first those of the fresh weights. */
  losses: LossValues[];
}

/** Runs the first steps of a run on given features, all of them with masked views, and measures them; nothing is kept. */
export async function measureSteps(options: MeasureOptions): Promise<StepMeasures> {
  const { config, architecture, features, count, create, onStep } = options;
  const { batchSize, steps, beta1, beta2 } = config.training;
  const started = performance.now();
  const stepper = await create(startingModel(config, architecture), features.shapes, { architecture, config });
  const measures: StepMeasures = {
    engine: stepper.engine,
    prepareSeconds: (performance.now() - started) / 1000,
    stepSeconds: [],
    losses: [],
  };
  const rng = createRng(config.seed);
  const indices = Array.from({ length: batchSize }, (_, i) => i % features.samples.length);
  try {
    for (let step = 0; step < count; step++) {
      const { first, second } = biasCorrections(step, beta1, beta2);
      const numbers = {
        batch: batchSize,
        features: gatherFeatures(features, indices),
        masks: drawMasks(rng.split(`masks ${step}`), features.shapes, batchSize, { ...config.masking, probability: 1 }),
        learningRate: learningRateAt(step, config.training),
        firstCorrection: first,
        secondCorrection: second,
        momentum: momentumAt(step, steps, config.momentum),
      };
      const from = performance.now();
      measures.losses.push(await stepper.step(numbers));
      measures.stepSeconds.push((performance.now() - from) / 1000);
      onStep?.(step + 1);
    }
  } finally {
    stepper.dispose();
  }
  return measures;
}
