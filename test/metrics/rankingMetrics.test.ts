import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, NumericError, ShapeError } from '../../lib/borad/base';
import { auroc, averagePrecision, f1Max, imageMetrics, precisionRecallCurve, rocCurve } from '../../lib/borad/metrics';

const SEED = { seed: 20260614, numRuns: 200 };

/** Labels with both classes, and scores with many ties. */
const scored = fc
  .array(fc.record({ label: fc.constantFrom(0, 1), score: fc.integer({ min: -4, max: 4 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((items) => new Set(items.map(({ label }) => label)).size === 2)
  .map((items) => ({ labels: items.map(({ label }) => label), scores: items.map(({ score }) => score / 8) }));

/** Pairs counted one by one: the definition of AUROC as a probability. */
function aurocByPairs(labels: number[], scores: number[]): number {
  let wins = 0;
  let pairs = 0;
  labels.forEach((positive, i) => {
    labels.forEach((negative, j) => {
      if (positive !== 1 || negative !== 0) return;
      pairs++;
      wins += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    });
  });
  return wins / pairs;
}

/** True and false positives at every distinct score, counted anew each time. */
function countsByThreshold(labels: number[], scores: number[]) {
  return [...new Set(scores)]
    .sort((a, b) => b - a)
    .map((threshold) => ({
      threshold,
      tp: labels.filter((label, i) => label === 1 && scores[i] >= threshold).length,
      fp: labels.filter((label, i) => label === 0 && scores[i] >= threshold).length,
    }));
}

describe('auroc, averagePrecision, f1Max by hand', () => {
  // Sorted: 0.9 (1), 0.8 (0), 0.7 (1), 0.7 (0), 0.1 (0).
  const labels = [1, 0, 1, 0, 0];
  const scores = [0.9, 0.8, 0.7, 0.7, 0.1];

  it('auroc counts won pairs, a tie as one half', () => {
    expect(auroc(labels, scores)).toBeCloseTo((3 + 1.5) / 6, 14);
  });

  it('averagePrecision adds recall gained times precision', () => {
    expect(averagePrecision(labels, scores)).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 4), 14);
  });

  it('f1Max gives the best F1 and the highest threshold that reaches it', () => {
    // F1: 2/3 at 0.9, 2/4 at 0.8, 4/6 at 0.7, 4/7 at 0.1.
    expect(f1Max(labels, scores)).toEqual({ f1: 2 / 3, threshold: 0.9 });
    expect(f1Max([0, 1, 1], [0.1, 0.4, 0.3])).toEqual({ f1: 1, threshold: 0.3 });
  });

  it('rocCurve and precisionRecallCurve list the points where they bend', () => {
    const roc = rocCurve(labels, scores);
    expect([...roc.fpr]).toEqual([0, 0, 1 / 3, 2 / 3, 1]);
    expect([...roc.tpr]).toEqual([0, 0.5, 0.5, 1, 1]);
    expect([...roc.thresholds]).toEqual([Number.POSITIVE_INFINITY, 0.9, 0.8, 0.7, 0.1]);
    const curve = precisionRecallCurve(labels, scores);
    expect([...curve.precision]).toEqual([1, 1, 1 / 2, 2 / 4, 2 / 5]);
    expect([...curve.recall]).toEqual([0, 0.5, 0.5, 1, 1]);
    expect([...curve.thresholds]).toEqual([Number.POSITIVE_INFINITY, 0.9, 0.8, 0.7, 0.1]);
  });

  it('leaves scores inside a run of normal items out of the curves', () => {
    expect([...rocCurve([0, 0, 0, 1], [5, 4, 3, 2]).thresholds]).toEqual([Number.POSITIVE_INFINITY, 3, 2]);
  });

  it('imageMetrics agrees with the three functions', () => {
    expect(imageMetrics(labels, scores)).toEqual({
      auroc: auroc(labels, scores),
      ap: averagePrecision(labels, scores),
      f1Max: f1Max(labels, scores).f1,
    });
  });
});

describe('ranking metrics against counting one by one', () => {
  it('auroc is the share of won pairs, in float64 and in float32', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const expected = aurocByPairs(labels, scores);
        expect(auroc(labels, scores)).toBeCloseTo(expected, 12);
        expect(auroc(labels, Float32Array.from(scores))).toBeCloseTo(expected, 12);
      }),
      SEED,
    );
  });

  it('averagePrecision and f1Max agree with a threshold at a time', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const positives = labels.filter((label) => label === 1).length;
        const points = countsByThreshold(labels, scores);
        const ap = points.reduce(
          (sum, { tp, fp }, i) => sum + ((tp - (points[i - 1]?.tp ?? 0)) / positives) * (tp / (tp + fp)),
          0,
        );
        const f1 = points.map(({ tp, fp }) => (2 * tp) / (tp + fp + positives));
        const best = Math.max(...f1);
        expect(averagePrecision(labels, scores)).toBeCloseTo(ap, 12);
        expect(f1Max(labels, scores).f1).toBeCloseTo(best, 12);
        const atThreshold = points.find(({ threshold }) => threshold === f1Max(labels, scores).threshold);
        expect(f1[points.indexOf(atThreshold as (typeof points)[number])]).toBeCloseTo(best, 12);
      }),
      SEED,
    );
  });

  it('the trapezoid area under rocCurve is auroc', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const { fpr, tpr } = rocCurve(labels, scores);
        let area = 0;
        for (let i = 1; i < fpr.length; i++) area += ((fpr[i] - fpr[i - 1]) * (tpr[i] + tpr[i - 1])) / 2;
        expect(area).toBeCloseTo(auroc(labels, scores), 12);
      }),
      SEED,
    );
  });
});

