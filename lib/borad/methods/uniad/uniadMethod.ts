/** UniAD (arXiv 2206.03687) as a method among others. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { drawNormals } from '../../base';
import { countValues, type TensorMap, tensorOf, tidyTree } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { gradientStep } from '../gradientStep';
import { adamInputs } from '../inputs';
import { lengthsTable, meanLengths } from '../meanLengths';
import type { Method, Phase, StepContext } from '../method';
import { count, sides } from '../numbers';
import { recordedSettings } from '../recordedSettings';
import { windowScoring } from '../sharedScorings';
import { tableState } from '../tableState';
import { halvesProblem, headsProblem } from '../transformerProblems';
import { alignTokens } from './align';
import { type UniadArchitecture, uniadArchitecture, uniadParameters } from './architecture';
import { uniadMultiplyAdds } from './cost';
import { uniadLoss } from './loss';
import { rebuildTokens, tokenDistance } from './network';
import { type UniadConfig, uniadSections } from './settings';

/** What each map is divided by. */
const constants = lengthsTable('norms');

const channelsOf = ({ channels }: { channels: readonly number[] }) => channels.reduce((sum, count) => sum + count, 0);

/** The noise of a step, [B, L, C], and its scalars. */
function stepInputs({ rng, step, samples, architecture, config }: StepContext<UniadArchitecture, UniadConfig>) {
  const { grid } = architecture;
  const shape = [samples.length, grid[0] * grid[1], channelsOf(architecture)];
  return {
    noise: { shape, data: drawNormals(rng.split(`jitter ${step}`), shape[0] * shape[1] * shape[2]) },
    scalars: adamInputs(step, config.training, config.schedule.warmup),
  };
}

const tokensOf = (features: tf.Tensor4D[], state: TensorMap, { grid }: UniadArchitecture): tf.Tensor3D =>
  tf.tidy(() => alignTokens(features, tensorOf(state, 'norms'), grid));

const training: Phase<UniadArchitecture, UniadConfig> = {
  name: 'training',
  share: 1,
  losses: ['total'],
  inputs: stepInputs,
  step(state, { features, ...input }, { architecture, config }) {
    const { noise, scalars } = input as unknown as { noise: tf.Tensor3D; scalars: AdamScalars };
    return tidyTree(() => {
      const tokens = tokensOf(features, state, architecture);
      return gradientStep(state, scalars, config.training, (parameters) =>
        uniadLoss({ tokens, noise }, parameters, architecture, config.jitter.alpha),
      );
    });
  },
};

export const uniadMethod: Method<UniadArchitecture, UniadConfig> = {
  name: 'uniad',
  title: 'UniAD',
  paper: {
    title: 'A Unified Model for Multi-class Anomaly Detection',
    year: 2022,
    arxiv: '2206.03687',
    venue: 'NeurIPS',
  },
  sections: uniadSections,
  // A thousandth of the authors' steps, so thirty times their rate of 1e-4.
  defaults: { training: { learningRate: 3e-3 } },
  lossWeights: [],
  architectureSchema: z.strictObject({
    channels: z.array(count),
    grid: sides,
    ...recordedSettings(uniadSections.transformer.unwrap().omit({ stride: true })),
  }),
  phases: [training],
  range: 'from 0: distance of a token from its reconstruction',
  published: [windowScoring],
  dropped: 'feature jitter',
  check: ({ transformer }) => halvesProblem(transformer) ?? headsProblem(transformer),
  architecture: (teacher, { data, transformer }) => uniadArchitecture(teacher, data.imageSize, transformer),
  implied: ({ transformer: { stride: _, ...rest } }) => rest,
  ...tableState(uniadParameters, { constants }),
  async fit(_, context) {
    const lengths = await meanLengths(context);
    // A token's channels then have a mean square of 1.
    const scale = Math.sqrt(channelsOf(context.architecture) / lengths.length);
    return { norms: tf.tensor1d(lengths.map((length) => length / scale)) };
  },
  map(features, state, architecture) {
    const tokens = tokensOf(features, state, architecture);
    return [tokenDistance(tokens, rebuildTokens(tokens, state, architecture), architecture.grid)];
  },
  rebuild(features, state, architecture) {
    const tokens = tokensOf(features, state, architecture);
    const asMap = (x: tf.Tensor3D) => tf.reshape(x, [x.shape[0], ...architecture.grid, x.shape[2]]) as tf.Tensor4D;
    return { seen: [asMap(tokens)], rebuilt: [asMap(rebuildTokens(tokens, state, architecture))] };
  },
  cost(architecture) {
    const values = countValues(uniadParameters(architecture));
    const work = uniadMultiplyAdds(architecture);
    return { trained: values, state: values + countValues(constants(architecture)), training: work, inference: work };
  },
  paperSize: () => ({
    parameters: countValues(
      uniadParameters({
        channels: [24, 32, 56, 160],
        grid: [14, 14],
        ...{ width: 256, heads: 8, hidden: 1024, encoderLayers: 4, decoderLayers: 4, window: 7, norm: 'behind' },
      }),
    ),
    of: 'transformer on 272 channels of EfficientNet-B4, 14x14 tokens',
  }),
};
