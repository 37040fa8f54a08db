/** Pictures and numbers of mechanisms that take more than the few lines that a notebook shows. */
import * as tf from '@tensorflow/tfjs-core';
import { createRng, present } from 'borad/base';
import type { FeatureSet } from 'borad/features';
import { tensorOf } from 'borad/layers';
import { type FeatureShape, squareSide } from 'borad/methods';
import { corruptions, type Architecture as DestsegArchitecture, type DestsegConfig } from 'borad/methods/destseg';
import { adapt, discriminate, embedding } from 'borad/methods/simplenet';
import { auroc } from 'borad/metrics';
import { anyConfig, openTeacherAndData } from '../experiments';
import { featureMaps } from './featureMaps';
import type { TwinSets } from './letThrough';
import { placesInside } from './placesInside';
import type { RivalModel } from './rivalModels';

/** Scores of SimpleNet's discriminator at single places, the greater the more anomalous. */
export interface DiscriminatedPlaces {
  normal: number[];
  /** The normal places with the noise of training on their adapted features. */
  disturbed: number[];
  defective: number[];
  /** AUROC of disturbed, and of defective, against normal places. */
  noise: number;
  defects: number;
}

const rowsOf = (set: FeatureSet, state: RivalModel['model']): tf.Tensor2D => {
  const joined = embedding(featureMaps(set), tensorOf(state, 'lengths'));
  return tf.reshape(joined, [-1, joined.shape[3]]) as tf.Tensor2D;
};

/** Every so manieth value: enough for a histogram. */
const thinned = (values: ArrayLike<number>, most = 2000): number[] => {
  const all = Array.from(values);
  const stride = Math.max(1, Math.floor(all.length / most));
  return all.filter((_, i) => i % stride === 0);
};

/** What the discriminator of a trained SimpleNet says of normal places, of its own noise, and of defects. */
export function discriminatedPlaces(
  { model, record }: RivalModel,
  { normal, defective }: TwinSets,
): DiscriminatedPlaces {
  const { discriminator } = record.config as unknown as { discriminator: { deviation: number } };
  return tf.tidy(() => {
    const score = (rows: tf.Tensor2D) =>
      tf.neg(discriminate(rows, model, { mode: 'eval', statistics: model, batch: {} })).dataSync();
    const own = adapt(rowsOf(normal, model), model);
    const noise = tf.mul(tf.randomNormal(own.shape, 0, 1, 'float32', 1), discriminator.deviation);
    const [height, width] = normal.shapes[0];
    const inside = placesInside(defective, [height, width]);
    const ofDefects = score(adapt(rowsOf(defective, model), model)).filter((_, i) => inside[i]);
    const ofNormal = thinned(score(own));
    const ofNoise = thinned(score(tf.add(own, noise) as tf.Tensor2D));
    const places = thinned(ofDefects);
    const against = (values: number[]) =>
      auroc([...ofNormal.map(() => 0), ...values.map(() => 1)], [...ofNormal, ...values]);
    return {
      ...{ normal: ofNormal, disturbed: ofNoise, defective: places },
      ...{ noise: against(ofNoise), defects: against(places) },
    };
  });
}

/** DeSTSeg's corruptions of the first training images of so many categories, with the outline of their masks. */
export async function corruptedExamples(count: number) {
  const config = anyConfig({ method: 'destseg' }) as unknown as DestsegConfig;
  const { dataset } = await openTeacherAndData({ method: 'destseg' });
  const size = squareSide(dataset.imageSize, "DeSTSeg's corruptions");
  const training = dataset.samples.filter(({ split }) => split === 'train');
  const firsts = dataset.categories.slice(0, count).map((name) =>
    present(
      training.find(({ category }) => category === name),
      `training image of ${name}`,
    ),
  );
  return Promise.all(
    firsts.map(async (sample, image) => {
      const rng = createRng(config.seed).split(`corruption ${image} 0`);
      const { pixels } = await dataset.read(sample);
      const readImage = async (index: number) => (await dataset.read(training[index])).pixels;
      const shared = { rng, size, config, shapes: [[size, size, 1]] as FeatureShape[] };
      const context = { ...shared, architecture: {} as DestsegArchitecture };
      const data = await corruptions.pixels({ ...context, pixels, images: training.length, readImage });
      const outline = Uint8Array.from(corruptions.label(context).data as Float32Array);
      return { image: { width: size, height: size, data }, outline, caption: sample.category.replace(/_/g, ' ') };
    }),
  );
}
