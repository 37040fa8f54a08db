/** DeSTSeg (arXiv 2211.11317) as a method among others: a denoising student, then a segmentation on frozen features. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { present } from '../../base';
import type { TensorData } from '../../compile';
import { countValues, type NormContext, type TensorMap, tidyTree } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { gradientStep } from '../gradientStep';
import { meanOfGreatest } from '../imageScores';
import { adamInputs } from '../inputs';
import type { Method, Phase, StepContext } from '../method';
import { count } from '../numbers';
import { countTrained, tableState } from '../tableState';
import { type Architecture, architectureFor, networkTable } from './architecture';
import { corruptions } from './corruptions';
import { cost } from './cost';
import { denoisingLoss, segmentationLoss } from './losses';
import { paperParameters } from './paperSize';
import { featureProducts } from './products';
import { segmentationLogits } from './segmentation';
import { type DestsegConfig, destsegSections } from './settings';
import { student } from './student';

type Context = StepContext<Architecture, DestsegConfig>;

const triple = z.tuple([count, count, count]);

const running = (state: TensorMap): NormContext => ({ mode: 'eval', statistics: state, batch: {} });

/** The settings of Adam in the second phase. */
const segmentationAdam = ({ training, segmentation }: DestsegConfig) => ({ ...training, ...segmentation });

/** Rate and corrections that begin anew with every phase. */
const scalarsOf = ({ phaseStep, phaseSteps }: Context, settings: DestsegConfig['training']) => ({
  scalars: adamInputs(phaseStep, { ...settings, steps: phaseSteps }) as { [name: string]: TensorData },
});

const denoising: Phase<Architecture, DestsegConfig> = {
  name: 'student',
  share: 0.5,
  reads: ['features', 'copies'],
  losses: ['total'],
  inputs: (context) => scalarsOf(context, context.config.training),
  step(state, { features, ...input }, { config }) {
    const copies = present(input.copies, 'copy of the images in the step');
    const scalars = input.scalars as unknown as AdamScalars;
    return gradientStep(
      state,
      scalars,
      config.training,
      (parameters, context) => ({ total: denoisingLoss(features, student(copies, parameters, context)) }),
      { isTrained: (name) => name.startsWith('student.') },
    );
  },
};

const segmenting: Phase<Architecture, DestsegConfig> = {
  name: 'segmentation',
  share: 0.5,
  reads: ['copies', 'labels'],
  losses: ['total', 'focal', 'l1'],
  inputs: (context) => scalarsOf(context, segmentationAdam(context.config)),
  step(state, input, { config, architecture }) {
    const copies = present(input.copies, 'copy of the images in the step');
    const labels = present(input.labels, 'label of the copies in the step');
    const scalars = input.scalars as unknown as AdamScalars;
    return tidyTree(() => {
      const products = featureProducts(copies, student(copies, state, running(state)));
      return gradientStep(
        state,
        scalars,
        segmentationAdam(config),
        (parameters, context) => ({
          ...segmentationLoss(segmentationLogits(products, parameters, context, architecture.rates), labels),
        }),
        { isTrained: (name) => name.startsWith('seg.') },
      );
    });
  },
};

export const destsegMethod: Method<Architecture, DestsegConfig> = {
  name: 'destseg',
  title: 'DeSTSeg',
  paper: {
    title: 'DeSTSeg: Segmentation Guided Denoising Student-Teacher for Anomaly Detection',
    year: 2023,
    arxiv: '2211.11317',
    venue: 'CVPR',
  },
  sections: destsegSections,
  defaults: {},
  lossWeights: ['segmentation.learningRate'],
  architectureSchema: z.strictObject({
    channels: triple,
    widths: triple,
    deepest: count,
    segmentation: count,
    rates: z.array(count),
    sizes: triple,
  }),
  phases: [denoising, segmenting],
  copies: corruptions,
  range: '0 to 1: the probability of an anomaly',
  published: [
    {
      name: 'greatest',
      about: "no blur; mean of the greatest places, 100 of 64x64 (authors' code), here the same share",
      smoothing: 0,
      score: ({ maps: [{ data }] }) => meanOfGreatest(data, Math.round((100 / 64 ** 2) * data.length)),
    },
  ],
  dropped: 'nothing',
  paperSize: () => ({ parameters: paperParameters(), of: 'student and segmentation network' }),
  architecture: architectureFor,
  implied: ({ network: { widths, deepest, segmentation, rates } }) => ({ widths, deepest, segmentation, rates }),
  ...tableState(networkTable),
  map(features, state, { rates }) {
    const products = featureProducts(features, student(features, state, running(state)));
    return [tf.sigmoid(segmentationLogits(products, state, running(state), rates))];
  },
  rebuild: (features, state) => ({ seen: features, rebuilt: student(features, state, running(state)) }),
  cost(architecture) {
    const table = networkTable(architecture);
    const inference = cost(architecture);
    return { trained: countTrained(table), state: countValues(table), training: inference, inference };
  },
};
