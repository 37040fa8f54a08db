/** omiad_*: the masked diffusion, both losses of the distillation, and both networks after one step each. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../../lib/borad/layers';
import { noised, type Times, timesInput } from '../../../lib/borad/methods/diffusion';
import { gradientStep, stateGradients } from '../../../lib/borad/methods/gradientStep';
import {
  generate,
  generatorLosses,
  type HalfDraws,
  logits,
  maskRate,
  omiadSections,
  predictMasked,
  scoreLosses,
} from '../../../lib/borad/methods/omiad';
import { flatAdam } from '../../../lib/borad/methods/state';
import { biasCorrections, initialAdam } from '../../../lib/borad/optimisation';
import { byElement, byRelativeL2, tensor, tensorsUnder } from '../compare';
import { timesAmong, timesOf } from '../diffusionTimes';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import { checkTrained, prefixed, stepTensors } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

function checkRates(oracle: Oracle): Comparison {
  const { rate } = omiadSections.masking.parse({});
  const found = Array.from(oracle.tensors['rate.t'].data, (time) => maskRate(time, rate));
  return byElement('rate', found, oracle.tensors.rate.data, oracle.json.tolerance.forward);
}

/** The vectors call the only network's tensors by no name. */
async function checkMasked(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { values } = oracle.json;
  const steps = await checkTrained(oracle, engine, {
    inputs: (given, step) => ({
      ...stepTensors(given, ['x0', 'noise', 'mask'], step),
      ...timesOf(given, `t.${step}`, values.width),
    }),
    forward(input, parameters) {
      const { x0, noise, mask } = input as { [name: string]: tf.Tensor4D };
      const times = timesAmong(input);
      const x = noised(x0, noise, times);
      return { prediction: predictMasked('gen', { x, mask }, times.features, prefixed(parameters, 'gen'), values) };
    },
    losses: ({ x0 }, { prediction }) => ({ total: tf.mean(tf.squaredDifference(prediction, x0)) as tf.Scalar }),
  });
  return [...steps, checkRates(oracle)];
}

/** Networks and inputs of the losses; heads and groups stand with the masked diffusion. */
function distillation(oracle: Oracle) {
  const networks = loadOracle(oracle.folder, 'omiad_networks');
  const losses = loadOracle(oracle.folder, 'omiad_losses').json.values;
  const { width, heads, groups } = { ...loadOracle(oracle.folder, 'omiad_amdm').json.values, ...losses };
  const weights: TensorMap = Object.fromEntries(
    Object.keys(networks.tensors)
      .filter((name) => /^(phi|psi|gen)\./.test(name))
      .map((name) => [name, tensor(networks, name)]),
  );
  const trained = Object.keys(weights).filter((name) => !name.startsWith('phi.') && name !== 'psi.token');
  const moments = flatAdam(initialAdam(Object.fromEntries(trained.map((name) => [name, weights[name]]))));
  const numbers = (times: number[]): Times =>
    Object.fromEntries(
      Object.entries(timesInput(times, width)).map(([part, { data, shape }]) => [part, tf.tensor(data, shape)]),
    ) as unknown as Times;
  const draws = {
    ...stepTensors(networks, ['noise', 'mask', 'e'], 0),
    times: numbers([...networks.tensors['t.0'].data]),
  };
  const { first, second } = biasCorrections(0, losses.adam.beta1, losses.adam.beta2);
  const input = {
    state: { ...weights, ...moments } as TensorMap,
    clean: tensor<tf.Tensor4D>(networks, 'x0.0'),
    draws: draws as unknown as HalfDraws,
    start: numbers(new Array(networks.tensors['x0.0'].shape[0]).fill(losses.start)),
    scalars: {
      learningRate: tf.scalar(losses.adam.learningRate),
      firstCorrection: tf.scalar(first),
      secondCorrection: tf.scalar(second),
    },
  };
  const settings = {
    ...omiadSections.distillation.parse({}),
    alpha: losses.alpha,
    adversarial: losses.adversarialWeight,
    reconstruction: losses.reconstructionWeight,
  };
  const norms = { heads, groups };
  /** psi's half, and the generator's with the new psi, on the same draws. */
  const run = ({ state, clean, draws: drawn, start, scalars }: typeof input) => {
    const generated = generate(clean, drawn, start, state, norms);
    const psiLoss = (parameters: TensorMap) => scoreLosses(generated, clean, drawn, parameters, norms, settings);
    const genLoss = (parameters: TensorMap) => generatorLosses(clean, drawn, start, parameters, norms, settings);
    const isPsi = (name: string) => name.startsWith('psi.');
    const isGen = (name: string) => name.startsWith('gen.');
    const psi = gradientStep(state, scalars, losses.adam, psiLoss, { isTrained: isPsi });
    const gen = gradientStep(psi.state, scalars, losses.adam, genLoss, { isTrained: isGen });
    const seen = [generated, clean].map((map) =>
      logits(noised(map, drawn.e, drawn.times), drawn.times.features, state, norms),
    );
    return {
      generated,
      logits: { generated: seen[0], real: seen[1] },
      psi: psi.losses,
      generator: gen.losses,
      grad: {
        ...stateGradients(state, psiLoss, isPsi).gradients,
        ...stateGradients(psi.state, genLoss, isGen).gradients,
      },
      step1: gen.state,
    };
  };
  return { input, run };
}

async function checkLosses(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { tolerance, values } = oracle.json;
  const { input, run } = distillation(oracle);
  const found = await evaluate((given: typeof input) => {
    const { step1: _, ...rest } = run(given);
    return rest;
  }, input);
  const numbers = (['psi', 'generator'] as const).flatMap((part) =>
    Object.entries<number>(values[part]).map(([name, value]) =>
      byElement(`${part} ${name}`, found[`${part}/${name}`], [value], tolerance.forward),
    ),
  );
  const tensors = Object.entries(oracle.tensors).map(([name, { data }]) => {
    const isGradient = name.startsWith('grad.');
    const path = isGradient ? `grad/${name.slice('grad.'.length)}` : name.replace('.', '/');
    return byElement(name, found[path], data, isGradient ? tolerance.gradient : tolerance.forward);
  });
  return [...numbers, ...tensors];
}

async function checkAfter(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { input, run } = distillation(oracle);
  const found = await evaluate((given: typeof input) => ({ step1: run(given).step1 }), input);
  return Object.entries(oracle.tensors).map(([name, { data }]) =>
    byRelativeL2(name, found[`step1/${name.slice('step1.'.length)}`], data, oracle.json.tolerance.steps.relL2),
  );
}

/** The networks of another case: each has the same tensors. */
function checkNetworks(oracle: Oracle): Comparison[] {
  const under = (prefix: string) =>
    Object.entries(tensorsUnder(oracle, prefix))
      .map(([name, { shape }]) => `${name} ${shape}`)
      .sort()
      .join();
  return ['psi.', 'gen.'].map((prefix) => ({
    what: `tensors of ${prefix}`,
    deviation: under(prefix) === under('phi.') ? 0 : 1,
    tolerance: 0,
  }));
}

export const cases = [
  { match: /^omiad_amdm$/, run: checkMasked },
  { match: /^omiad_losses$/, run: checkLosses },
  { match: /^omiad_after$/, run: checkAfter },
];

/** Vectors that other cases start from. */
export const starts = [{ match: /^omiad_networks$/, run: checkNetworks }];
