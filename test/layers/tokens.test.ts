import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { foldPatches, mapToTokens, tokenDense, unfoldPatches } from '../../lib/borad/layers';
import { expectGradients, normal } from './numericGradient';

/** Each value tells its row, column and channel. */
const labelled = (height: number, width: number, channels: number): tf.Tensor4D =>
  tf.tensor4d(
    Array.from({ length: height * width * channels }, (_, i) => {
      const place = Math.floor(i / channels);
      return 100 * Math.floor(place / width) + 10 * (place % width) + (i % channels);
    }),
    [1, height, width, channels],
  );

describe('tokens', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('are the locations of a map, row by row', () => {
    expect(
      mapToTokens(labelled(2, 3, 2))
        .arraySync()[0]
        .slice(2, 4),
    ).toEqual([
      [20, 21],
      [100, 101],
    ]);
  });

  it('hold patches by row, column and channel', () => {
    const tokens = foldPatches(labelled(4, 6, 2), [2, 3]);
    expect(tokens.shape).toEqual([1, 6, 8]);
    expect(tokens.arraySync()[0][4]).toEqual([220, 221, 230, 231, 320, 321, 330, 331]);
  });

  it('unfold to the map they were folded from', () => {
    const map = normal([2, 6, 4, 3], 1) as tf.Tensor4D;
    const back = unfoldPatches(foldPatches(map, [3, 1]), [3, 1], [6, 4, 3]);
    expect(back.arraySync()).toEqual(map.arraySync());
  });

  it('pass a dense layer with the gradients of central differences', () => {
    const inputs = { x: normal([2, 3, 4], 1), 'd.weight': normal([4, 2], 2), 'd.bias': normal([2], 3) };
    expectGradients((given) => tokenDense(given.x as tf.Tensor3D, given, 'd'), inputs);
  });
});
