/** HVQ-Trans with the category told, as its authors have it, and with the codebook that is nearest to the image. */
import * as tf from '@tensorflow/tfjs-core';
import { tensorOf } from 'borad/layers';
import { foldMaps } from 'borad/methods';
import { encodeTokens, type HvqTransArchitecture, nearestCategory } from 'borad/methods/hvqtrans';
import { auroc } from 'borad/metrics';
import { type Table, table } from '../../report';
import type { TwinSets } from './letThrough';
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
function shareRight({ model, record }: RivalModel, { scales, shapes, samples }: Images): number {
  const architecture = record.architecture as HvqTransArchitecture;
  const chosen = tf.tidy(() => {
    const maps = scales.map((data, i) => tf.tensor4d(data, [samples.length, ...shapes[i]]));
    const levels = encodeTokens(foldMaps(maps, architecture), model, architecture);
    return nearestCategory(levels[architecture.layers], tensorOf(model, 'top.codes')).dataSync();
  });
  const right = samples.filter(({ category }, i) => architecture.categories[chosen[i]] === category);
  return right.length / samples.length;
}

/** Scores normal and defective images both ways with a trained HVQ-Trans. */
export async function toldAndNearest(
  rival: RivalModel,
  { normal, defective }: Pick<TwinSets, 'normal' | 'defective'>,
): Promise<CodebookChoice> {
  const measure = async (isTold: boolean) => {
    const scores: number[][] = [];
    for (const { scales, samples } of [normal, defective]) {
      const categories = isTold ? samples.map(({ category }) => category) : undefined;
      scores.push(Array.from((await rival.detector.detectFeatures(scales, samples.length, categories)).scores));
    }
    return auroc(
      scores.flatMap((own, set) => own.map(() => set)),
      scores.flat(),
    );
  };
  return {
    told: await measure(true),
    nearest: await measure(false),
    rightNormal: shareRight(rival, normal),
    rightDefective: shareRight(rival, defective),
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
