import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { CancelledError, createRng, progressReporter } from '../../../lib/borad/base';
import { resolveConfig } from '../../../lib/borad/config';
import { disposeMap, type TensorMap, tensorOf } from '../../../lib/borad/layers';
import type { FitContext } from '../../../lib/borad/methods';
import { foldMaps } from '../../../lib/borad/methods/foldedMaps';
import type { HvqTransArchitecture } from '../../../lib/borad/methods/hvqtrans/architecture';
import { hvqTransMethod } from '../../../lib/borad/methods/hvqtrans/hvqTransMethod';
import { encodeTokens } from '../../../lib/borad/methods/hvqtrans/network';
import type { HvqTransConfig } from '../../../lib/borad/methods/hvqtrans/settings';
import { startCodebooks } from '../../../lib/borad/methods/hvqtrans/start';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const CODES = 3;
const config = resolveConfig({
  method: 'hvqtrans',
  data: { imageSize: 64 },
  transformer: { width: 4, heads: 2, hidden: 4, layers: 1 },
  codebooks: { codes: CODES },
}) as HvqTransConfig;
const teacher = { channels: [2, 2, 3], strides: [8, 16, 32], signed: true };
const architecture = hvqTransMethod.architecture(teacher as Parameters<typeof hvqTransMethod.architecture>[0], config, [
  'bolt',
  'empty',
  'nut',
]);

const shapes = [
  [8, 8, 2],
  [4, 4, 2],
  [2, 2, 3],
] as FitContext['features']['shapes'];
const samples = ['bolt', 'nut', 'bolt', 'nut', 'bolt'].map((category, i) => ({ category, path: `${i}` }));

/** Maps of noise, those of a nut far from those of a bolt; what was asked for is written down. */
function trainingFeatures(asked: number[][]): FitContext['features'] {
  const valuesOf = (image: number, scale: number) => {
    const rng = createRng(image).split(`scale ${scale}`);
    const middle = samples[image].category === 'nut' ? 5 : 0;
    return Float32Array.from({ length: shapes[scale].reduce((a, b) => a * b) }, () => middle + rng.normal());
  };
  return {
    samples: samples as unknown as FitContext['features']['samples'],
    shapes,
    gather: async (indices) => {
      asked.push(Array.from(indices));
      return shapes.map((_, scale) => Float32Array.from(Array.from(indices, (i) => [...valuesOf(i, scale)]).flat()));
    },
  };
}

const context = (asked: number[][], signal?: AbortSignal): FitContext<HvqTransArchitecture, HvqTransConfig> => ({
  ...{ architecture, config, signal },
  rng: createRng(7),
  features: trainingFeatures(asked),
  report: progressReporter('silent'),
});

/** [n, m, depth] as n lists of m vectors. */
function rowsOf(tensor: tf.Tensor): string[][] {
  return (tensor.arraySync() as number[][][]).map((codes) =>
    codes.map((code) => code.map((x) => x.toFixed(4)).join(' ')),
  );
}

/** The tokens of images at the encoder's last level. */
async function deepestTokens(state: TensorMap, images: readonly number[]): Promise<string[]> {
  const maps = await trainingFeatures([]).gather(images);
  return tf.tidy(() => {
    const tensors = maps.map((map, scale) => tf.tensor4d(map, [images.length, ...shapes[scale]]));
    const levels = encodeTokens(foldMaps(tensors, architecture), state, architecture);
    return rowsOf(levels[levels.length - 1]).flat();
  });
}

describe('startCodebooks', () => {
  it('puts the codes of a category on tokens of its own images, each once, and keeps those of one without images', async () => {
    const state = hvqTransMethod.initialise(createRng(1), architecture, config);
    const tensors = tf.memory().numTensors;
    const asked: number[][] = [];
    const started = await startCodebooks(state, context(asked));
    expect(tf.memory().numTensors).toBe(tensors + Object.keys(started).length);
    expect(asked.map((images) => [...images].sort())).toEqual([
      [0, 2, 4],
      [1, 3],
    ]);
    for (const scope of ['top', 'levels.0']) {
      const codes = tensorOf(started, `${scope}.codes`);
      const [bolt, empty, nut] = rowsOf(codes);
      expect(new Set([...bolt, ...nut]).size).toBe(2 * CODES);
      expect(empty).toEqual(rowsOf(tensorOf(state, `${scope}.codes`))[1]);
      expect(tensorOf(started, `${scope}.sums`).dataSync()).toEqual(codes.dataSync());
      expect([...tensorOf(started, `${scope}.counts`).dataSync()]).toEqual(Array(3 * CODES).fill(1));
    }
    const [bolt, , nut] = rowsOf(tensorOf(started, 'top.codes'));
    for (const [codes, images] of [
      [bolt, [0, 2, 4]],
      [nut, [1, 3]],
    ] as const)
      for (const code of codes) expect(await deepestTokens(state, images)).toContain(code);
    const again = await startCodebooks(state, context([]));
    expect(rowsOf(tensorOf(again, 'top.codes'))).toEqual(rowsOf(tensorOf(started, 'top.codes')));
    for (const map of [state, started, again]) disposeMap(map);
  });

  it('frees what it made when it is stopped, and says that no step was taken', async () => {
    const state = hvqTransMethod.initialise(createRng(1), architecture, config);
    const tensors = tf.memory().numTensors;
    const stop = new AbortController();
    const asked: number[][] = [];
    const stopped = context(asked, stop.signal);
    const gather = stopped.features.gather;
    const gatherAndStop: typeof gather = (indices) => {
      stop.abort();
      return gather(indices);
    };
    stopped.features = { ...stopped.features, gather: gatherAndStop };
    await expect(startCodebooks(state, stopped)).rejects.toThrow(CancelledError);
    expect(asked).toHaveLength(1);
    expect(tf.memory().numTensors).toBe(tensors);
    disposeMap(state);
  });
});
