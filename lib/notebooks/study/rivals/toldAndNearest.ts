/** HVQ-Trans with the category told, as its authors have it, and with the codebook that is nearest to the image. */
import * as tf from '@tensorflow/tfjs-core';
import { tensorOf } from 'borad/layers';
import { foldMaps } from 'borad/methods';
import { encodeTokens, type HvqTransArchitecture, nearestCategory } from 'borad/methods/hvqtrans';
import { type Table, table } from '../../report';
import { featureMaps } from './featureMaps';
import type { TwinSets } from './letThrough';
import { pooledAuroc } from './pooledAuroc';
import type { RivalModel } from './rivalModels';

/** What the choice of codebooks changes. */
export interface CodebookChoice {
  /** Defective against normal images of all categories together, 0 to 1: told, and by the nearest codebook. */
  told: number;
  nearest: number;
  /** Share of normal and of defective images whose nearest codebook is that of their category, 0 to 1. */
  rightNormal: number;
  rightDefective: number;
}

type Images = TwinSets['normal'];

/** Share of images whose nearest top codebook is that of their own category. */
function shareRight({ model, record }: RivalModel, images: Images): number {
  const architecture = record.architecture as HvqTransArchitecture;
  const chosen = tf.tidy(() => {
    const levels = encodeTokens(foldMaps(featureMaps(images), architecture), model, architecture);
    return nearestCategory(levels[architecture.layers], tensorOf(model, 'top.codes')).dataSync();
  });
  const right = images.samples.filter(({ category }, i) => architecture.categories[chosen[i]] === category);
  return right.length / images.samples.length;
}

/** Scores normal and defective images both ways with a trained HVQ-Trans. */
export async function toldAndNearest(
  rival: RivalModel,
  sets: Pick<TwinSets, 'normal' | 'defective'>,
): Promise<CodebookChoice> {
  return {
    told: await pooledAuroc(rival.detector, sets, true),
    nearest: await pooledAuroc(rival.detector, sets),
    rightNormal: shareRight(rival, sets.normal),
    rightDefective: shareRight(rival, sets.defective),
  };
}

/** Both ways as two rows. */
export function codebookTable(name: string, { told, nearest, rightNormal, rightDefective }: CodebookChoice): Table {
  return table({
    ...{ name, save: false, digits: { 'image AUROC': 1 }, best: { 'image AUROC': 'max' } },
    caption:
      'One model of seed 1; image AUROC over all categories together, percent. The authors tell the category at test time, which no other method here is given.',
    columns: ['codebooks', 'image AUROC', 'right category, normal', 'right category, defective'],
    rows: [
      ['told the category', 100 * told, '–', '–'],
      [
        'nearest codebook',
        100 * nearest,
        `${(100 * rightNormal).toFixed(0)}%`,
        `${(100 * rightDefective).toFixed(0)}%`,
      ],
    ],
  });
}
