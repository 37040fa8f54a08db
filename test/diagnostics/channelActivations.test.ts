import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  channelActivations,
  globalRows,
  imageCopying,
  type PairedMaps,
  ratioOfSums,
  unitFeatures,
} from '../../lib/borad/diagnostics';

const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector));

/** Maps of 1 x 2 places from [image][place] vectors. */
const paired = (teacher: number[][][], student: number[][][]): PairedMaps => {
  const map = (images: number[][][]) => ({
    data: Float32Array.from(images.flat(2)),
    shape: [images.length, 1, 2, images[0][0].length],
  });
  return { teacher: map(teacher), student: map(student) };
};

const SHOWN = paired(
  [
    [
      [3, 4, 0],
      [0, 0, 9],
    ],
    [
      [1, 1, 1],
      [0, 2, 0],
    ],
  ],
  [
    [
      [0, 5, 0],
      [0, 1, 0],
    ],
    [
      [1, 1, 1],
      [2, 0, 0],
    ],
  ],
);
const INTACT = paired(
  [
    [
      [2, 0, 0],
      [0, 3, 0],
    ],
    [
      [1, 0, 0],
      [0, 0, 7],
    ],
  ],
  [
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
    [
      [0, 0, 1],
      [0, 1, 0],
    ],
  ],
);

describe('channelActivations', () => {
  it('by hand: means of unit vectors in the region, of the image and of its intact twin', () => {
    const near = (values: Float64Array, expected: number[]) =>
      expected.forEach((value, c) => {
        expect(values[c]).toBeCloseTo(value, 6);
      });
    const found = channelActivations(SHOWN, INTACT, { data: [1, 0, 0, 0], shape: [2, 1, 2] });
    expect(found.images).toEqual([0]);
    near(found.teacher, [0.6, 0.8, 0]);
    near(found.student, [0, 1, 0]);
    near(found.teacherIntact, [1, 0, 0]);
    near(found.studentIntact, [1, 0, 0]);
    const whole = channelActivations(SHOWN, INTACT, { data: [1, 1, 0, 1], shape: [2, 1, 2] });
    expect(whole.images).toEqual([0, 1]);
    near(whole.teacher, [0.3, 0.4, 0.5, 0, 1, 0]);
    near(whole.teacherIntact, [0.5, 0.5, 0, 0, 0, 1]);
    near(whole.studentIntact, [0.5, 0.5, 0, 0, 1, 0]);
  });

  it('refuses shapes that disagree and values that are not finite', () => {
    const one = paired(
      [
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
      [
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
    );
    const region = { data: [1, 0], shape: [1, 1, 2] };
    expect(() => channelActivations(one, INTACT, region)).toThrow(ShapeError);
    expect(() => channelActivations(one, one, { data: [1, 0, 1, 0], shape: [2, 1, 2] })).toThrow(ShapeError);
    const broken = paired(
      [
        [
          [Number.NaN, 0, 0],
          [0, 1, 0],
        ],
      ],
      [
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
    );
    expect(() => channelActivations(broken, one, region)).toThrow(NumericError);
  });
});

describe('imageCopying', () => {
  const activations = (student: number[]) => ({
    images: [0],
    channels: 3,
    teacher: Float64Array.from([0.9, 0.3, 0.1]),
    teacherIntact: Float64Array.from([0.5, 0.5, 0.1]),
    student: Float64Array.from(student),
    studentIntact: Float64Array.from([0.4, 0.4, 0.2]),
  });
  const shareOf = (student: number[]) => {
    const { repeated, teacherDeviation } = imageCopying(activations(student));
    return ratioOfSums(repeated, teacherDeviation, createRng(1)).value;
  };

  it('is 1 for a student that repeats the deviation, 0 for one that shows the intact, one half in the middle', () => {
    expect(shareOf([0.8, 0.2, 0.2])).toBeCloseTo(1, 12);
    expect(shareOf([0.4, 0.4, 0.2])).toBeCloseTo(0, 12);
    expect(shareOf([0.6, 0.3, 0.2])).toBeCloseTo(0.5, 12);
    expect(shareOf([0.4, 0.4, 0.9])).toBeCloseTo(0, 12);
  });

  it('gives the cosines with the teacher at the defect, with the intact teacher, and of the deviations', () => {
    const found = imageCopying(activations([0.6, 0.3, 0.2]));
    const cosineOf = (a: number[], b: number[]) =>
      a.reduce((sum, value, i) => sum + value * b[i], 0) / Math.hypot(...a) / Math.hypot(...b);
    expect(found.cosine[0]).toBeCloseTo(cosineOf([0.6, 0.3, 0.2], [0.9, 0.3, 0.1]), 12);
    expect(found.restored[0]).toBeCloseTo(cosineOf([0.6, 0.3, 0.2], [0.5, 0.5, 0.1]), 12);
    expect(found.deviationCosine[0]).toBeCloseTo(1, 12);
    expect(found.teacherDeviation[0]).toBeCloseTo(0.2, 12);
    expect(found.studentDeviation[0]).toBeCloseTo(0.05, 12);
    expect(imageCopying(activations([0.4, 0.4, 0.2])).deviationCosine[0]).toBe(0);
  });
});

describe('ratioOfSums', () => {
  it('is the slope of a noisy line, and its interval narrows with the number of images', () => {
    const rng = createRng(7);
    const widths = [40, 640].map((n) => {
      const below = Array.from({ length: n }, () => 0.5 + rng.uniform());
      const above = below.map((value) => 0.4 * value + 0.1 * rng.normal());
      const { value, low, high } = ratioOfSums(above, below, createRng(2));
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
      expect(low).toBeLessThan(0.4);
      expect(high).toBeGreaterThan(0.4);
      return high - low;
    });
    expect(widths[0] / widths[1]).toBeGreaterThan(2.5);
    expect(widths[0] / widths[1]).toBeLessThan(6);
  });

  it('refuses lists that are no pairs, and denominators of 0', () => {
    expect(() => ratioOfSums([1], [1, 2], createRng(1))).toThrow(OptionError);
    expect(() => ratioOfSums([], [], createRng(1))).toThrow(OptionError);
    expect(() => ratioOfSums([1, 2], [0, 0], createRng(1))).toThrow(NumericError);
  });
});

describe('globalRows', () => {
  it('is the mean over places, at length 1', () => {
    const fused = { data: Float32Array.from([1, 3, 5, 5, 0, 2, 0, 2]), shape: [2, 1, 2, 2] };
    const expected = [...unit([3, 4]), 0, 1];
    for (const [i, value] of globalRows(fused).entries()) expect(value).toBeCloseTo(expected[i], 12);
  });
});

describe('unitFeatures', () => {
  it('divides each vector by its length and leaves zeros', () => {
    const map = { data: Float32Array.from([3, 4, 0, 0]), shape: [1, 1, 2, 2] };
    for (const [i, value] of unitFeatures(map).data.entries()) expect(value).toBeCloseTo([0.6, 0.8, 0, 0][i], 6);
    expect(() => unitFeatures({ ...map, shape: [1, 2, 2, 2] })).toThrow(ShapeError);
  });
});
