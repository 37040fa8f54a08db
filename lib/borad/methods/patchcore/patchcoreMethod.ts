/** PatchCore (arXiv 2106.08265) as a method among others: nothing is trained, one memory bank serves all categories. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { present } from '../../base';
import { tensorOf } from '../../layers';
import { greatest } from '../imageScores';
import type { Method } from '../method';
import { count, sides } from '../numbers';
import { type Architecture, architectureFor, patchWidth } from './architecture';
import { embedding } from './embedding';
import { fitBank } from './fit';
import { nearestDistance, nearestEntry } from './nearest';
import { reweightedDistance } from './reweightedScore';
import { type PatchcoreConfig, patchcoreSections } from './settings';

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
    channels: z.tuple([count, count, count]),
    grid: sides,
    entries: count,
  }),
  phases: [],
  range: '0 (in the bank) to 3.46 (opposite in every scale)',
  published: [
    {
      name: 'patches',
      about: "blur of 4 pixels; greatest distance of a patch before it (authors' code)",
      smoothing: 4,
      score: ({ maps: [{ data }] }) => greatest(data),
    },
    {
      name: 'reweighted',
      about: 'blur of 4 pixels; that distance lowered where the bank is dense (equation 7)',
      smoothing: 4,
      readsSeen: true,
      score({ maps: [{ data }], seen }, state) {
        const bank = tensorOf<tf.Tensor2D>(state, 'bank');
        const width = bank.shape[1];
        const farthest = data.indexOf(greatest(data));
        const [features] = present(seen, 'patches of the image, which this scoring reads');
        const patch = features.subarray(farthest * width, (farthest + 1) * width);
        return reweightedDistance(patch, { data: bank.dataSync() as Float32Array, width });
      },
    },
  ],
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
  rebuild(features, state, { grid }) {
    const patches = embedding(features, grid);
    const [batch, places, width] = patches.shape;
    const bank = tensorOf<tf.Tensor2D>(state, 'bank');
    const entries = tf.gather(bank, nearestEntry(tf.reshape(patches, [batch * places, width]), bank));
    const asMap = (x: tf.Tensor) => tf.reshape(x, [batch, ...grid, width]) as tf.Tensor4D;
    return { seen: [asMap(patches)], rebuilt: [asMap(entries)] };
  },
  cost(architecture) {
    const [rows, columns] = architecture.grid;
    const bank = architecture.entries * patchWidth(architecture);
    // The squares of the entries are one column more of the product.
    return { trained: 0, state: bank, training: 0, inference: rows * columns * (bank + architecture.entries) };
  },
};
