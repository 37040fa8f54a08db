/** PatchCore (arXiv 2106.08265) as a method among others: nothing is trained, one memory bank serves all categories. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { tensorOf } from '../../layers';
import type { Method } from '../method';
import { type Architecture, architectureFor, patchWidth } from './architecture';
import { embedding } from './embedding';
import { fitBank } from './fit';
import { nearestDistance } from './nearest';
import { type PatchcoreConfig, patchcoreSections } from './settings';

const positive = z.number().int().min(1);

export const patchcoreMethod: Method<Architecture, PatchcoreConfig> = {
  name: 'patchcore',
  title: 'PatchCore',
  paper: {
    title: 'Towards Total Recall in Industrial Anomaly Detection',
    year: 2022,
    arxiv: '2106.08265',
    venue: 'CVPR',
  },
  sections: patchcoreSections,
  defaults: {},
  lossWeights: [],
  architectureSchema: z.strictObject({
    channels: z.tuple([positive, positive, positive]),
    grid: z.tuple([positive, positive]),
    entries: positive,
  }),
  phases: [],
  range: '0 (in the bank) to 3.46 (opposite in every scale)',
  dropped: 'nothing',
  paperSize: () => ({ parameters: 0, of: 'a memory bank instead of parameters' }),
  architecture: architectureFor,
  implied: ({ memory }) => ({ entries: memory.entries }),
  initialise: (_, architecture) => ({ bank: tf.zeros([architecture.entries, patchWidth(architecture)]) }),
  stateShapes: (architecture) => new Map([['bank', [architecture.entries, patchWidth(architecture)]]]),
  usedAtTestTime: () => true,
  fit: (_, context) => fitBank(context),
  map(features, state, { grid: [rows, columns] }) {
    const patches = embedding(features, [rows, columns]);
    const [batch, places, width] = patches.shape;
    const distances = nearestDistance(tf.reshape(patches, [batch * places, width]), tensorOf(state, 'bank'));
    return [tf.reshape(distances, [batch, rows, columns]) as tf.Tensor3D];
  },
  cost(architecture) {
    const [rows, columns] = architecture.grid;
    const bank = architecture.entries * patchWidth(architecture);
    // The squares of the entries are one column more of the product.
    return { trained: 0, state: bank, training: 0, inference: rows * columns * (bank + architecture.entries) };
  },
};
