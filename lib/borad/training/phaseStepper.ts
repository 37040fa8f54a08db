/** Steps of a whole run: each phase has its own compiled step, and hands its state to the next. */
import { createRng } from '../base';
import type { TensorMap } from '../layers';
import type { BaseArchitecture, FeatureShape, Method, RunConfig, StepSample } from '../methods';
import { chooseStepper, type StepperMaker } from './chooseStepper';
import { type PhasePlace, phaseAt } from './phases';
import { type LossValues, type StepNumbers, type Stepper, type StoredState, stateFromStored } from './stepper';

export interface PhaseStepperOptions {
  method: Method;
  architecture: BaseArchitecture;
  config: RunConfig;
  /** Shapes of the teacher's maps, finest first. */
  shapes: readonly FeatureShape[];
  /** Finished steps to begin with. */
  from: number;
  /** Default `chooseStepper`. */
  create?: StepperMaker;
}

export interface PhaseStepper {
  readonly engine: string;
  /**
   * One step.
   *
   * @param step Finished steps of the run: one more than at the call before.
   * @param features [B, H, W, C] per scale of the samples, finest first.
   */
  step(step: number, features: readonly Float32Array[], samples: readonly StepSample[]): Promise<LossValues>;
  isFinite(): Promise<boolean>;
  read(): Promise<StoredState>;
  dispose(): void;
}

/** Readies the phase of the first step; takes ownership of the state. */
export async function phaseStepper(initial: TensorMap, options: PhaseStepperOptions): Promise<PhaseStepper> {
  const { method, architecture, config, shapes, create = chooseStepper } = options;
  const { steps, batchSize } = config.training;
  const rng = createRng(config.seed);

  const numbersAt = (
    { phase, first, steps: phaseSteps }: PhasePlace,
    step: number,
    features: readonly Float32Array[],
    samples: readonly StepSample[],
  ): StepNumbers => ({
    features: features.map((data, i) => ({ shape: [samples.length, ...shapes[i]], data })),
    ...phase.inputs({
      ...{ rng, step, steps, phaseStep: step - first, phaseSteps },
      ...{ shapes, samples, architecture, config },
    }),
  });
  const ready = (state: TensorMap, place: PhasePlace): Promise<Stepper> | Stepper => {
    const zeros = shapes.map(([height, width, channels]) => new Float32Array(batchSize * height * width * channels));
    const samples = Array.from({ length: batchSize }, () => ({ id: '', category: '' }));
    return create(state, numbersAt(place, place.first, zeros, samples), { phase: place.phase, architecture, config });
  };
  let place = phaseAt(method, options.from, steps);
  let stepper = await ready(initial, place);
  return {
    get engine() {
      return stepper.engine;
    },
    async step(step, features, samples) {
      const now = phaseAt(method, step, steps);
      if (now.phase !== place.phase) {
        const stored = await stepper.read();
        stepper.dispose();
        place = now;
        stepper = await ready(stateFromStored(stored), place);
      }
      return stepper.step(numbersAt(place, step, features, samples));
    },
    isFinite: () => stepper.isFinite(),
    read: () => stepper.read(),
    dispose: () => stepper.dispose(),
  };
}
