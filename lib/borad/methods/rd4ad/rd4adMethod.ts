/** RD4AD (arXiv 2201.10703) as a method among others: reverse distillation without a projector. */
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { countValues, scaleMaps, sumCosts, type TensorMap } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { gradientStep } from '../gradientStep';
import { adamInputs } from '../inputs';
import type { Method, Phase, TeacherForm } from '../method';
import { count, sides } from '../numbers';
import { tableState } from '../tableState';
import { type Rd4adArchitecture, rd4adArchitecture, rd4adParameters } from './architecture';
import { rd4adModules } from './cost';
import { rd4adLoss } from './loss';
import { rebuildMaps } from './network';
import { type Rd4adConfig, rd4adSections } from './settings';

const triple = z.tuple([count, count, count]);

const rebuiltForTest = (features: tf.Tensor4D[], state: TensorMap, architecture: Rd4adArchitecture) =>
  rebuildMaps(features, state, { mode: 'eval', statistics: state, batch: {} }, architecture);

const training: Phase<Rd4adArchitecture, Rd4adConfig> = {
  name: 'training',
  share: 1,
  losses: ['total'],
  inputs: ({ step, config }) => ({ scalars: adamInputs(step, config.training) }),
  step(state, { features, ...input }, { architecture, config }) {
    const { scalars } = input as unknown as { scalars: AdamScalars };
    return gradientStep(state, scalars, config.training, (parameters, norms) =>
      rd4adLoss(features, parameters, norms, architecture),
    );
  },
};

export const rd4adMethod: Method<Rd4adArchitecture, Rd4adConfig> = {
  name: 'rd4ad',
  title: 'RD4AD',
  paper: {
    title: 'Anomaly Detection via Reverse Distillation from One-Class Embedding',
    year: 2022,
    arxiv: '2201.10703',
    venue: 'CVPR',
  },
  sections: rd4adSections,
  defaults: {},
  lossWeights: [],
  architectureSchema: z.strictObject({
    channels: triple,
    widths: triple,
    heads: z.boolean(),
    signed: z.boolean(),
    midSize: sides,
  }),
  phases: [training],
  range: '0 (same) to 2 (opposite)',
  dropped: 'nothing',
  architecture: (teacher, { data, student }) => rd4adArchitecture(teacher, data.imageSize, student),
  implied({ student: { widths } }, { channels }) {
    return {
      widths: widths === 'teacher' ? channels : widths,
      heads: widths !== 'teacher' && widths.some((width, i) => width !== channels[i]),
    };
  },
  ...tableState(rd4adParameters),
  map: (features, state, architecture) => scaleMaps(features, rebuiltForTest(features, state, architecture)),
  rebuild: (features, state, architecture) => ({
    seen: features,
    rebuilt: rebuiltForTest(features, state, architecture),
  }),
  cost(architecture) {
    const { parameters, multiplyAdds } = sumCosts(rd4adModules(architecture));
    return {
      trained: parameters,
      state: countValues(rd4adParameters(architecture)),
      training: multiplyAdds,
      inference: multiplyAdds,
    };
  },
  paperSize() {
    const teacher: TeacherForm = { channels: [256, 512, 1024], strides: [4, 8, 16], signed: false };
    const { parameters } = sumCosts(rd4adModules(rd4adArchitecture(teacher, 256, { widths: 'teacher' })));
    return { parameters, of: 'one-class bottleneck embedding and decoder' };
  },
};
