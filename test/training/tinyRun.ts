/** A tiny teacher and data set, so that whole training runs take seconds. */
import * as tf from '@tensorflow/tfjs-core';
import { createRng, type ImageSize, sidesOf } from '../../lib/borad/base';
import { type ConfigOverrides, resolveConfig } from '../../lib/borad/config';
import type { Dataset, Sample } from '../../lib/borad/datasets';
import { computeFeatures, type FeatureSet } from '../../lib/borad/features';
import type { Teacher } from '../../lib/borad/teachers';

/** Channels are averages of shifted pixels: enough to be learnt, cheap to compute. */
export function tinyTeacher(): Teacher {
  return {
    name: 'tiny',
    channels: [8, 8, 8],
    strides: [4, 8, 16],
    signed: true,
    licence: 'none',
    source: 'this test',
    sha256: 'tiny',
    preprocessing: 'x / 127.5 - 1',
    features(images) {
      return tf.tidy(() => {
        const x = tf.sub(tf.div(images, 127.5), 1) as tf.Tensor4D;
        return [4, 8, 16].map((stride) => {
          const pooled = tf.avgPool(x, stride, stride, 'valid');
          return tf.concat(
            [pooled, tf.square(pooled), tf.slice(tf.mul(pooled, -0.5), [0, 0, 0, 0], [-1, -1, -1, 2])],
            3,
          );
        });
      }) as tf.Tensor4D[];
    },
    dispose() {},
  };
}

/** Stripes (one orientation per category) with noise; a defect is a bright square. */
export function tinyDataset(size: ImageSize = 64): Dataset {
  const [height, width] = sidesOf(size);
  const samples: Sample[] = [];
  for (const category of ['rows', 'columns']) {
    for (let i = 0; i < 8; i++)
      samples.push({ category, split: 'train', defect: 'good', id: `${category}/train/good/${i}` });
    for (const defect of ['good', 'square']) {
      for (let i = 0; i < 4; i++)
        samples.push({ category, split: 'test', defect, id: `${category}/test/${defect}/${i}` });
    }
  }
  return {
    name: 'tiny',
    categories: ['rows', 'columns'],
    imageSize: size,
    samples,
    async read(sample) {
      const rng = createRng(1).split(sample.id);
      const pixels = new Uint8Array(height * width * 3);
      const mask = new Uint8Array(height * width);
      const [left, top] = [rng.int(width - 16), rng.int(height - 16)];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const inside = sample.defect === 'square' && x >= left && x < left + 16 && y >= top && y < top + 16;
          const stripe = Math.floor((sample.category === 'rows' ? y : x) / 8) % 2 ? 170 : 80;
          mask[y * width + x] = inside ? 1 : 0;
          for (let c = 0; c < 3; c++) pixels[(y * width + x) * 3 + c] = (inside ? 240 - 80 * c : stripe) + rng.int(8);
        }
      }
      return { width, height, pixels, mask };
    },
  };
}

/** What runs of a comparison are made with: teacher and data set, with the features of both splits. */
export async function inputsOf(
  teacher: Teacher,
  dataset: Dataset,
): Promise<{ teacher: Teacher; dataset: Dataset; features: { train: FeatureSet; test: FeatureSet } }> {
  const of = (split: string) =>
    computeFeatures(
      teacher,
      dataset,
      dataset.samples.filter((sample) => sample.split === split),
    );
  return { teacher, dataset, features: { train: await of('train'), test: await of('test') } };
}

export const tinyConfig = (...overrides: ConfigOverrides[]) =>
  resolveConfig(
    {
      data: { imageSize: 64 },
      model: { widths: [8, 8, 8], prototypes: 3 },
      training: { steps: 6, batchSize: 4 },
      detection: { smoothing: 1 },
    },
    ...overrides,
  );
