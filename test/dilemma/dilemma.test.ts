import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  atFidelity,
  type CapacitySweep,
  channelBits,
  curvesOf,
  type DilemmaMeasures,
  drawTraining,
  kMeans,
  linearBottleneck,
  locationData,
  measureReconstruction,
  principalAxes,
  prototypeBank,
  selectCategories,
  standardErrors,
  sweepCapacity,
  sweetSpot,
  trainedAutoencoder,
} from '../../lib/notebooks/study/dilemma';
import { there } from '../there';
import { CHANNELS, intactOf, SIDE, smallSet } from './smallSets';

const testSplit = { split: 'test', good: 4, defective: 4 } as const;
const train = smallSet(createRng(1), { split: 'train', good: 6, defective: 0 });
const test = smallSet(createRng(2), testSplit);
const intact = intactOf(createRng(2), testSplit);
const data = locationData({ train, test, intact }, 0);
const identity = async (rows: Float32Array) => rows.slice();

beforeAll(async () => {
  await prepareBackend();
});

describe('locationData', () => {
  it('standardises by the training images and finds the anomalous locations', () => {
    for (let c = 0; c < CHANNELS; c++) {
      const values = data.train.features.filter((_, i) => i % CHANNELS === c);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length).toBeCloseTo(1, 3);
    }
    // Eight defective images with a quarter of 16 locations each.
    expect(data.anomalous.length).toBe(8 * 4);
    expect(data.defective.filter(Boolean).length).toBe(8);
  });

  it('puts the intact twins beside the anomalous locations: only the damaged channel differs', () => {
    const at = (location: number, c: number) => data.test.features[location * CHANNELS + c];
    data.anomalous.forEach((location, i) => {
      for (let c = 0; c < 5; c++) expect(data.intact?.[i * CHANNELS + c]).toBeCloseTo(at(location, c), 4);
      expect(at(location, 5) - there(data.intact)[i * CHANNELS + 5]).toBeGreaterThan(3);
    });
  });

  it('refuses a scale that is not there, sets without a defect, and twins of other images', () => {
    expect(() => locationData({ train, test }, 1)).toThrow(ShapeError);
    expect(() => locationData({ train, test: train }, 0)).toThrow(NumericError);
    const swapped = { ...intact, samples: [...intact.samples].reverse() };
    expect(() => locationData({ train, test, intact: swapped }, 0)).toThrow(ShapeError);
  });

  it('selects categories with all that belongs to them', () => {
    const only = selectCategories(data, (category) => category === 'b');
    expect(new Set(only.test.categories)).toEqual(new Set(['b']));
    expect(only.train.features.length).toBe(data.train.features.length / 2);
    expect(only.anomalous.length).toBe(data.anomalous.length / 2);
    expect(only.intact).toEqual(there(data.intact).subarray(there(data.intact).length / 2));
  });

  it('draws the same share of every category for a seed', () => {
    const length = SIDE * SIDE * CHANNELS;
    const drawn = drawTraining(data, createRng(3));
    expect(drawn.length).toBe(2 * 4 * length);
    expect(drawTraining(data, createRng(3))).toEqual(drawn);
    expect(drawTraining(data, createRng(4))).not.toEqual(drawn);
  });
});

describe('measureReconstruction', () => {
  it('finds nothing where everything is copied', async () => {
    const { measures } = await measureReconstruction(data, identity);
    expect(measures.copySim).toBeCloseTo(1, 6);
    expect(measures.copiedShare).toBeCloseTo(1, 6);
    expect(measures.confusion).toBe(0);
    expect(measures.imageAuroc).toBe(0.5);
    expect(measures.pixelAuroc).toBe(0.5);
  });

  it('finds every defect where normal vectors alone are rebuilt', async () => {
    const withoutDamage = async (rows: Float32Array) =>
      rows.map((value, i) => (i % CHANNELS === 5 ? rows[i - 2] : value));
    const { measures } = await measureReconstruction(data, withoutDamage);
    expect(measures.copiedShare).toBeLessThan(0.01);
    expect(measures.pixelAuroc).toBeGreaterThan(0.99);
    expect(measures.confusion).toBe(0);
  });

  it('calls a reconstruction of the other category confused', async () => {
    const length = SIDE * SIDE * CHANNELS;
    const other = async (rows: Float32Array) => {
      const result = rows.slice();
      if (rows.length < length) return result;
      const half = rows.length / 2;
      result.set(rows.subarray(half), 0);
      result.set(rows.subarray(0, half), half);
      return result;
    };
    expect((await measureReconstruction({ ...data, intact: undefined }, other)).measures.confusion).toBe(1);
  });
});

