/**
 * OmiAD (ICML 2025) as a method among others, after the abstract and the cited building blocks: the method section of its paper
 * could not be read. A reader who has it should check first: the form of the mask's rate, the time from which the generator
 * starts, the weights of the losses, and whether there is a reconstruction term.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { countValues, type TensorMap, tensorOf, tidyTree } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { adamWSettings } from '../adamWSettings';
import {
  checkDenoiser,
  decoderAdds,
  denoiserSection,
  denoiserShape,
  drawTimes,
  encoderAdds,
  following,
  joinedMaps,
  joinedShape,
  noised,
  noiseInput,
  scaleDistances,
  sharesAt,
  startNoise,
  startShape,
  TIMES,
  type Times,
  timeConstants,
  timesInput,
  withFreshMoments,
} from '../diffusion';
import { gradientStep } from '../gradientStep';
import { adamInputs } from '../inputs';
import type { Method, Phase, Rebuilt, StepContext } from '../method';
import { count, sides } from '../numbers';
import { recordedSettings } from '../recordedSettings';
import { isMoment } from '../state';
import { countTrained, drawnShapes, drawState } from '../tableState';
import { generate, generatorLosses, type HalfDraws, maskedLoss, scoreLosses } from './losses';
import { drawMask } from './masking';
import { type Network, networkParameters, type OmiadArchitecture, predict } from './network';
import { type OmiadConfig, omiadSections } from './settings';

type Context = StepContext<OmiadArchitecture, OmiadConfig>;

/** When the distillation begins, and before the first step, the other networks are copies of the one that is trained. */
const COPIED = { 'phi.': 'gen.', 'psi.': 'gen.' };

/** Whether a tensor, moments apart, belongs to a network. */
const of = (network: Network) => (name: string) => name.startsWith(`${network}.`);

const masked: Phase<OmiadArchitecture, OmiadConfig> = {
  name: 'masked diffusion',
  share: 2 / 3,
  losses: ['total'],
  inputs({ rng, step, phaseStep, phaseSteps, samples, architecture, config }: Context) {
    const times = drawTimes(rng.split(`times ${step}`), samples.length, [0, TIMES - 1]);
    return {
      noise: noiseInput(rng.split(`noise ${step}`), samples.length, architecture),
      mask: drawMask(rng.split(`mask ${step}`), times, architecture, config.masking.rate),
      times: timesInput(times, architecture.width),
      scalars: adamInputs(phaseStep, { ...config.training, steps: phaseSteps }),
    };
  },
  step(state, { features, ...input }, { architecture, config }) {
    const { scalars, ...draws } = input as unknown as { scalars: AdamScalars } & HalfDraws;
    const settings = adamWSettings(config);
    return tidyTree(() => {
      const clean = joinedMaps(features);
      return gradientStep(
        state,
        scalars,
        settings,
        (parameters) => maskedLoss(clean, draws, parameters, architecture),
        { isTrained: of('gen') },
      );
    });
  },
};

/** What one half of a step draws. */
function halfInputs({ rng, step, samples, architecture, config }: Context, half: string) {
  const { start, times } = config.distillation;
  const images = samples.length;
  const drawn = drawTimes(rng.split(`${half} times ${step}`), images, times);
  const starts = new Array<number>(images).fill(start);
  return {
    noise: noiseInput(rng.split(`${half} noise ${step}`), images, architecture),
    mask: drawMask(rng.split(`${half} mask ${step}`), starts, architecture, config.masking.rate),
    e: noiseInput(rng.split(`${half} e ${step}`), images, architecture),
    times: timesInput(drawn, architecture.width),
  };
}

interface DistillationInput {
  score: HalfDraws;
  generator: HalfDraws;
  start: Times;
  scalars: AdamScalars;
}

/** Both Adams of the distillation, whose rate does not fall. */
const distillationAdam = ({ training, distillation: { learningRate, beta1 } }: OmiadConfig, steps: number) => ({
  ...training,
  ...{ learningRate, beta1, steps, decay: 'none' as const },
});

const distillation: Phase<OmiadArchitecture, OmiadConfig> = {
  name: 'distillation',
  share: 1 / 3,
  losses: ['total', 'sid', 'adversarial', 'recon', 'score', 'discriminator'],
  begin: (state) => withFreshMoments(following(state, COPIED)),
  inputs(context: Context) {
    const { phaseStep, phaseSteps, samples, architecture, config } = context;
    const starts = new Array<number>(samples.length).fill(config.distillation.start);
    return {
      score: halfInputs(context, 'score'),
      generator: halfInputs(context, 'generator'),
      start: timesInput(starts, architecture.width),
      scalars: adamInputs(phaseStep, distillationAdam(config, phaseSteps)),
    };
  },
  step(state, { features, ...input }, { architecture, config }) {
    const { score, generator, start, scalars } = input as unknown as DistillationInput;
    const settings = distillationAdam(config, 1);
    return tidyTree(() => {
      const clean = joinedMaps(features);
      const generated = generate(clean, score, start, state, architecture);
      const first = gradientStep(
        state,
        scalars,
        settings,
        (parameters) => scoreLosses(generated, clean, score, parameters, architecture, config.distillation),
        { isTrained: of('psi') },
      );
      const second = gradientStep(
        first.state,
        scalars,
        settings,
        (parameters) => generatorLosses(clean, generator, start, parameters, architecture, config.distillation),
        { isTrained: of('gen') },
      );
      const { score: scored, adversarial: discriminator } = first.losses;
      return { state: second.state, losses: { ...second.losses, score: scored, discriminator } };
    });
  },
};