describe('ranking metrics: properties', () => {
  it('do not change under a strictly rising map of the scores', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const mapped = scores.map((score) => Math.exp(3 * score) - 7);
        expect(imageMetrics(labels, mapped)).toEqual(imageMetrics(labels, scores));
      }),
      SEED,
    );
  });

  it('do not change with the order of the items', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        expect(imageMetrics([...labels].reverse(), [...scores].reverse())).toEqual(imageMetrics(labels, scores));
      }),
      SEED,
    );
  });

  it('swapped labels and negated scores give 1 - auroc', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const swapped = labels.map((label) => 1 - label);
        expect(auroc(swapped, scores)).toBeCloseTo(1 - auroc(labels, scores), 12);
        const negated = scores.map((score) => -score);
        expect(auroc(labels, negated)).toBeCloseTo(1 - auroc(labels, scores), 12);
      }),
      SEED,
    );
  });

  it('constant scores give exactly 0.5 and the share of anomalous items', () => {
    fc.assert(
      fc.property(scored, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ({ labels }, value) => {
        const constant = labels.map(() => value);
        const share = labels.filter((label) => label === 1).length / labels.length;
        expect(auroc(labels, constant)).toBe(0.5);
        expect(averagePrecision(labels, constant)).toBeCloseTo(share, 12);
        expect(f1Max(labels, constant)).toEqual({
          f1: expect.closeTo((2 * share) / (1 + share), 12),
          threshold: value,
        });
      }),
      { ...SEED, examples: [[{ labels: [0, 1, 1, 1], scores: [0, 0, 0, 0] }, 0]] },
    );
  });

  it('+0 and -0 tie', () => {
    expect(auroc([1, 0], [0, -0])).toBe(0.5);
    expect(auroc([1, 0], Float32Array.of(0, -0))).toBe(0.5);
    expect(auroc([0, 1], Float32Array.of(0, -0))).toBe(0.5);
  });
});

describe('ranking metrics: degenerate input', () => {
  it('are undefined where a rate has no denominator', () => {
    expect(() => auroc([0, 0], [1, 2])).toThrow(NumericError);
    expect(() => auroc([1, 1], [1, 2])).toThrow(/auroc: undefined with one class only \(2 anomalous, 0 normal\)/);
    expect(() => averagePrecision([0, 0], [1, 2])).toThrow(NumericError);
    expect(() => f1Max([0, 0], [1, 2])).toThrow(NumericError);
    expect(() => rocCurve([0, 0], [1, 2])).toThrow(NumericError);
    expect(() => precisionRecallCurve([0, 0], [1, 2])).toThrow(NumericError);
    expect(averagePrecision([1, 1], [1, 2])).toBe(1);
    expect(f1Max([1], [3])).toEqual({ f1: 1, threshold: 3 });
  });

  it('refuse scores that are not finite, other labels and other lengths', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => auroc([0, 1], [0, bad])).toThrow(NumericError);
      expect(() => auroc([0, 1], Float32Array.of(0, bad))).toThrow(/score 1 is/);
    }
    expect(() => auroc([0, 2], [0, 1])).toThrow(DataError);
    expect(() => auroc([0, 1], [0, 1, 2])).toThrow(ShapeError);
    expect(() => auroc([], [])).toThrow(ShapeError);
  });

  it('leave their input as it was', () => {
    const scores = Float32Array.of(3, 1, 2);
    auroc([1, 0, 1], scores);
    expect([...scores]).toEqual([3, 1, 2]);
  });
});
