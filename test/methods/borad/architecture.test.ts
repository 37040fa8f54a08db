import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng, OptionError, ShapeError } from '../../../lib/borad/base';
import { disposeModel } from '../../../lib/borad/methods';
import {
  type Architecture,
  architectureFor,
  initialModel,
  parameterCount,
  reconstructForTest,
  type Triple,
} from '../../../lib/borad/methods/borad';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const thin = { channels: [24, 32, 96] as Triple, strides: [8, 16, 32] as Triple, signed: true };

describe('architectureFor', () => {
  it('makes heads exactly where widths differ from the teacher', () => {
    expect(architectureFor(thin, 256, { widths: [32, 64, 128], prototypes: 7 })).toMatchObject({
      heads: true,
      midSize: [4, 4],
    });
    expect(architectureFor(thin, 256, { widths: 'teacher', prototypes: 7 })).toMatchObject({
      heads: false,
      widths: [24, 32, 96],
    });
  });

  it('makes heads where one width differs, and takes widths of 4', () => {
    const heads = (widths: Triple) => architectureFor(thin, 256, { widths, prototypes: 7 }).heads;
    expect([heads([24, 32, 96]), heads([24, 32, 4]), heads([4, 32, 96])]).toEqual([false, true, true]);
  });

  it('refuses sizes and widths that cannot work', () => {
    expect(() => architectureFor(thin, 250, { widths: 'teacher', prototypes: 7 })).toThrow(/multiple of 64/);
    expect(() => architectureFor(thin, 64, { widths: 'teacher', prototypes: 7 })).toThrow(ShapeError);
    expect(() => architectureFor(thin, 64, { widths: 'teacher', prototypes: 7 })).toThrow(/imageSize of at least 128/);
    for (const wrong of [0, -4, Number.NaN, 6])
      expect(() => architectureFor(thin, 256, { widths: [32, wrong, 128], prototypes: 7 })).toThrow(OptionError);
    expect(() => architectureFor(thin, 256, { widths: [30, 64, 128], prototypes: 7 })).toThrow(OptionError);
  });
});

describe('initialModel', () => {
  const build = (architecture: Architecture, check: (model: ReturnType<typeof initialModel>) => void) => {
    const before = tf.memory().numTensors;
    const model = initialModel(createRng(1), architecture);
    check(model);
    disposeModel(model);
    expect(tf.memory().numTensors).toBe(before);
  };

  it('starts with orthonormal prototypes at each location', () => {
    build(architectureFor(thin, 128, { widths: [8, 8, 8], prototypes: 5 }), ({ parameters }) => {
      const bank = parameters['heads.bank'] as tf.Tensor3D;
      const gram = tf.tidy(() => tf.matMul(bank, bank, false, true).arraySync()) as number[][][];
      for (const location of gram) {
        for (const [i, row] of location.entries()) {
          for (const [j, value] of row.entries()) expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(1e-5);
        }
      }
    });
  });

  it('has the parameter counts of method.md, section 1, in the same proportion at an eighth of the widths', () => {
    // Every convolution scales by 1/64 and every vector by 1/8: counted here layer by layer from the description.
    const [c1, c2, c3] = [32, 64, 128];
    const block = (input: number, width: number, output: number, kernel: number, short: number) =>
      input * width +
      2 * width +
      kernel * width * width +
      2 * width +
      width * output +
      2 * output +
      (short ? short * input * output + 2 * output : 0);
    const projector = [c1, c2, c3].reduce((sum, c) => {
      const sizes = [c, c / 2, c / 4, c / 2, c];
      return sum + sizes.slice(1).reduce((s, size, i) => s + 9 * sizes[i] * size + size, 0);
    }, 0);
    const norm = (c: number) => 2 * c;
    const mff =
      9 * c1 * c2 +
      norm(c2) +
      9 * c2 * c3 +
      norm(c3) +
      9 * c2 * c3 +
      norm(c3) +
      block(3 * c3, c3 / 2, 2 * c3, 9, 1) +
      2 * block(2 * c3, c3 / 2, 2 * c3, 9, 0);
    const layer = (input: number, output: number, blocks: number) =>
      block(input, output / 2, output, 4, 4) + (blocks - 1) * block(output, output / 2, output, 9, 0);
    const decoder = layer(2 * c3, c3, 3) + layer(c3, c2, 4) + layer(c2, c1, 6);
    const teacher = { channels: [c1, c2, c3] as Triple, strides: [8, 16, 32] as Triple, signed: false };
    build(architectureFor(teacher, 256, { widths: 'teacher', prototypes: 7 }), ({ parameters, momentumProjector }) => {
      const count = (prefix: string) =>
        parameterCount(Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith(prefix))));
      expect(count('proj.')).toBe(projector);
      expect(parameterCount(momentumProjector)).toBe(projector);
      expect(count('mff.')).toBe(mff);
      expect(count('dec.')).toBe(decoder);
      const mid = 2 * c3;
      expect(count('heads.')).toBe(16 * 7 * mid + (2 * mid * mid + mid) + 4 * (mid * mid + mid));
    });
  });

  it('rebuilds maps of the teacher shapes, signed where the teacher is', () => {
    const features = [16, 8, 4].map(
      (side, i) => tf.randomNormal([2, side, side, thin.channels[i]], 0, 1, 'float32', i + 1) as tf.Tensor4D,
    );
    for (const [widths, signed] of [
      ['teacher', true],
      ['teacher', false],
      [[8, 8, 8], true],
    ] as const) {
      const architecture = architectureFor({ ...thin, signed }, 128, {
        widths: widths as 'teacher' | Triple,
        prototypes: 3,
      });
      build(architecture, (model) => {
        const { maps, fused } = tf.tidy(() => reconstructForTest(features, model, architecture) as never) as ReturnType<
          typeof reconstructForTest
        >;
        expect(maps.map((map) => map.shape)).toEqual(features.map((feature) => feature.shape));
        expect(maps.some((map) => map.dataSync().some((value) => value < 0))).toBe(signed);
        tf.dispose([...maps, fused]);
      });
    }
  });
});
