/** train_*: one step's gradients, trajectories of five steps, ablation switches, and the names of all parameters. */
import * as tf from '@tensorflow/tfjs-core';
import { createRng } from '../../../lib/borad/base';
import { type ConfigOverrides, resolveConfig } from '../../../lib/borad/config';
import type { TensorMap } from '../../../lib/borad/layers';
import { scalarInput } from '../../../lib/borad/methods';
import {
  type Architecture,
  boradMethod,
  flatState,
  initialModel,
  type ModelState,
  momentumAt,
  reconstruct,
  type StepInput,
  type StepSettings,
  stepGradients,
  type Triple,
} from '../../../lib/borad/methods/borad';
import { biasCorrections, initialAdam } from '../../../lib/borad/optimisation';
import { compiledStepper, eagerStepper, type StepNumbers } from '../../../lib/borad/training';
import { byRelativeL2, byValue, greatest, tensor, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import type { Comparison, Oracle } from '../oracle';

function architectureOf(weights: Oracle): Architecture {
  const { channels, maps, nPrototypes } = weights.json;
  const [h, w] = maps[2] as [number, number];
  return {
    channels: channels as Triple,
    widths: channels,
    heads: false,
    signed: false,
    midSize: [h / 2, w / 2],
    prototypes: nPrototypes,
  };
}

function modelOf(weights: Oracle): ModelState {
  const state: ModelState = { parameters: {}, statistics: {}, momentumProjector: tensorsUnder(weights, 'ema.') };
  for (const name of Object.keys(weights.tensors).filter((key) => !key.startsWith('ema.'))) {
    (name.includes('running_') ? state.statistics : state.parameters)[name] = tensor(weights, name);
  }
  return state;
}

function inputOf(inputs: Oracle, step: number, masked: boolean, scalars: StepInput['scalars']): StepInput {
  const features = [0, 1, 2].map((scale) => tensor<tf.Tensor4D>(inputs, `step${step}.f.${scale}`));
  const masks = (view: number) =>
    features.map((feature, scale) =>
      masked
        ? tensor<tf.Tensor4D>(inputs, `step${step}.mask${view}.${scale}`)
        : tf.ones<tf.Rank.R4>([...feature.shape.slice(0, 3), 1] as never),
    );
  return { features, masks: { online: masks(1), target: masks(2) }, scalars };
}

function scalarsAt(
  step: number,
  adam: { lr: number; beta1: number; beta2: number },
  total: number,
): StepInput['scalars'] {
  const { first, second } = biasCorrections(step, adam.beta1, adam.beta2);
  return {
    learningRate: tf.scalar(adam.lr),
    firstCorrection: tf.scalar(first),
    secondCorrection: tf.scalar(second),
    momentum: tf.scalar(momentumAt(step, total, LINEAR_MOMENTUM)),
  };
}

const start = (oracle: Oracle) => {
  const weights = loadOracle(oracle.folder, 'train_weights');
  const inputs = loadOracle(oracle.folder, 'train_inputs');
  return { architecture: architectureOf(weights), model: modelOf(weights), inputs };
};

/** The schedule of every trajectory (Section 3, "Setup"). */
const LINEAR_MOMENTUM = { schedule: 'linear', start: 0.99, end: 0.999 } as const;

const DEFAULT_ADAM = { lr: 5e-3, beta1: 0.5, beta2: 0.999 };

/** Losses, gradients and moved statistics of one step, by path. */
function gradientsOf(model: ModelState, input: StepInput, settings: StepSettings, { evaluate }: Engine) {
  const fn = ({ model: state, input: given }: { model: ModelState; input: StepInput }) =>
    stepGradients(state, given, settings);
  return evaluate(fn, { model, input });
}

async function checkGradients(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { architecture, model, inputs } = start(oracle);
  const config = resolveConfig();
  const input = inputOf(inputs, 0, inputs.json.masked[0], scalarsAt(0, DEFAULT_ADAM, 5));
  const step = await gradientsOf(model, input, { architecture, config }, engine);
  const { values, zeroGradients } = oracle.json;
  const result = [
    byValue('total', step['losses/total'][0], values.total, 1e-4),
    byValue('reconstruction', step['losses/reconstruction'][0], values.recon, 1e-4),
    byValue('spatial', step['losses/spatial'][0], values.spatial, 1e-4),
    byValue('global', step['losses/global'][0], values.glob, 1e-4),
  ];
  for (const [key, expected] of Object.entries(oracle.tensors)) {
    if (!key.startsWith('grad.')) continue;
    const name = key.slice('grad.'.length);
    const found = step[`gradients/${name}`];
    if (zeroGradients.includes(name)) {
      result.push({ what: `${key} is zero`, deviation: greatest(found), tolerance: 1e-4 });
    } else {
      const tolerance = Math.max(2e-3, 10 * (oracle.json.tensors[key].float32RelL2 ?? 0));
      result.push(byRelativeL2(key, found, expected.data, tolerance));
    }
  }
  const student = await engine.evaluate(
    (given: { model: ModelState; features: tf.Tensor4D[]; masks: tf.Tensor4D[] }) => {
      const masked = given.features.map((feature, i) => tf.mul(feature, given.masks[i]) as tf.Tensor4D);
      const context = { mode: 'train' as const, statistics: given.model.statistics, batch: {} };
      const { maps, fused } = reconstruct(masked, given.model.parameters, context, architecture);
      return { student: maps, mid: fused };
    },
    { model, features: input.features, masks: input.masks.online },
  );
  for (const [path, found] of Object.entries(student))
    result.push(byRelativeL2(path, found, oracle.tensors[path.replace('/', '.')].data, 2e-3));
  return result;
}

/** Runs the steps before the snapshot and compares losses and every tensor that is not free to drift. */
async function checkTrajectory(oracle: Oracle, { name: engine }: Engine): Promise<Comparison[]> {
  const { architecture, model, inputs } = start(oracle);
  const { adam, steps, tolerance } = oracle.json;
  const total = inputs.json.masked.length;
  const config = resolveConfig({ training: { beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.eps } });
  const scales = [0, 1, 2];
  const shapes = scales.map((scale) => inputs.tensors[`step0.f.${scale}`].shape.slice(1) as [number, number, number]);
  const batch = inputs.tensors['step0.f.0'].shape[0];
  const state = flatState({ ...model, adam: initialAdam(model.parameters) });
  const settings = { phase: boradMethod.phases[0], architecture, config };
  const numbersOf = (step: number): StepNumbers => {
    const masks = (view: number) =>
      scales.map((scale) => {
        const shape = [batch, shapes[scale][0], shapes[scale][1], 1];
        const found = inputs.tensors[`step${step}.mask${view}.${scale}`]?.data;
        return { shape, data: found ?? new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1) };
      });
    const { first, second } = biasCorrections(step, adam.beta1, adam.beta2);
    return {
      features: scales.map((scale) => ({
        shape: [batch, ...shapes[scale]],
        data: inputs.tensors[`step${step}.f.${scale}`].data,
      })),
      masks: { online: masks(1), target: masks(2) },
      scalars: {
        learningRate: scalarInput(adam.lr),
        firstCorrection: scalarInput(first),
        secondCorrection: scalarInput(second),
        momentum: scalarInput(momentumAt(step, total, LINEAR_MOMENTUM)),
      },
    };
  };
  const stepper =
    engine === 'eager' ? eagerStepper(state, settings) : await compiledStepper(state, numbersOf(0), settings);
  const result: Comparison[] = [];
  for (const [step, expected] of (
    steps as { total: number; recon: number; spatial: number; glob: number }[]
  ).entries()) {
    const losses = await stepper.step(numbersOf(step));
    const limit = tolerance.losses[step];
    result.push(
      byValue(`step ${step} total`, losses.total, expected.total, limit),
      byValue(`step ${step} reconstruction`, losses.reconstruction, expected.recon, limit),
      byValue(`step ${step} spatial`, losses.spatial, expected.spatial, limit),
      byValue(`step ${step} global`, losses.global, expected.glob, limit),
    );
  }
  const found = await stepper.read();
  for (const [name, expected] of Object.entries(oracle.tensors)) {
    if (oracle.json.tensors[name].free) continue;
    result.push(byRelativeL2(name, found[name].data, expected.data, tolerance.relL2));
  }
  stepper.dispose();
  return result;
}

