/** What the shift does before the first step, at any size: projector and fusion alone, nothing trained. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Rng } from 'borad/base';
import type { DataTree, TensorData, TensorTree } from 'borad/compile';
import { createRunner } from 'borad/engine';
import type { FeatureSet } from 'borad/features';
import type { TensorMap } from 'borad/layers';
import {
  type Architecture,
  drawMasks,
  fusion,
  globalAveragePool,
  initialFusion,
  initialProjector,
  initialPrototypeHeads,
  midChannels,
  projector,
  type ViewMasks,
} from 'borad/methods/borad';
import { type MeanAndDeviation, meanAndDeviation } from 'borad/statistics';
import { anchorRows, type ShiftGeometry, shiftGeometry } from '../measures';

/** Lengths, angles and the two views of g for one way of normalising. */
export interface InitialShiftState {
  /** Of the clean views. */
  shift: ShiftGeometry;
  /** Mean over images of the cosine of the masked views' g. */
  global: MeanAndDeviation;
  /** Mean over images and anchors of the cosine of the masked views' r_k. */
  residual: MeanAndDeviation;
  /** Root mean square of the values of the clean views' g: |g| / sqrt(C). */
  rootMeanSquare: number;
}

export interface InitialShift {
  images: number;
  /** C, the length of g as a vector of numbers. */
  channels: number;
  /** Values drawn for projector, fusion and bank. */
  parameters: number;
  /** Batch norms of the fusion with the batch's statistics: the first training step. */
  training: InitialShiftState;
  /** With the running statistics before any step (mean 0, variance 1): the first checkpoint of a recorded run. */
  evaluation: InitialShiftState;
}

type Vectors = { shape: number[]; data: Float32Array };

/** The tensors' numbers; frees them. */
function taken(map: TensorMap): { [name: string]: TensorData } {
  return Object.fromEntries(
    Object.entries(map).map(([name, tensor]) => {
      const data = tensor.dataSync().slice() as Float32Array;
      tensor.dispose();
      return [name, { shape: tensor.shape, data }];
    }),
  );
}

function hidden(features: FeatureSet, masks: ViewMasks): DataTree {
  const images = features.samples.length;
  return features.scales.map((scale, i) => {
    const channels = features.shapes[i][2];
    return {
      shape: [images, ...features.shapes[i]],
      data: scale.map((value, at) => value * masks[i][Math.floor(at / channels)]),
    };
  });
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i] * b[i];
    first += a[i] * a[i];
    second += b[i] * b[i];
  }
  return product / Math.sqrt(first * second);
}

/** The state from g of the clean and of the two masked views. */
function stateOf([clean, online, target]: Vectors[], bank: TensorData & Vectors): InitialShiftState {
  const [images, channels] = clean.shape;
  const { rows } = anchorRows(bank);
  const global: number[] = [];
  const residual: number[] = [];
  for (let image = 0; image < images; image++) {
    const [a, b] = [online, target].map(({ data }) => data.subarray(image * channels, (image + 1) * channels));
    global.push(cosine(a, b));
    let sum = 0;
    for (let k = 0; k < rows.length; k += channels) {
      const shifted = (g: Float32Array) => Float64Array.from(g, (value, c) => value - rows[k + c]);
      sum += cosine(shifted(a), shifted(b));
    }
    residual.push(sum / (rows.length / channels));
  }
  const squares = clean.data.reduce((total, value) => total + value * value, 0);
  return {
    shift: shiftGeometry(clean, bank),
    global: meanAndDeviation(global),
    residual: meanAndDeviation(residual),
    rootMeanSquare: Math.sqrt(squares / clean.data.length),
  };
}

/**
 * Lengths and angles of a fresh model on given features (Section 3.4). At the paper's size about 47 M
 * values are drawn and held a few times; decoder and predictors are not run.
 *
 * @param sets Features to try, each one batch.
 * @param ratio Share of the places that the masks of the two views hide, 0 to 1.
 * @returns One entry per set.
 */
export async function initialShift(
  rng: Rng,
  architecture: Architecture,
  sets: readonly FeatureSet[],
  ratio: number,
): Promise<InitialShift[]> {
  const heads = taken(initialPrototypeHeads(rng.split('prototypes'), architecture));
  const bank = heads['heads.bank'] as TensorData & Vectors;
  const fused = initialFusion(rng.split('fusion'), architecture);
  const weights = {
    projector: taken(initialProjector(rng.split('projector'), architecture)),
    fusion: taken(fused.parameters),
    statistics: taken(fused.statistics),
  };
  const drawn = [...Object.values(weights.projector), ...Object.values(weights.fusion), bank];
  const forward = (input: TensorTree): TensorTree => {
    const { maps, weights: w } = input as unknown as {
      maps: tf.Tensor4D[];
      weights: { projector: TensorMap; fusion: TensorMap; statistics: TensorMap };
    };
    const projected = projector(maps, w.projector);
    const pooled = (['train', 'eval'] as const).map((mode) =>
      globalAveragePool(fusion(projected, w.fusion, { mode, statistics: w.statistics, batch: {} })),
    );
    return pooled as unknown as TensorTree;
  };
  const viewsOf = (features: FeatureSet) => {
    const masking = { enabled: true, probability: 1, ratio };
    const masks = drawMasks(rng.split('masks'), features.shapes, features.samples.length, masking);
    const ones = masks.online.map((mask) => mask.map(() => 1));
    return [ones, masks.online, masks.target].map((mask) => ({ maps: hidden(features, mask), weights }) as DataTree);
  };
  const runner = await createRunner(forward, viewsOf(sets[0])[0], 'initial shift');
  try {
    const results: InitialShift[] = [];
    for (const features of sets) {
      const outputs: Vectors[][] = [];
      for (const view of viewsOf(features)) outputs.push((await runner.run(view)) as unknown as Vectors[]);
      const [training, evaluation] = [0, 1].map((mode) =>
        stateOf(
          outputs.map((output) => output[mode]),
          bank,
        ),
      );
      results.push({
        images: features.samples.length,
        channels: midChannels(architecture),
        parameters: drawn.reduce((sum, { data }) => sum + data.length, 0),
        training,
        evaluation,
      });
    }
    return results;
  } finally {
    runner.dispose();
  }
}
