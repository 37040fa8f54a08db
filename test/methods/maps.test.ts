/** Each method's anomaly map, written out on plain numbers from what the method compares. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, progressReporter } from '../../lib/borad/base';
import type { TensorMap } from '../../lib/borad/layers';
import { methodOf } from '../../lib/borad/methods';
import { featureProducts, segmentationLogits, student } from '../../lib/borad/methods/destseg';
import type { FitContext } from '../../lib/borad/methods/method';
import { reweightedDistance } from '../../lib/borad/methods/patchcore/reweightedScore';
import { adapt, discriminate, embedding } from '../../lib/borad/methods/simplenet';
import { alignTokens, type UniadArchitecture } from '../../lib/borad/methods/uniad';
import { normal } from '../compile/agreement';
import { there } from '../there';
import { tinyTeacher } from '../training/tinyRun';
import { smallConfig } from './smallSettings';

const SHAPES: [number, number, number][] = [
  [16, 16, 8],
  [8, 8, 8],
  [4, 4, 8],
];
const features = () => SHAPES.map((shape, i) => normal([2, ...shape], i + 1) as tf.Tensor4D);

function fresh(name: string) {
  const method = methodOf(name);
  const config = smallConfig(name);
  const architecture = method.architecture(tinyTeacher(), config, ['a', 'b']);
  const initial = method.initialise(createRng(1), architecture, config);
  // Moved a little, as by training: some layers begin with zeros.
  const moved = Object.entries(initial).map(([key, tensor], i) => [
    key,
    tf.add(tensor, tf.mul(normal(tensor.shape, i), 0.1)),
  ]);
  return { method, config, architecture, state: Object.fromEntries(moved) as TensorMap };
}

beforeAll(async () => {
  await prepareBackend('cpu');
});

/** What two vectors have between them, [C] and [C]. */
type Distance = (seen: Float32Array, rebuilt: Float32Array) => number;
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * there(b[i]), 0);
const cosine: Distance = (a, b) => 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
const length: Distance = (a, b) => Math.hypot(...a.map((value, i) => value - there(b[i])));
const root: Distance = (a, b) => length(a, b) / Math.sqrt(a.length);

/** The distance at every location; vectors of several scales side by side give a map each. */
function mapsOf(seen: tf.Tensor4D, rebuilt: tf.Tensor4D, widths: number[], distance: Distance): number[][] {
  const [a, b] = [seen, rebuilt].map((map) => map.dataSync() as Float32Array);
  const width = seen.shape[3];
  return widths.map((own, i) => {
    const start = widths.slice(0, i).reduce((sum, one) => sum + one, 0);
    return Array.from({ length: a.length / width }, (_, at) => {
      const from = at * width + start;
      return distance(a.subarray(from, from + own), b.subarray(from, from + own));
    });
  });
}

function expectMaps(found: tf.Tensor3D[], expected: number[][]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((map, scale) => {
    map.dataSync().forEach((value, i) => {
      expect(Math.abs(value - there(expected[scale]?.[i]))).toBeLessThan(1e-4);
    });
  });
}

describe('the map of what is rebuilt', () => {
  it.each(['borad', 'rd4ad', 'vitad', 'dinomaly', 'inpformer', 'mambaad'])('is 1 - cos of each scale in %s', (name) => {
    const { method, state, architecture, config } = fresh(name);
    const { seen, rebuilt } = there(method.rebuild?.(features(), state, architecture, config));
    const expected = seen.flatMap((map, i) => mapsOf(map, there(rebuilt[i]), [map.shape[3]], cosine));
    expectMaps(method.map(features(), state, architecture, config), expected);
  });

  it.each(['diad', 'omiad'])('is 1 - cos of the parts of the joined map in %s', (name) => {
    const { method, state, architecture, config } = fresh(name);
    const { seen, rebuilt } = there(method.rebuild?.(features(), state, architecture, config));
    const expected = mapsOf(there(seen[0]), there(rebuilt[0]), [8, 8, 8], cosine);
    expectMaps(method.map(features(), state, architecture, config), expected);
  });

  it('is the root of the mean squared difference in HVQ-Trans', () => {
    const { method, state, architecture, config } = fresh('hvqtrans');
    const { seen, rebuilt } = there(method.rebuild?.(features(), state, architecture, config));
    const expected = seen.flatMap((map, i) => mapsOf(map, there(rebuilt[i]), [map.shape[3]], root));
    expectMaps(method.map(features(), state, architecture, config), expected);
  });

  it('has the weighted transport cost beside the mean over scales in HVQ-Trans', () => {
    const { method, state, architecture, config } = fresh('hvqtrans');
    const of = (transport: number) =>
      method.map(features(), state, architecture, { ...config, score: { transport } } as typeof config);
    const [plain, once, thrice] = [of(0), of(1), of(3)];
    expect(once).toHaveLength(plain.length + 1);
    const share = once.length / plain.length;
    const larger = plain.map((map) => Array.from(map.dataSync(), (value) => share * value));
    const cost = Array.from(there(once.at(-1)).dataSync(), (value) => value / once.length);
    // A cost is a mean of 1 - cos.
    for (const value of cost) expect(Math.abs(value - 1)).toBeLessThan(1);
    expectMaps(thrice, [...larger, cost.map((value) => 3 * once.length * value)]);
  });

  it.each(['uniad', 'patchcore'])('is the length of the difference in %s', (name) => {
    const { method, state, architecture, config } = fresh(name);
    const own = name === 'patchcore' ? { bank: normal(state.bank.shape, 9) } : state;
    const { seen, rebuilt } = there(method.rebuild?.(features(), own, architecture, config));
    const expected = mapsOf(there(seen[0]), there(rebuilt[0]), [there(seen[0]).shape[3]], length);
    expectMaps(method.map(features(), own, architecture, config), expected);
  });
});