/** A tensor by its checksums. */
interface Checksums {
  sum: number;
  sumSquares: number;
}

/** What the vectors say of one set of switches. */
interface AblationReference {
  switches: Record<string, unknown>;
  losses: Record<string, number>;
  gradients: Record<string, Checksums>;
  noGradient: string[];
  bn: Record<string, Checksums>;
}

/** The vectors' names of the switches, as our settings. */
function overridesOf(switches: Record<string, unknown>): ConfigOverrides {
  const names: Record<string, string> = {
    proto: 'prototypes',
    shift: 'shift',
    use_global: 'global',
    use_spatial: 'spatial',
    reconstruction: 'reconstruction',
    lambda_s: 'lambdaSpatial',
    lambda_g: 'lambdaGlobal',
  };
  const loss: ConfigOverrides = {};
  for (const [key, value] of Object.entries(switches)) if (names[key]) loss[names[key]] = value;
  return { loss, ...(switches.routing ? { model: { routing: switches.routing } } : {}) };
}

async function checkAblations(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { architecture, model, inputs } = start(oracle);
  const { tolerance } = oracle.json;
  const result: Comparison[] = [];
  for (const [name, reference] of Object.entries<AblationReference>(oracle.json.values)) {
    const config = resolveConfig(overridesOf(reference.switches));
    const masked = inputs.json.masked[0] && reference.switches.masking !== false;
    const input = inputOf(inputs, 0, masked, scalarsAt(0, DEFAULT_ADAM, 5));
    const step = await gradientsOf(model, input, { architecture, config }, engine);
    const parts = { total: 'total', recon: 'reconstruction', spatial: 'spatial', glob: 'global' };
    for (const [part, ours] of Object.entries(parts)) {
      result.push(byValue(`${name} ${part}`, step[`losses/${ours}`][0], reference.losses[part], tolerance.loss.abs));
    }
    const compareSums = (what: string, data: ArrayLike<number>, expected: Checksums) => {
      const values = Array.from(data);
      const squares = values.reduce((a, b) => a + b * b, 0);
      const relative = Math.abs(squares - expected.sumSquares) / Math.max(expected.sumSquares, 1e-12);
      result.push({ what: `${what} sum of squares`, deviation: relative, tolerance: tolerance.sumSquares.rel });
      const sum = values.reduce((a, b) => a + b, 0);
      result.push(
        byValue(`${what} sum`, sum, expected.sum, 2e-3 * Math.sqrt(values.length * expected.sumSquares) + 1e-12),
      );
    };
    for (const [parameter, expected] of Object.entries(reference.gradients)) {
      compareSums(`${name} grad ${parameter}`, step[`gradients/${parameter}`], expected);
    }
    for (const parameter of reference.noGradient) {
      result.push({
        what: `${name}: ${parameter} has no gradient`,
        deviation: `gradients/${parameter}` in step ? 1 : 0,
        tolerance: 0,
      });
    }
    for (const [statistic, expected] of Object.entries(reference.bn)) {
      compareSums(`${name} ${statistic}`, step[`statistics/${statistic}`], expected);
    }
  }
  return result;
}

