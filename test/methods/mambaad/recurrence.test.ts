import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { compile } from '../../../lib/borad/compile';
import {
  chunkedRecurrence,
  chunkLength,
  type Recurrence,
  type ScanInput,
  selectiveScan,
  stepwiseRecurrence,
} from '../../../lib/borad/methods/mambaad';
import { difference } from '../../compile/agreement';
import { expectGradients, normal } from '../../layers/numericGradient';

/** Decays from 0 to 1, and what enters: [K, L, B, N, D]. */
const example = (length: number) => ({
  decay: tf.sigmoid(normal([2, length, 2, 2, 3], 1, 2)),
  u: normal([2, length, 2, 2, 3], 2),
});

/** h_t = decay_t h_(t-1) + u_t in double precision, in the order [path, time, rest]. */
function byHand({ decay, u }: ReturnType<typeof example>): number[] {
  const [paths, length, ...rest] = u.shape;
  const width = rest.reduce((a, b) => a * b, 1);
  const [d, x] = [decay.dataSync(), u.dataSync()];
  const h = new Array<number>(x.length).fill(0);
  for (let path = 0; path < paths; path++)
    for (let t = 0; t < length; t++)
      for (let i = 0; i < width; i++) {
        const at = (path * length + t) * width + i;
        h[at] = x[at] + (t > 0 ? d[at] * h[at - width] : 0);
      }
  return h;
}

const scanInput = (side: number): ScanInput => {
  const [paths, length, batch, channels, states] = [2, side * side, 2, 3, 4];
  return {
    x: normal([paths, length, batch, channels], 1) as tf.Tensor4D,
    delta: tf.softplus(normal([paths, length, batch, channels], 2)) as tf.Tensor4D,
    a: tf.neg(tf.exp(normal([paths, states, channels], 3))) as tf.Tensor3D,
    b: normal([paths, length, batch, states], 4) as tf.Tensor4D,
    c: normal([paths, length, batch, states], 5) as tf.Tensor4D,
    skip: normal([paths, channels], 6) as tf.Tensor2D,
  };
};

/** The scan and its gradients by x, delta, b and c. */
function outcome(input: ScanInput, recurrence: Recurrence) {
  const names = ['x', 'delta', 'a', 'b', 'c'] as const;
  const loss = (...list: tf.Tensor[]) => {
    const given = { ...input, ...Object.fromEntries(names.map((name, i) => [name, list[i]])) } as ScanInput;
    const y = selectiveScan(given, recurrence);
    return tf.sum(tf.mul(y, normal(y.shape, 9))) as tf.Scalar;
  };
  return { y: selectiveScan(input, recurrence), gradients: tf.grads(loss)(names.map((name) => input[name])) };
}

describe('linear recurrences', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('are the sums that the definition says, for any length', () => {
    for (const length of [1, 2, 7, 12, 16]) {
      const given = example(length);
      const expected = byHand(given);
      for (const recurrence of [stepwiseRecurrence, chunkedRecurrence]) {
        const found = recurrence(given.decay, given.u);
        expect(found.shape).toEqual(given.u.shape);
        expect(difference(found.dataSync(), expected)).toBeLessThan(1e-6);
      }
    }
  });

  it('have the gradients of central differences', () => {
    for (const length of [1, 3, 6]) {
      for (const recurrence of [stepwiseRecurrence, chunkedRecurrence])
        expectGradients(({ decay, u }) => recurrence(decay, u), example(length));
    }
  });

  it('take the longest chunk up to the root that divides', () => {
    expect([1, 2, 12, 16, 64, 256].map(chunkLength)).toEqual([1, 1, 3, 4, 8, 16]);
  });

  it('give the same scan in chunks as step by step, value and gradients, to 1e-6', () => {
    for (const side of [4, 8, 16]) {
      const input = scanInput(side);
      const [chunked, stepwise] = [chunkedRecurrence, stepwiseRecurrence].map((each) => outcome(input, each));
      expect(difference(chunked.y.dataSync(), stepwise.y.dataSync())).toBeLessThan(1e-6);
      chunked.gradients.forEach((gradient, i) => {
        expect(difference(gradient.dataSync(), stepwise.gradients[i].dataSync())).toBeLessThan(1e-6);
      });
    }
  });

  it('are traced: the compiled scan is that of the definition', async () => {
    const input = scanInput(4);
    const expected = outcome(input, stepwiseRecurrence);
    const run = await compile((given: ScanInput) => outcome(given, chunkedRecurrence), input as never, { threads: 1 });
    const found = await run(input as never);
    expect(difference(found.y.dataSync(), expected.y.dataSync())).toBeLessThan(1e-5);
    found.gradients.forEach((gradient, i) => {
      expect(difference(gradient.dataSync(), expected.gradients[i].dataSync())).toBeLessThan(1e-5);
    });
    run.dispose();
  });
});
