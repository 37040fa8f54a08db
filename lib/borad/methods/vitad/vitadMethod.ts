/** ViTAD (arXiv 2312.07495) as a method among others. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { countValues, scaleMaps, tensorOf } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { gradientStep } from '../gradientStep';
import { greatestWindowMean } from '../imageScores';
import { adamInputs } from '../inputs';
import { lengthsTable, meanLengths } from '../meanLengths';
import type { Method, Phase } from '../method';
import { count, sides } from '../numbers';
import { recordedSettings } from '../recordedSettings';
import { tableState } from '../tableState';
import { headsProblem } from '../transformerProblems';
import { tapsOf, type VitadArchitecture, vitadArchitecture, vitadParameters } from './architecture';
import { vitadMultiplyAdds } from './cost';
import { vitadLoss } from './loss';
import { rebuildMaps } from './network';
import { type VitadConfig, vitadSections } from './settings';

/** What each map is divided by. */
const constants = lengthsTable('norms');

const training: Phase<VitadArchitecture, VitadConfig> = {
  name: 'training',
  share: 1,
  losses: ['total'],
  inputs: ({ step, config }) => ({ scalars: adamInputs(step, config.training, config.schedule.warmup) }),
  step(state, { features, ...input }, { architecture, config }) {
    const { scalars } = input as unknown as { scalars: AdamScalars };
    return gradientStep(state, scalars, config.training, (parameters) => vitadLoss(features, parameters, architecture));
  },
};

export const vitadMethod: Method<VitadArchitecture, VitadConfig> = {
  name: 'vitad',
  title: 'ViTAD',
  paper: {
    title: 'Exploring Plain ViT Features for Multi-class Unsupervised Visual Anomaly Detection',
    year: 2023,
    arxiv: '2312.07495',
  },
  sections: vitadSections,
  // A fraction of the authors' 45,000 steps, so twenty times their rate of 1e-4.
  defaults: { training: { learningRate: 2e-3, beta1: 0.9 } },
  lossWeights: [],
  architectureSchema: z.strictObject({
    channels: z.array(count),
    sizes: z.array(sides),
    grid: sides,
    neck: count,
    ...recordedSettings(vitadSections.transformer.unwrap().omit({ stride: true })),
    taps: z.array(count),
    patchHeads: z.boolean(),
  }),
  phases: [training],
  range: '0 (same) to 2 (opposite)',
  published: [
    {
      name: 'window',
      about: "blur of 4 pixels; greatest mean of 16x16 pixels (authors' configuration)",
      smoothing: 4,
      score: ({ large, size }) => greatestWindowMean(large, size, 16),
    },
  ],
  dropped: 'nothing',
  check({ transformer }) {
    const { blocks } = transformer;
    const problem = headsProblem(transformer);
    if (problem) return problem;
    if (blocks % 3 !== 0) return `transformer.blocks ${blocks} is not a multiple of 3, the number of maps.`;
    return undefined;
  },
  architecture: (teacher, { data, transformer }) => vitadArchitecture(teacher, data.imageSize, transformer),
  implied: ({ transformer: { stride: _, ...rest } }) => ({ ...rest, taps: tapsOf(rest.blocks), patchHeads: true }),
  ...tableState(vitadParameters, { constants }),
  async fit(_, context) {
    return { norms: tf.tensor1d(await meanLengths(context)) };
  },
  map: (features, state, architecture) =>
    scaleMaps(features, rebuildMaps(features, tensorOf(state, 'norms'), state, architecture)),
  rebuild: (features, state, architecture) => ({
    seen: features,
    rebuilt: rebuildMaps(features, tensorOf(state, 'norms'), state, architecture),
  }),
  cost(architecture) {
    const values = countValues(vitadParameters(architecture));
    const work = vitadMultiplyAdds(architecture);
    return { trained: values, state: values + countValues(constants(architecture)), training: work, inference: work };
  },
  paperSize: () => ({
    parameters: countValues(
      vitadParameters({
        channels: [384, 384, 384],
        sizes: Array.from({ length: 3 }, (): [number, number] => [16, 16]),
        grid: [16, 16],
        ...{ neck: 384, width: 384, heads: 6, hidden: 1536, blocks: 9, taps: tapsOf(9), patchHeads: false },
      }),
    ),
    of: 'fusion and the used part of the decoder',
  }),
};