/** Our initial model has exactly the reference's names and shapes. */
function checkNames(oracle: Oracle): Comparison[] {
  const ours = initialModel(createRng(1), architectureOf(oracle));
  const found: TensorMap = { ...ours.parameters, ...ours.statistics };
  for (const [name, value] of Object.entries(ours.momentumProjector)) found[`ema.${name}`] = value;
  const names = new Set([...Object.keys(found), ...Object.keys(oracle.tensors)]);
  const differing = [...names].filter((name) => found[name]?.shape.join() !== oracle.tensors[name]?.shape.join());
  return [
    {
      what: `names and shapes${differing.length ? `: ${differing.join(', ')}` : ''}`,
      deviation: differing.length,
      tolerance: 0,
    },
  ];
}

/** The inputs are read by the other cases; here only that features and masks fit each other. */
function checkInputs(oracle: Oracle): Comparison[] {
  const wrong = Object.keys(oracle.tensors).filter((name) => {
    const mask = /^(step\d+)\.mask[12]\.(\d)$/.exec(name);
    const feature = mask && oracle.tensors[`${mask[1]}.f.${mask[2]}`];
    return feature && feature.shape.slice(0, 3).join() !== oracle.tensors[name].shape.slice(0, 3).join();
  });
  return [{ what: 'masks fit features', deviation: wrong.length, tolerance: 0 }];
}

export const cases = [
  { match: /^train_step1_grads$/, run: checkGradients },
  { match: /^trainc?_after_step\d+$/, run: checkTrajectory },
  { match: /^train_ablations$/, run: checkAblations },
];

/** Vectors that other cases start from: nothing is computed. */
export const starts = [
  { match: /^train_weights$/, run: checkNames },
  { match: /^train_inputs$/, run: checkInputs },
];
