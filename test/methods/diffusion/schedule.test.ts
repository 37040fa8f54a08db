import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng, ShapeError } from '../../../lib/borad/base';
import {
  ALPHA_BAR,
  ddimStep,
  drawTimes,
  following,
  joinedMaps,
  joinedShape,
  noised,
  samplingTimes,
  scaleDistances,
  sharesAt,
  timeFeatures,
  withFreshMoments,
} from '../../../lib/borad/methods/diffusion';
import { difference } from '../../compile/agreement';
import { normal } from '../../layers/numericGradient';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('the schedule', () => {
  it("is Stable Diffusion's: nearly clean at first, nearly noise at last", () => {
    expect(ALPHA_BAR).toHaveLength(1000);
    expect(ALPHA_BAR[0]).toBeCloseTo(1 - 0.00085, 12);
    expect(ALPHA_BAR[999]).toBeCloseTo(0.00466, 5);
    const { signal, noise } = sharesAt(500);
    expect(signal ** 2 + noise ** 2).toBeCloseTo(1, 12);
  });

  it('is sampled at even distances, down to 1', () => {
    expect(samplingTimes(10)).toEqual([901, 801, 701, 601, 501, 401, 301, 201, 101, 1]);
    expect(samplingTimes(2)).toEqual([501, 1]);
    expect(samplingTimes(1000)[0]).toBe(999);
  });

  it('tells a time by cosines, then sines', () => {
    expect(timeFeatures(0, 4)).toEqual([1, 1, 0, 0]);
    const [cosine, slow, sine] = timeFeatures(3, 4);
    expect([cosine, sine]).toEqual([Math.cos(3), Math.sin(3)]);
    expect(slow).toBeCloseTo(Math.cos(0.03), 12);
  });

  it('draws times between both ends, each of them among these', () => {
    const times = drawTimes(createRng(1), 400, [5, 8]);
    expect([...new Set(times)].sort()).toEqual([5, 6, 7, 8]);
  });

  it('goes back along the noise that was added, if the clean map is known', () => {
    const [clean, noise] = [normal([1, 2, 2, 3], 1), normal([1, 2, 2, 3], 2)] as tf.Tensor4D[];
    const found = ddimStep(noised(clean, noise, sharesAt(901)), clean, 901, 301);
    expect(difference(found.dataSync(), noised(clean, noise, sharesAt(301)).dataSync())).toBeLessThan(1e-5);
  });
});

describe('joined maps', () => {
  const features = () =>
    [
      [2, 8, 8, 2],
      [2, 4, 4, 3],
      [2, 2, 2, 7],
    ].map((shape, i) => normal(shape, i + 1) as tf.Tensor4D);

  it('have a mean square of 1, scale by scale', () => {
    const joined = joinedMaps(features());
    expect(joined.shape).toEqual([2, 4, 4, 12]);
    for (const [start, count] of [
      [0, 2],
      [2, 3],
      [5, 7],
    ]) {
      const squares = tf.sum(tf.square(tf.slice(joined, [0, 0, 0, start], [-1, -1, -1, count])), 3).dataSync();
      for (const square of squares) expect(square).toBeCloseTo(12 / 3, 4);
    }
  });

  it('differ by the angle of each scale', () => {
    const joined = joinedMaps(features());
    const opposite = tf.concat(
      [tf.slice(joined, [0, 0, 0, 0], [-1, -1, -1, 5]), tf.neg(tf.slice(joined, [0, 0, 0, 5], [-1, -1, -1, 7]))],
      3,
    );
    const [fine, middle, coarse] = scaleDistances(joined, opposite as tf.Tensor4D, [2, 3, 7]);
    expect(Math.max(...fine.dataSync(), ...middle.dataSync())).toBeLessThan(1e-5);
    for (const value of coarse.dataSync()) expect(value).toBeCloseTo(2, 4);
  });

  it('need maps that fit', () => {
    expect(joinedShape({ channels: [1, 2, 3], strides: [8, 16, 32] }, 256).size).toEqual([16, 16]);
    expect(() => joinedShape({ channels: [1, 2, 3], strides: [8, 16, 32] }, 240)).toThrow(ShapeError);
    expect(() => joinedShape({ channels: [1, 2, 3], strides: [8, 12, 24] }, 240)).toThrow(/strides/);
  });
});

describe('parts of a state', () => {
  it('follow another part, or begin anew', () => {
    const state = { 'a.x': tf.scalar(1), 'b.x': tf.scalar(2), 'adam.first.a.x': tf.scalar(3) };
    const moment = state['adam.first.a.x'];
    const fresh = withFreshMoments(state);
    expect(fresh['adam.first.a.x'].dataSync()[0]).toBe(0);
    expect(moment.isDisposed).toBe(true);
    expect(fresh['a.x']).toBe(state['a.x']);
    const follower = following(state, { 'b.': 'a.' });
    expect(follower['b.x'].dataSync()[0]).toBe(1);
    expect(state['b.x'].isDisposed).toBe(true);
  });
});
