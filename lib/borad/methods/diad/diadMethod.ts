/**
 * DiAD (arXiv 2312.06607) as a method among others, with two differences: it runs in the teacher's features instead of an
 * autoencoder's latent of the picture, so that nothing is said about a prior of pictures; and the denoiser predicts the
 * clean map instead of the noise, which in so many channels does not pass through a network of this width.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { countValues, type TensorMap, tensorOf, tidyTree } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { adamWSettings } from '../adamWSettings';
import {
  denoise,
  denoiserSection,
  drawTimes,
  following,
  joinedMaps,
  noised,
  noiseInput,
  scaleDistances,
  startNoise,
  startShape,
  TIMES,
  type Times,
  timesInput,
  withFreshMoments,
} from '../diffusion';
import { gradientStep } from '../gradientStep';
import { greatest } from '../imageScores';
import { adamInputs } from '../inputs';
import type { Method, Phase, Rebuilt, StepContext } from '../method';
import { count, sides } from '../numbers';
import { recordedSettings } from '../recordedSettings';
import { isMoment } from '../state';
import { drawnShapes, drawState } from '../tableState';
import { type DiadArchitecture, diadArchitecture, diadParameters, guidedAdds } from './architecture';
import { guidedDenoise, hintOf } from './guidance';
import { paperParameters } from './paperSize';
import { reconstruct } from './reconstruction';
import { type DiadConfig, diadSections } from './settings';

/** What a step of either phase takes. */
interface StepInput {
  noise: tf.Tensor4D;
  times: Times;
  scalars: AdamScalars;
}

function stepInputs(context: StepContext<DiadArchitecture, DiadConfig>) {
  const { rng, step, phaseStep, phaseSteps, samples, architecture, config } = context;
  const times = drawTimes(rng.split(`times ${step}`), samples.length, [0, TIMES - 1]);
  return {
    noise: noiseInput(rng.split(`noise ${step}`), samples.length, architecture),
    times: timesInput(times, architecture.width),
    scalars: adamInputs(phaseStep, { ...config.training, steps: phaseSteps }),
  };
}

/** mean((f - x0)^2). */
const distance = (predicted: tf.Tensor4D, clean: tf.Tensor4D) => ({
  total: tf.mean(tf.squaredDifference(predicted, clean)) as tf.Scalar,
});

/** When the guidance begins, and before the first step, the guide's encoder is a copy of the denoiser's. */
const COPIED = { 'guide.encoder.': 'unet.encoder.' };

const prior: Phase<DiadArchitecture, DiadConfig> = {
  name: 'denoiser',
  share: 0.5,
  losses: ['total'],
  inputs: stepInputs,
  step(state, { features, ...input }, { architecture, config }) {
    const { noise, times, scalars } = input as unknown as StepInput;
    return tidyTree(() => {
      const clean = joinedMaps(features);
      const x = noised(clean, noise, times);
      return gradientStep(
        state,
        scalars,
        adamWSettings(config),
        (parameters) => distance(denoise(x, times.features, parameters, 'unet', architecture), clean),
        { isTrained: (name) => name.startsWith('unet.') },
      );
    });
  },
};

const guidance: Phase<DiadArchitecture, DiadConfig> = {
  name: 'guidance',
  share: 0.5,
  losses: ['total'],
  begin: (state) => withFreshMoments(following(state, COPIED)),
  inputs: stepInputs,
  step(state, { features, ...input }, { architecture, config }) {
    const { noise, times, scalars } = input as unknown as StepInput;
    return tidyTree(() => {
      const clean = joinedMaps(features);
      const x = noised(clean, noise, times);
      return gradientStep(
        state,
        scalars,
        adamWSettings(config),
        (parameters) =>
          distance(guidedDenoise(x, times.features, hintOf(clean, parameters), parameters, architecture), clean),
        { isTrained: (name) => name.startsWith('guide.') || name.startsWith('unet.decoder.') },
      );
    });
  },
};

function compared(
  features: tf.Tensor4D[],
  state: TensorMap,
  architecture: DiadArchitecture,
  { sampling }: DiadConfig,
): Rebuilt {
  const clean = joinedMaps(features);
  return {
    seen: [clean],
    rebuilt: [reconstruct(clean, tensorOf(state, 'start'), state, architecture, sampling.steps)],
  };
}

export const diadMethod: Method<DiadArchitecture, DiadConfig> = {
  name: 'diad',
  title: 'DiAD',
  paper: {
    title: 'A Diffusion-based Framework for Multi-class Anomaly Detection',
    year: 2024,
    arxiv: '2312.06607',
    venue: 'AAAI',
  },
  sections: diadSections,
  // The authors' 1e-5 is for weights that were trained before.
  defaults: { training: { learningRate: 1e-3, beta1: 0.9 } },
  lossWeights: [],
  architectureSchema: z.strictObject({
    channels: z.array(count),
    size: sides,
    ...recordedSettings(denoiserSection.unwrap()),
  }),
  phases: [prior, guidance],
  range: '0 (same) to 2 (opposite)',
  published: [
    {
      name: 'wide',
      about: "blur of 5 pixels instead of 4; greatest value (authors' code)",
      smoothing: 5,
      score: ({ large }) => greatest(large),
    },
  ],
  dropped: 'nothing',
  architecture: diadArchitecture,
  implied: ({ denoiser }) => ({ ...denoiser }),
  initialise(rng, architecture) {
    const state = following(drawState(diadParameters(architecture), rng), COPIED);
    return { ...state, start: startNoise(rng, architecture) };
  },
  stateShapes: (architecture) =>
    new Map([...drawnShapes(diadParameters(architecture)), ['start', startShape(architecture)]]),
  usedAtTestTime: (name) => !isMoment(name),
  map(features, state, architecture, config) {
    const { seen, rebuilt } = compared(features, state, architecture, config);
    return scaleDistances(seen[0], rebuilt[0], architecture.channels);
  },
  rebuild: compared,
  cost(architecture, { sampling }) {
    const values = countValues(diadParameters(architecture));
    const start = startShape(architecture).reduce((a, b) => a * b, 1);
    const { pass, hint } = guidedAdds(architecture);
    const work = { training: pass + hint, inference: sampling.steps * pass + hint };
    return { trained: values, state: values + start, ...work };
  },
  paperSize: () => ({
    parameters: paperParameters(),
    of: 'Stable Diffusion 1.5 and a ControlNet by their published sizes, and the fusion block',
  }),
};
