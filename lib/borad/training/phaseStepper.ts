/** Steps of a whole run: each phase has its own compiled step, and hands its state to the next. */
import { createRng, inPlainArrays, itemAt, present } from '../base';
import type { Provider, TensorData } from '../compile';
import type { Engine, ExecutionOptions } from '../engine';
import type { TensorMap } from '../layers';
import type { BaseArchitecture, FeatureShape, Method, Phase, PhaseRead, RunConfig, StepSample } from '../methods';
import { chooseStepper, type StepperMaker } from './chooseStepper';
import { copyLabels, stacked } from './imageCopies';
import { type PhasePlace, phaseAt } from './phases';
import { type LossValues, type StepNumbers, type Stepper, type StoredState, stateFromStored } from './stepper';

export interface PhaseStepperOptions extends ExecutionOptions {
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

/** What a step reads of its images; what the phase does not read may be missing. */
export interface StepImages {
  samples: readonly StepSample[];
  /** The teacher's maps [B, H, W, C], finest first. */
  features?: readonly Float32Array[];
  /** The same of one copy of each image. */
  copies?: readonly Float32Array[];
  /** Labels of those copies, [B, ...]. */
  labels?: TensorData;
}

export interface PhaseStepper {
  readonly engine: Engine;
  /** Where onnxruntime runs the step; missing where it runs eagerly. */
  readonly provider?: Provider;
  /** Memory of the steps, estimated, bytes; missing where it is not known. */
  readonly bytes?: number;
  /** What the phase of a step reads. */
  reads(step: number): readonly PhaseRead[];
  /**
   * One step.
   *
   * @param step Finished steps of the run: one more than at the call before.
   */
  step(step: number, images: StepImages): Promise<LossValues>;
  isFinite(): Promise<boolean>;
  read(): Promise<StoredState>;
  dispose(): void;
}

const readsOf = ({ reads }: Phase): readonly PhaseRead[] => reads ?? ['features'];

/** Prepares the phase of the first step; takes ownership of the state. */
export async function phaseStepper(initial: TensorMap, options: PhaseStepperOptions): Promise<PhaseStepper> {
  const { method, architecture, config, shapes, create = chooseStepper } = options;
  const { engine, provider, graphCache } = options;
  const { steps, batchSize } = config.training;
  const rng = createRng(config.seed);

  const numbersAt = (
    { phase, first, steps: phaseSteps }: PhasePlace,
    step: number,
    images: StepImages,
  ): StepNumbers => {
    const { samples } = images;
    const maps = (list: readonly Float32Array[]) =>
      list.map((data, i) => ({ shape: [samples.length, ...itemAt(shapes, i, 'maps')], data }));
    const reads = readsOf(phase);
    const given = <T>(what: PhaseRead, value: T | undefined) => present(value, `${what} for the phase ${phase.name}`);
    const read: StepNumbers = { features: reads.includes('features') ? maps(given('features', images.features)) : [] };
    if (reads.includes('copies')) read.copies = maps(given('copies', images.copies));
    if (reads.includes('labels')) read.labels = given('labels', images.labels);
    return {
      ...read,
      ...phase.inputs({
        ...{ rng, step, steps, phaseStep: step - first, phaseSteps },
        ...{ shapes, samples, architecture, config },
      }),
    };
  };
  const ready = (before: TensorMap, place: PhasePlace, step: number): Promise<Stepper> | Stepper => {
    const { begin } = place.phase;
    const state = begin && step === place.first ? inPlainArrays(() => begin(before)) : before;
    const zeros = shapes.map(([height, width, channels]) => new Float32Array(batchSize * height * width * channels));
    const samples = Array.from({ length: batchSize }, () => ({ id: '', category: '' }));
    const label = method.copies && copyLabels({ copies: method.copies, ...options })(0, 0);
    const labels = label && stacked(samples.map(() => label));
    const images = { samples, features: zeros, copies: zeros, labels };
    return create(state, numbersAt(place, place.first, images), {
      phase: place.phase,
      architecture,
      config,
      engine,
      provider,
      graphCache,
    });
  };
  let place = phaseAt(method, options.from, steps);
  let stepper = await ready(initial, place, options.from);
  return {
    get engine() {
      return stepper.engine;
    },
    get provider() {
      return stepper.provider;
    },
    get bytes() {
      return stepper.bytes;
    },
    reads: (step) => readsOf(phaseAt(method, step, steps).phase),
    async step(step, images) {
      const now = phaseAt(method, step, steps);
      if (now.phase !== place.phase) {
        const stored = await stepper.read();
        stepper.dispose();
        place = now;
        stepper = await ready(stateFromStored(stored), place, step);
      }
      return stepper.step(numbersAt(place, step, images));
    },
    isFinite: () => stepper.isFinite(),
    read: () => stepper.read(),
    dispose: () => stepper.dispose(),
  };
}