describe('the map of a network that judges', () => {
  it('is minus the score of the discriminator in SimpleNet', () => {
    const { method, state, architecture, config } = fresh('simplenet');
    const rows = tf.reshape(embedding(features(), state.lengths as tf.Tensor1D), [-1, 24]) as tf.Tensor2D;
    const norms = { mode: 'eval' as const, statistics: state, batch: {} };
    const scores = Array.from(discriminate(adapt(rows, state), state, norms).dataSync());
    const expected = scores.map((score) => -score);
    expectMaps(method.map(features(), state, architecture, config), [expected]);
  });

  it('is the probability of the segmentation in DeSTSeg', () => {
    const { method, state, architecture, config } = fresh('destseg');
    const norms = () => ({ mode: 'eval' as const, statistics: state, batch: {} });
    const { rates } = architecture as unknown as { rates: number[] };
    const products = featureProducts(features(), student(features(), state, norms()));
    const logits = Array.from(segmentationLogits(products, state, norms(), rates).dataSync());
    const expected = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
    expectMaps(method.map(features(), state, architecture, config), [expected]);
  });
});

describe('what is measured before the first step', () => {
  it("makes a token's channels of a mean square of 1 in UniAD", async () => {
    const { method, architecture, config } = fresh('uniad');
    // The vector of each map is the same everywhere, so that no pooling changes its length.
    const vectors = SHAPES.map(([, , channels], scale) =>
      Float32Array.from({ length: channels }, (_, c) => (scale + 1) * (c - 3)),
    );
    const maps = SHAPES.map(([height, width, channels], scale) =>
      Float32Array.from({ length: height * width * channels }, (_, i) => there(vectors[scale]?.[i % channels])),
    );
    const given = {
      features: { samples: [{ id: 'a', category: 'a' }], shapes: SHAPES, gather: async () => maps },
      ...{ architecture, config, rng: createRng(1), report: progressReporter('silent') },
    } as unknown as FitContext;
    const { norms } = await there(method.fit)({}, given);
    const { grid } = architecture as unknown as UniadArchitecture;
    const tensors = maps.map((map, i) => tf.tensor(map, [1, ...there(SHAPES[i])]) as tf.Tensor4D);
    const tokens = alignTokens(tensors, norms as tf.Tensor1D, grid);
    for (const square of tf.mean(tf.square(tokens), -1).dataSync()) expect(square).toBeCloseTo(1, 5);
  });
});

describe('what Dinomaly and INP-Former publish', () => {
  it('is the mean of the greatest 1% of the pixels', () => {
    const large = Float32Array.from({ length: 400 }, (_, i) => i);
    for (const name of ['dinomaly', 'inpformer']) {
      const [scoring, ...more] = there(fresh(name).method.published);
      expect(scoring.score({ maps: [], large, size: 20 }, {})).toBe((399 + 398 + 397 + 396) / 4);
      expect(more).toEqual([]);
    }
  });

  it('smooths as their kernel of 5x5 pixels does', () => {
    const weights = [-2, -1, 0, 1, 2].map((x) => Math.exp(-(x ** 2) / 32));
    const variance = [4, 1, 0, 1, 4].reduce((sum, square, i) => sum + square * there(weights[i]), 0);
    const deviation = Math.sqrt(variance / weights.reduce((a, b) => a + b));
    expect(there(fresh('dinomaly').method.published)[0].smoothing).toBeCloseTo(deviation, 1);
  });
});

describe('what HVQ-Trans publishes', () => {
  it('is the greatest mean of 16x16 pixels of a map that is not smoothed', () => {
    const large = new Float32Array(400);
    large[0] = 256;
    const [scoring] = there(fresh('hvqtrans').method.published);
    expect(scoring.smoothing).toBe(0);
    expect(scoring.score({ maps: [], large, size: 20 }, {})).toBe(1);
  });
});

describe("PatchCore's published scorings", () => {
  it('take the farthest patch, and that patch reweighted', () => {
    const { method, state } = fresh('patchcore');
    const [entries, width] = state.bank.shape as [number, number];
    const bank = Float32Array.from(normal([entries, width], 5).dataSync());
    const patches = Float32Array.from(normal([4, width], 6).dataSync());
    const distances = Float32Array.of(1, 2, 4, 3);
    const image = { maps: [{ data: distances, height: 2, width: 2 }], large: distances, size: 2, seen: [patches] };
    const scores = there(method.published).map(({ score }) =>
      score(image, { bank: tf.tensor2d(bank, [entries, width]) }),
    );
    const farthest = patches.subarray(2 * width, 3 * width);
    expect(scores).toEqual([4, reweightedDistance(farthest, { data: bank, width })]);
  });
});