describe('linearBottleneck', () => {
  it('is the identity at full width and the mean at none', async () => {
    const family = linearBottleneck({ widths: [0, CHANNELS] });
    const [none, full] = await family.fit(data.train.features, CHANNELS, createRng(1));
    const rows = data.test.features.subarray(0, 10 * CHANNELS);
    const rebuilt = await full(rows);
    rows.forEach((value, i) => {
      expect(rebuilt[i]).toBeCloseTo(value, 4);
    });
    (await none(rows)).forEach((value) => {
      expect(value).toBeCloseTo(0, 4);
    });
  });

  it('keeps the variance that its axes hold', async () => {
    const { variances } = principalAxes(data.train.features, CHANNELS);
    expect([...variances]).toEqual([...variances].sort((a, b) => b - a));
    const [two] = await linearBottleneck({ widths: [2] }).fit(data.train.features, CHANNELS, createRng(1));
    const rebuilt = await two(data.train.features);
    const error = rebuilt.reduce((sum, value, i) => sum + (value - data.train.features[i]) ** 2, 0);
    const lost = variances.subarray(2).reduce((a, b) => a + b, 0);
    expect(error / (data.train.features.length / CHANNELS)).toBeCloseTo(lost, 3);
  });

  it('shrinks to the mean under strong noise, and carries fewer bits', async () => {
    const [strong, weak] = await linearBottleneck({ noises: [1000, 0], width: CHANNELS }).fit(
      data.train.features,
      CHANNELS,
      createRng(1),
    );
    const size = (rows: Float32Array) => Math.sqrt(rows.reduce((sum, value) => sum + value * value, 0) / rows.length);
    expect(size(await strong(data.test.features))).toBeLessThan(0.05);
    expect(size(await weak(data.test.features))).toBeCloseTo(size(data.test.features), 3);
    const { variances } = principalAxes(data.train.features, CHANNELS);
    expect(channelBits([1, 3], 2, 1)).toBeCloseTo(0.5 * Math.log2(2) + 0.5 * Math.log2(4), 12);
    expect(channelBits(variances, CHANNELS, 2)).toBeLessThan(channelBits(variances, CHANNELS, 1));
  });

  it('refuses widths and noises that are out of range', async () => {
    await expect(
      linearBottleneck({ widths: [CHANNELS + 1] }).fit(data.train.features, CHANNELS, createRng(1)),
    ).rejects.toThrow(OptionError);
    expect(() => linearBottleneck({ noises: [-1], width: 2 })).toThrow(OptionError);
  });
});

describe('prototypeBank', () => {
  it('puts k-means centres where the vectors are', () => {
    const rows = Float32Array.from([0, 0, 0.1, 0, 9, 9, 9.1, 9]);
    const centres = kMeans(rows, 2, 2, createRng(1));
    const sorted = [[...centres.subarray(0, 2)], [...centres.subarray(2)]].sort((a, b) => a[0] - b[0]);
    expect(sorted[0][0]).toBeCloseTo(0.05, 5);
    expect(sorted[1][0]).toBeCloseTo(9.05, 5);
    expect(() => kMeans(rows, 2, 5, createRng(1))).toThrow(OptionError);
  });

  it('gives nothing but prototypes by the nearest, and the identity when linear prototypes span everything', async () => {
    const [one] = await prototypeBank({ counts: [1], routing: 'nearest' }).fit(
      data.train.features,
      CHANNELS,
      createRng(1),
    );
    const rebuilt = await one(data.test.features);
    for (let i = CHANNELS; i < rebuilt.length; i++) expect(rebuilt[i]).toBe(rebuilt[i - CHANNELS]);
    const [spanning] = await prototypeBank({ counts: [CHANNELS], routing: 'linear' }).fit(
      data.train.features,
      CHANNELS,
      createRng(1),
    );
    const copy = await spanning(data.test.features);
    copy.forEach((value, i) => {
      expect(Math.abs(value - data.test.features[i])).toBeLessThan(1e-3 * (1 + Math.abs(data.test.features[i])));
    });
  });
});

