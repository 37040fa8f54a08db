/** MambaAD (arXiv 2404.06564) as a method among others. */
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { countValues, type NormContext, scaleMaps, type TensorMap, tidyTree } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { adamWSettings } from '../adamWSettings';
import { gradientStep } from '../gradientStep';
import { adamInputs } from '../inputs';
import type { Method, Phase, Rebuilt } from '../method';
import { count } from '../numbers';
import { countTrained, tableState } from '../tableState';
import { type MambaadArchitecture, mambaadArchitecture, mambaadParameters } from './architecture';
import { mambaadMultiplyAdds } from './cost';
import { mambaadLoss } from './loss';
import { evenVectors, rebuildMaps } from './network';
import { paperParameters } from './paperSize';
import { SCANS } from './scanOrders';
import { type MambaadConfig, mambaadSections } from './settings';

const triple = z.tuple([count, count, count]);

const running = (state: TensorMap): NormContext => ({ mode: 'eval', statistics: state, batch: {} });

function compared(features: tf.Tensor4D[], state: TensorMap, architecture: MambaadArchitecture): Rebuilt {
  const seen = features.map(evenVectors);
  return { seen, rebuilt: rebuildMaps(seen, state, running(state), architecture) };
}

const training: Phase<MambaadArchitecture, MambaadConfig> = {
  name: 'training',
  share: 1,
  losses: ['total'],
  inputs: ({ step, config }) => ({ scalars: adamInputs(step, config.training) }),
  step(state, { features, ...input }, { architecture, config }) {
    const { scalars } = input as unknown as { scalars: AdamScalars };
    const settings = adamWSettings(config);
    return tidyTree(() => {
      const targets = features.map(evenVectors);
      return gradientStep(state, scalars, settings, (parameters, norms) =>
        mambaadLoss(targets, parameters, norms, architecture, config.loss.weight),
      );
    });
  },
};

export const mambaadMethod: Method<MambaadArchitecture, MambaadConfig> = {
  name: 'mambaad',
  title: 'MambaAD',
  paper: {
    title: 'MambaAD: Exploring State Space Models for Multi-class Unsupervised Anomaly Detection',
    year: 2024,
    arxiv: '2404.06564',
    venue: 'NeurIPS',
  },
  sections: mambaadSections,
  defaults: { training: { learningRate: 5e-3, beta1: 0.9 } },
  lossWeights: ['loss.weight'],
  architectureSchema: z.strictObject({
    channels: triple,
    widths: triple,
    scan: z.enum(SCANS),
    directions: count,
    state: count,
    expansion: z.number().positive(),
    blocks: z.array(z.array(z.number().int().min(0))),
    heads: z.boolean(),
    side: count,
  }),
  phases: [training],
  range: '0 (same) to 2 (opposite)',
  dropped: 'nothing',
  architecture: mambaadArchitecture,
  implied: ({ student: { widths }, stateSpace: { scan, directions, state, expansion, blocks } }) => ({
    ...{ widths, scan, directions, state, expansion, blocks },
  }),
  ...tableState(mambaadParameters),
  map(features, state, architecture) {
    const { seen, rebuilt } = compared(features, state, architecture);
    return scaleMaps(seen, rebuilt);
  },
  rebuild: compared,
  cost(architecture) {
    const table = mambaadParameters(architecture);
    const work = mambaadMultiplyAdds(architecture);
    return { trained: countTrained(table), state: countValues(table), training: work, inference: work };
  },
  paperSize: () => ({ parameters: paperParameters(), of: 'half feature pyramid and decoder' }),
};