/** All three networks; phi has no moments, nor has psi's vector of hidden locations, which nothing uses. */
const trainedTable = (architecture: OmiadArchitecture) => {
  const psi = [...networkParameters('psi', architecture)].filter(([name]) => name !== 'psi.token');
  return new Map([...networkParameters('gen', architecture), ...psi]);
};

/** Multiply-adds of one network for one image. */
const passAdds = (architecture: OmiadArchitecture): number => {
  const places = architecture.size[0] * architecture.size[1];
  return encoderAdds(places, denoiserShape(architecture)) + decoderAdds(places, denoiserShape(architecture));
};

/** Networks that one step of the distillation goes through: two of the generator, one of phi, two of psi, and one of its encoder for the real maps. */
function distillationAdds(architecture: OmiadArchitecture): number {
  const places = architecture.size[0] * architecture.size[1];
  return 5 * passAdds(architecture) + encoderAdds(places, denoiserShape(architecture));
}

function compared(
  features: tf.Tensor4D[],
  state: TensorMap,
  architecture: OmiadArchitecture,
  { distillation: { start } }: OmiadConfig,
): Rebuilt {
  const clean = joinedMaps(features);
  const x = noised(clean, tensorOf(state, 'start'), sharesAt(start));
  return { seen: [clean], rebuilt: [predict('gen', x, timeConstants(start, architecture.width), state, architecture)] };
}

export const omiadMethod: Method<OmiadArchitecture, OmiadConfig> = {
  name: 'omiad',
  title: 'OmiAD',
  paper: {
    title:
      'OmiAD: One-Step Adaptive Masked Diffusion Model for Multi-class Anomaly Detection via Adversarial Distillation',
    year: 2025,
    venue: 'ICML',
  },
  sections: omiadSections,
  defaults: { training: { learningRate: 1e-3, beta1: 0.9 } },
  lossWeights: ['distillation.learningRate', 'distillation.adversarial'],
  architectureSchema: z.strictObject({
    channels: z.array(count),
    size: sides,
    ...recordedSettings(denoiserSection.unwrap()),
  }),
  phases: [masked, distillation],
  range: '0 (same) to 2 (opposite)',
  dropped: 'masks, and both networks of the scores',
  check({ distillation: { times } }) {
    return times[0] > times[1] ? `distillation.times: expected the first before the last, got [${times}].` : undefined;
  },
  architecture(teacher, { data, denoiser }) {
    checkDenoiser(denoiser);
    return { ...joinedShape(teacher, data.imageSize), ...denoiser };
  },
  implied: ({ denoiser }) => ({ ...denoiser }),
  initialise(rng, architecture) {
    const state = { ...drawState(trainedTable(architecture), rng), ...untrained(architecture) };
    return { ...following(state, COPIED), start: startNoise(rng, architecture) };
  },
  stateShapes(architecture) {
    const frozen = Object.entries(untrainedShapes(architecture));
    return new Map([...drawnShapes(trainedTable(architecture)), ...frozen, ['start', startShape(architecture)]]);
  },
  usedAtTestTime: (name) => !isMoment(name) && (of('gen')(name) || name === 'start') && name !== 'gen.token',
  map(features, state, architecture, config) {
    const { seen, rebuilt } = compared(features, state, architecture, config);
    return scaleDistances(seen[0], rebuilt[0], architecture.channels);
  },
  rebuild: compared,
  cost(architecture) {
    const one = countValues(networkParameters('gen', architecture));
    const noise = startShape(architecture).reduce((a, b) => a * b, 1);
    const [training, inference] = [distillationAdds(architecture), passAdds(architecture)];
    return { trained: countTrained(trainedTable(architecture)), state: 3 * one + noise, training, inference };
  },
  paperSize: () => ({ parameters: null, of: 'nothing: the size of the networks could not be read' }),
};

/** Shapes of what no gradient changes. */
function untrainedShapes(architecture: OmiadArchitecture): { [name: string]: number[] } {
  const phi = networkParameters('phi', architecture);
  const shapes = [...phi].map(([name, { shape }]): [string, number[]] => [name, shape]);
  return { ...Object.fromEntries(shapes), 'psi.token': [denoiserShape(architecture).channels] };
}

/** Its tensors, which follow the generator's before anything reads them. */
const untrained = (architecture: OmiadArchitecture) =>
  Object.fromEntries(
    Object.entries(untrainedShapes(architecture)).map(([name, shape]): [string, tf.Tensor] => [name, tf.zeros(shape)]),
  );