describe('trainedAutoencoder', () => {
  it('rebuilds better with a wider code, the same from the same seed, and frees its tensors', async () => {
    const family = trainedAutoencoder({ sweep: { widths: [1, 8] }, steps: 150, batchSize: 32 });
    const before = tf.memory().numTensors;
    const error = async (seed: number) => {
      const rebuilds = await family.fit(data.train.features, CHANNELS, createRng(seed));
      return Promise.all(
        rebuilds.map(async (rebuild) =>
          (await rebuild(data.train.features)).reduce((sum, v, i) => sum + (v - data.train.features[i]) ** 2, 0),
        ),
      );
    };
    const first = await error(1);
    expect(first[1]).toBeLessThan(0.5 * first[0]);
    expect(await error(1)).toEqual(first);
    family.dispose?.();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses widths and noises that are out of range', () => {
    expect(() => trainedAutoencoder({ sweep: { widths: [0] } })).toThrow(OptionError);
    expect(() => trainedAutoencoder({ sweep: { noises: [-1], width: 4 } })).toThrow(OptionError);
  });
});

describe('sweepCapacity and sweetSpot', () => {
  it('measures every capacity with every seed and ends where nothing is detected', async () => {
    const sweep = await sweepCapacity(data, linearBottleneck({ widths: [0, 3, CHANNELS] }), { seeds: [1, 2] });
    expect(curvesOf(sweep, 'copiedShare').map((curve) => curve.length)).toEqual([3, 3]);
    const spot = sweetSpot(sweep, 'pixelAuroc');
    expect(spot.capacity).toBe(3);
    expect(spot.overIdentity.every((gain) => gain > 0.45)).toBe(true);
    await expect(sweepCapacity(data, linearBottleneck({ widths: [1] }), { seeds: [] })).rejects.toThrow(OptionError);
  });

  const made = (curves: number[][]): CapacitySweep => ({
    name: 'made',
    axis: 'capacity',
    capacities: curves[0].map((_, k) => 2 ** k),
    seeds: curves.map((_, s) => s),
    measures: curves.map((curve) => curve.map((imageAuroc) => ({ imageAuroc }) as DilemmaMeasures)),
  });

  it('chooses each place without the seed that it is measured on', () => {
    const spot = sweetSpot(
      made([
        [0.5, 0.9, 0.6],
        [0.5, 0.6, 0.8],
        [0.5, 0.7, 0.6],
      ]),
    );
    expect(spot.capacity).toBe(2);
    expect(spot.bySeed).toEqual([2, 4, 2]);
    // Without the first seed the others' means are 0.65 and 0.7: the first is measured at the third place.
    expect(spot.places).toEqual([2, 1, 1]);
    expect(spot.overCollapse[0]).toBeCloseTo(0.1, 12);
    expect(() => sweetSpot(made([[0.5, 0.6]]))).toThrow(OptionError);
  });

  it('lets an end win where there is no dilemma', () => {
    const spot = sweetSpot(
      made([
        [0.5, 0.6, 0.7],
        [0.5, 0.65, 0.7],
      ]),
    );
    expect(spot.index).toBe(2);
    expect(spot.overIdentity).toEqual([0, 0]);
  });
});

describe('standardErrors', () => {
  it('is the mean over its standard error', () => {
    expect(standardErrors([1, 2, 3])).toBeCloseTo(2 / (1 / Math.sqrt(3)), 12);
    expect(standardErrors([-1, -2, -3])).toBeCloseTo(-2 * Math.sqrt(3), 12);
    expect(standardErrors([0.5, 0.5])).toBe(Number.POSITIVE_INFINITY);
    expect(standardErrors([0, 0])).toBe(0);
    expect(() => standardErrors([1])).toThrow(OptionError);
  });
});

describe('atFidelity', () => {
  const rows = [0.2, 0.6, 1].map((copySimNormal, i) => ({ copySimNormal, copiedShare: 0.1 * i }) as DilemmaMeasures);

  it('interpolates where the fidelity is crossed', () => {
    expect(atFidelity(rows, 0.6, 'copiedShare')).toBeCloseTo(0.1, 12);
    expect(atFidelity(rows, 0.8, 'copiedShare')).toBeCloseTo(0.15, 12);
  });

  it('refuses a fidelity that is not crossed', () => {
    expect(() => atFidelity(rows, 0.1, 'copiedShare')).toThrow(OptionError);
    expect(() => atFidelity(rows.slice(0, 2), 0.9, 'copiedShare')).toThrow(OptionError);
  });
});
