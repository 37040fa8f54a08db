/** Dinomaly (arXiv 2405.14325) as a method among others. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Rng } from '../../base';
import type { TensorData } from '../../compile';
import { countValues, scaleMaps, type TensorMap } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { foldMaps, unfoldMaps } from '../foldedMaps';
import { integerInput } from '../inputs';
import type { Method, Phase, Rebuilt, StepContext } from '../method';
import { count, sides } from '../numbers';
import { recordedSettings } from '../recordedSettings';
import { topPercentScoring } from '../sharedScorings';
import { stableDefaults, stableInputs } from '../stableSettings';
import { stableStep } from '../stableStep';
import { tableState } from '../tableState';
import { groupsProblem, headsProblem } from '../transformerProblems';
import { type DinomalyArchitecture, dinomalyArchitecture, dinomalyParameters } from './architecture';
import { dinomalyMultiplyAdds } from './cost';
import { targetGroups } from './groups';
import { hardFactor, keptPoints, looseLoss } from './looseLoss';
import { rebuildGroups } from './network';
import type { DropoutMasks } from './noisyBottleneck';
import { type DinomalyConfig, dinomalySections } from './settings';

/** 0 with the probability `dropped`, and what keeps the mean elsewhere. */
function dropoutMask(rng: Rng, shape: number[], dropped: number): TensorData {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1 / (1 - dropped));
  // A million draws per step: `Float32Array.from` takes more than twice as long.
  for (let i = 0; i < data.length; i++) if (rng.uniform() < dropped) data[i] = 0;
  return { shape, data };
}

/** Share of the points that count little at a step: it grows from 0 in a straight line. */
export function minedShare(step: number, steps: number, { share, growth }: DinomalyConfig['mining']): number {
  const end = growth * steps;
  return step < end ? (share * step) / end : share;
}

function stepInputs({
  rng,
  step,
  steps,
  samples,
  architecture,
  config,
}: StepContext<DinomalyArchitecture, DinomalyConfig>) {
  const { grid, width, hidden } = architecture;
  const points = samples.length * grid[0] * grid[1];
  const stream = rng.split(`dropout ${step}`);
  const masks = [width, hidden, width].map((channels) =>
    dropoutMask(stream, [samples.length, grid[0] * grid[1], channels], config.transformer.dropout),
  );
  const kept = integerInput([keptPoints(points, minedShare(step, steps, config.mining))]);
  return { masks, kept, scalars: stableInputs(step, config) };
}

function compared(features: tf.Tensor4D[], state: TensorMap, architecture: DinomalyArchitecture): Rebuilt {
  const groups = rebuildGroups(foldMaps(features, architecture), state, architecture);
  return { seen: features, rebuilt: unfoldMaps(tf.concat(groups, 2), architecture) };
}

const training: Phase<DinomalyArchitecture, DinomalyConfig> = {
  name: 'training',
  share: 1,
  losses: ['total'],
  inputs: stepInputs,
  step(state, { features, ...input }, { architecture, config }) {
    const { masks, kept, scalars } = input as unknown as {
      masks: DropoutMasks;
      kept: tf.Tensor1D;
      scalars: AdamScalars;
    };
    return stableStep(state, scalars, config, () => {
      const tokens = foldMaps(features, architecture);
      const targets = targetGroups(tokens, architecture.groups);
      return (parameters) => ({
        total: looseLoss(targets, rebuildGroups(tokens, parameters, architecture, masks), (distance) =>
          hardFactor(distance, kept, config.mining.rest),
        ),
      });
    });
  },
};

export const dinomalyMethod: Method<DinomalyArchitecture, DinomalyConfig> = {
  name: 'dinomaly',
  title: 'Dinomaly',
  paper: {
    title: 'Dinomaly: The Less Is More Philosophy in Multi-Class Unsupervised Anomaly Detection',
    year: 2025,
    arxiv: '2405.14325',
    venue: 'CVPR',
  },
  sections: dinomalySections,
  defaults: stableDefaults(2e-3),
  lossWeights: [],
  architectureSchema: z.strictObject({
    channels: z.array(count),
    sizes: z.array(sides),
    grid: sides,
    groups: z.array(count),
    ...recordedSettings(dinomalySections.transformer.unwrap().omit({ stride: true, dropout: true })),
    projected: z.boolean(),
  }),
  phases: [training],
  range: '0 (same) to 2 (opposite)',
  published: [topPercentScoring],
  dropped: 'dropout',
  check: ({ transformer }) => headsProblem(transformer) ?? groupsProblem(transformer),
  architecture: (teacher, { data, transformer }) => dinomalyArchitecture(teacher, data.imageSize, transformer),
  implied: ({ transformer: { stride: _, dropout: __, ...rest } }) => ({ ...rest, projected: true }),
  ...tableState(dinomalyParameters, { greatest: true }),
  map(features, state, architecture) {
    const { seen, rebuilt } = compared(features, state, architecture);
    return scaleMaps(seen, rebuilt);
  },
  rebuild: compared,
  cost(architecture) {
    const values = countValues(dinomalyParameters(architecture));
    const work = dinomalyMultiplyAdds(architecture);
    return { trained: values, state: values, training: work, inference: work };
  },
  paperSize: () => ({
    parameters: countValues(
      dinomalyParameters({
        channels: [768],
        sizes: [[28, 28]],
        grid: [28, 28],
        ...{ groups: [768, 768], width: 768, heads: 12, hidden: 3072, blocks: 8, projected: false },
      }),
    ),
    of: 'bottleneck and decoder on 28x28 tokens of DINOv2-R ViT-B/14',
  }),
};
