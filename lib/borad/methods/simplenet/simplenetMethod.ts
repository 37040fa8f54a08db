/** SimpleNet (arXiv 2303.15140) as a method among others. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { countValues, type TensorMap, tensorOf, tidyTree } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { gradientStep } from '../gradientStep';
import { greatest } from '../imageScores';
import { adamInputs, normalInput } from '../inputs';
import { lengthsTable, meanLengths } from '../meanLengths';
import type { Method, Phase, StepContext } from '../method';
import { count } from '../numbers';
import { countTrained, tableState } from '../tableState';
import { type Architecture, architectureFor, featureWidth, networkTable, tableOf } from './architecture';
import { embedding } from './embedding';
import { adapt, discriminate } from './network';
import { objective } from './objective';
import { type SimplenetConfig, simplenetSections } from './settings';

/** What each scale is divided by. */
const constants = lengthsTable('lengths');

/** Random locations of the batch and the noise on their features. */
function stepInputs({ rng, step, shapes, samples, architecture, config }: StepContext<Architecture, SimplenetConfig>) {
  const { rows } = config.discriminator;
  const width = featureWidth(architecture);
  const locations = samples.length * shapes[0][0] * shapes[0][1];
  const places = rng.split(`rows ${step}`);
  return {
    rows: { shape: [rows], data: Int32Array.from({ length: rows }, () => places.int(locations)) },
    noise: normalInput(rng.split(`noise ${step}`), [rows, width]),
    scalars: adamInputs(step, config.training),
  };
}

/** Every location's joined features as a row: [B H W, C]. */
function featureRows(features: tf.Tensor4D[], state: TensorMap): tf.Tensor2D {
  const map = embedding(features, tensorOf(state, 'lengths'));
  return tf.reshape(map, [-1, map.shape[3]]) as tf.Tensor2D;
}

const training: Phase<Architecture, SimplenetConfig> = {
  name: 'training',
  share: 1,
  losses: ['total', 'true', 'fake'],
  inputs: stepInputs,
  step(state, { features, ...input }, { config }) {
    const { rows, noise, scalars } = input as unknown as {
      rows: tf.Tensor1D;
      noise: tf.Tensor2D;
      scalars: AdamScalars;
    };
    return tidyTree(() => {
      const chosen = tf.gather(featureRows(features, state), rows);
      return gradientStep(
        state,
        scalars,
        config.training,
        (parameters, context) => ({ ...objective(chosen, noise, parameters, context, config.discriminator) }),
        { share: (name) => (name.startsWith('adaptor.') ? config.discriminator.adaptorShare : 1) },
      );
    });
  },
};

export const simplenetMethod: Method<Architecture, SimplenetConfig> = {
  name: 'simplenet',
  title: 'SimpleNet',
  paper: {
    title: 'SimpleNet: A Simple Network for Image Anomaly Detection and Localization',
    year: 2023,
    arxiv: '2303.15140',
    venue: 'CVPR',
  },
  sections: simplenetSections,
  defaults: { training: { learningRate: 2e-3, beta1: 0.9 } },
  lossWeights: [],
  architectureSchema: z.strictObject({
    channels: z.tuple([count, count, count]),
    locations: count,
    hidden: count,
  }),
  phases: [training],
  range: 'without bounds: minus the score of the discriminator',
  published: [
    {
      name: 'places',
      about: "blur of 4 pixels; greatest score of a place before it (authors' code)",
      smoothing: 4,
      score: ({ maps: [{ data }] }) => greatest(data),
    },
  ],
  dropped: 'nothing',
  paperSize: () => ({ parameters: countTrained(tableOf(1536, 1024)), of: 'adaptor and discriminator' }),
  architecture: architectureFor,
  implied: ({ discriminator }) => ({ hidden: discriminator.hidden }),
  ...tableState(networkTable, { constants }),
  async fit(_, context) {
    return { lengths: tf.tensor1d(await meanLengths(context)) };
  },
  map(features, state) {
    const rows = featureRows(features, state);
    const scores = discriminate(adapt(rows, state), state, { mode: 'eval', statistics: state, batch: {} });
    const [batch, height, width] = features[0].shape;
    return [tf.reshape(tf.neg(scores), [batch, height, width])];
  },
  cost(architecture, { training: { batchSize }, discriminator: { rows } }) {
    const table = networkTable(architecture);
    const width = featureWidth(architecture);
    const layers = { adaptor: width * width, discriminator: (width + 1) * architecture.hidden };
    return {
      trained: countTrained(table),
      state: countValues(table) + countValues(constants(architecture)),
      training: Math.round((rows / batchSize) * (layers.adaptor + 2 * layers.discriminator)),
      inference: architecture.locations * (layers.adaptor + layers.discriminator),
    };
  },
};
