/** A few timed steps, before a long run or instead of one. */

import { itemAt } from '../base';
import type { ExecutionOptions } from '../engine';
import { type FeatureSet, gatherFeatures } from '../features';
import { type BaseArchitecture, methodOf, type RunConfig } from '../methods';
import type { StepperMaker } from './chooseStepper';
import { copyLabels, stacked } from './imageCopies';
import { phaseStepper } from './phaseStepper';
import { startingState } from './startingState';
import type { LossValues } from './stepper';

export interface MeasureOptions extends ExecutionOptions {
  config: RunConfig;
  architecture: BaseArchitecture;
  /** Features of at least one image; they are repeated to fill a batch. */
  features: FeatureSet;
  /** Steps to run. */
  count: number;
  /** Makes the stepper: `chooseStepper`, or that of one engine. */
  create: StepperMaker;
  /** Called after every step. */
  onStep?: (step: number) => void;
}

export interface StepMeasures {
  engine: string;
  /** Seconds until the first step could start: tracing, compiling, loading. */
  prepareSeconds: number;
  /** Memory of the steps, estimated, bytes; missing where it is not known. */
  bytes?: number;
  /** Seconds of each step. */
  stepSeconds: number[];
  /** Losses of each step, the first those of the fresh weights. */
  losses: LossValues[];
}

/** Runs the first steps of a run on given features and measures them; nothing is kept. */
export async function measureSteps(options: MeasureOptions): Promise<StepMeasures> {
  const { config, architecture, features, count, create, onStep, engine, provider, graphCache } = options;
  const { batchSize } = config.training;
  const method = methodOf(config.method);
  const started = performance.now();
  const stepper = await phaseStepper(startingState(config, architecture), {
    ...{ method, architecture, config, create, engine, provider, graphCache },
    shapes: features.shapes,
    from: 0,
  });
  const measures: StepMeasures = {
    engine: stepper.engine,
    prepareSeconds: (performance.now() - started) / 1000,
    bytes: stepper.bytes,
    stepSeconds: [],
    losses: [],
  };
  const indices = Array.from({ length: batchSize }, (_, i) => i % features.samples.length);
  const { copies } = method;
  const label = copies && copyLabels({ copies, config, architecture, shapes: features.shapes })(0, 0);
  const labels = label && stacked(indices.map(() => label));
  try {
    for (let step = 0; step < count; step++) {
      const maps = gatherFeatures(features, indices);
      const samples = indices.map((i) => itemAt(features.samples, i, 'images'));
      const from = performance.now();
      measures.losses.push(await stepper.step(step, { samples, features: maps, copies: maps, labels }));
      measures.stepSeconds.push((performance.now() - from) / 1000);
      onStep?.(step + 1);
    }
  } finally {
    stepper.dispose();
  }
  return measures;
}
