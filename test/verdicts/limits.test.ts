import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng, DataError, OptionError, readJson } from '../../lib/borad/base';
import { conformalLimit, meanAndDeviation, studentQuantile } from '../../lib/borad/statistics';
import {
  DEFAULT_RULE,
  judge,
  type LabelledScore,
  limitFor,
  limitOfCategory,
  loadLimits,
  loadProducts,
  nearestProduct,
  parseRule,
  priceOf,
  productOf,
  promiseText,
  type RunLimits,
  ruleText,
  saveLimits,
  saveProducts,
  setLimits,
  unknownVerdict,
  verdictOf,
} from '../../lib/borad/verdicts';

const folder = mkdtempSync(join(tmpdir(), 'borad-limits-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const scored = (category: string, scores: readonly number[]): LabelledScore[] =>
  scores.map((score, i) => ({ id: `${category}/${i}`, category, score }));

describe('parseRule', () => {
  it('reads what ruleText writes', () => {
    for (const text of ['conformal=0.05', 'quantile=0.995', 'sigma=3', 'recall=1', 'value=-0.25'])
      expect(ruleText(parseRule(text))).toBe(text);
    expect(ruleText(DEFAULT_RULE)).toBe('conformal=0.05');
  });

  it.each([
    '',
    'quantile',
    'quantile=',
    'quantile=1',
    'conformal=0',
    'sigma=0',
    'recall=1.1',
    'value=x',
    'mean=3',
    'sigma=1=2',
  ])('refuses %j', (text) => {
    expect(() => parseRule(text)).toThrow(OptionError);
  });
});

describe('limitFor', () => {
  it('takes the conformal rank, and says what it promises', () => {
    const limit = limitFor(upTo(99), [], parseRule('conformal=0.05'));
    expect(limit.limit).toBe(95);
    expect(limit.bound).toBeCloseTo(0.05, 12);
    expect(limit.confident).toBeGreaterThan(0.05);
    expect(limit.low).toBeLessThan(95);
    expect(limit.high).toBeGreaterThan(95);
    expect(limit.note).toBeUndefined();
    expect(promiseText(limit)).toMatch(/^at most 5%/);
  });

  it('takes the largest of few photos, and says how many are needed', () => {
    const limit = limitFor(upTo(8), [], DEFAULT_RULE);
    expect(limit).toMatchObject({ limit: 8, high: 8, photos: 8 });
    expect(limit.bound).toBeCloseTo(1 / 9, 12);
    expect(limit.note).toMatch(/largest of 8 scores; 19 are needed/);
    expect(limitFor(upTo(19), [], DEFAULT_RULE).note).toBeUndefined();
  });

  it('applies quantile, sigma and value', () => {
    expect(limitFor(upTo(200), [], parseRule('quantile=0.995')).limit).toBe(199);
    expect(limitFor([1, 3], [], parseRule('sigma=3')).limit).toBeCloseTo(2 + 3 * Math.SQRT2, 12);
    expect(limitFor([1, 3], [], parseRule('sigma=3'))).not.toHaveProperty('bound');
    expect(limitFor([], [], parseRule('value=0.4'))).toMatchObject({ limit: 0.4, low: 0.4, high: 0.4 });
  });

  it('leaves the asked share of defects above the limit', () => {
    const defects = upTo(100).map((score) => score + 50);
    for (const [recall, above] of [
      [0.98, 98],
      [1, 100],
      [0.5, 50],
    ] as const) {
      const { limit } = limitFor(upTo(40), defects, { kind: 'recall', value: recall });
      expect(defects.filter((score) => score > limit)).toHaveLength(above);
    }
    expect(() => limitFor(upTo(4), [], parseRule('recall=0.9'))).toThrow(/labelled defective photos/);
    expect(() => limitFor([], [], DEFAULT_RULE)).toThrow(DataError);
  });

  it('gives the same interval each time', () => {
    const scores = upTo(30).map((i) => Math.sin(i));
    expect(limitFor(scores, [], DEFAULT_RULE)).toEqual(limitFor(scores, [], DEFAULT_RULE));
  });
});

describe('the conformal limit', () => {
  /** Rates of false alarms on 100 further scores after each of 200 calibrations; skewed scores, with ties. */
  const rates = (photos: number, limitOf: (scores: number[]) => number): number[] => {
    const rng = createRng(photos);
    const draw = () => Math.round(40 * Math.exp(rng.normal())) / 40;
    return Array.from({ length: 200 }, () => {
      const limit = limitOf(Array.from({ length: photos }, draw));
      return Array.from({ length: 100 }, draw).filter((score) => score > limit).length / 100;
    });
  };
  /** Lower end of the one-sided 99% interval of the mean: the bound, which speaks of the mean over calibrations, is to lie above. */
  const atLeast = (values: number[]): number => {
    const { mean, sd } = meanAndDeviation(values);
    return mean - (studentQuantile(0.98, values.length - 1) * sd) / Math.sqrt(values.length);
  };

  it.each([8, 19, 50])('keeps its bound over 200 splits of %i photos', (photos) => {
    const { bound } = conformalLimit(Array(photos).fill(0), 0.05);
    expect(atLeast(rates(photos, (scores) => conformalLimit(scores, 0.05).limit))).toBeLessThan(bound);
    // One rank lower would not: the test can fail.
    const lower = (scores: number[]) => scores.sort((x, y) => x - y)[conformalLimit(scores, 0.05).rank - 2] ?? 0;
    expect(atLeast(rates(photos, lower))).toBeGreaterThan(bound);
  });

  it("keeps its bound over 200 splits of a trained detector's scores of normal photos", () => {
    const file = join(__dirname, '../../data/results/models/5f4a002d27eb/limits.json');
    const scores = readJson<RunLimits>(file).normals.map(({ score }) => score);
    expect(scores).toHaveLength(140);
    const [rng, calibrated] = [createRng(5), 39];
    const found = Array.from({ length: 200 }, () => {
      const order = [...rng.permutation(scores.length)].map((i) => scores[i] ?? Number.NaN);
      const { limit } = conformalLimit(order.slice(0, calibrated), 0.05);
      const others = order.slice(calibrated);
      return others.filter((score) => score > limit).length / others.length;
    });
    const { bound } = conformalLimit(scores.slice(0, calibrated), 0.05);
    expect(bound).toBe(0.05);
    expect(atLeast(found)).toBeLessThan(bound);
    // Nor is it far below: the limit is no wider than it must be.
    expect(meanAndDeviation(found).mean).toBeGreaterThan(0.5 * bound);
  });
});

describe('limits of a run', () => {
  const limits = setLimits(
    { normals: [...scored('a', upTo(20)), ...scored('b', [100, 101])], defects: [], source: 'test', weights: 'w' },
    ['a', 'b', 'c'],
    DEFAULT_RULE,
  );

  it('are of each category, and pooled for one without photos', () => {
    expect(limits.categories.a?.limit).toBe(20);
    expect(limits.categories.b?.limit).toBe(101);
    expect(limits.categories.c).toMatchObject({ limit: limits.pooled.limit, photos: 0 });
    expect(limits.categories.c?.note).toMatch(/no photos of its own/);
    expect(limitOfCategory(limits, 'a')).toBe(limits.categories.a);
    expect(limitOfCategory(limits, 'toString')).toBe(limits.pooled);
  });

  it('give verdicts: a photo of no known category is never OK', () => {
    const limit = { low: 1, high: 2 };
    expect([0.5, 1, 1.5, 2, 2.5].map((score) => verdictOf(score, limit))).toEqual([
      'OK',
      'OK',
      'UNSURE',
      'UNSURE',
      'NG',
    ]);
    expect(judge(0, 'a', limits).verdict).toBe('OK');
    expect(judge(50, 'a', limits)).toMatchObject({ verdict: 'NG', limit: 20, limitFrom: 'category' });
    expect(judge(50, 'b', limits).verdict).toBe('OK');
    expect(unknownVerdict(0, limits)).toBe('UNSURE');
    expect(judge(50, undefined, limits).verdict).toBe('UNSURE');
    expect(judge(102, undefined, limits).verdict).toBe('NG');
    // What is told decides: no score of an unknown photo up to it is NG, every one above it is.
    const unknown = judge(50, undefined, limits);
    expect([unknown.limit, unknown.limitFrom]).toEqual([limits.pooled.limit, 'pooled']);
    expect(judge(unknown.ngAbove, undefined, limits).verdict).toBe('UNSURE');
    expect(judge(unknown.ngAbove + 1e-9, undefined, limits).verdict).toBe('NG');
    expect(judge(limits.categories.a?.high ?? 0, 'a', limits).verdict).not.toBe('NG');
    expect(judge(0, 'a', limits).ngAbove).toBe(limits.categories.a?.high);
  });

  it('have a price on both sides', () => {
    const prices = priceOf(limits, { normals: scored('a', [1, 21]), defects: scored('a', [10, 30, 40]) });
    expect(prices).toHaveLength(1);
    expect(prices[0]).toMatchObject({ name: 'a', falseAlarms: { count: 1, of: 2 }, misses: { count: 1, of: 3 } });
    const both = priceOf(limits, { normals: [...scored('a', [1]), ...scored('b', [1])], defects: [] });
    expect(both.map(({ name }) => name)).toEqual(['a', 'b', 'all']);
  });

  it('lie beside the run for its weights, and for no others', () => {
    saveLimits(folder, limits);
    expect(loadLimits(folder, 'w')).toEqual(limits);
    expect(loadLimits(folder, 'v')).toBeUndefined();
    expect(loadLimits(join(folder, 'none'), 'w')).toBeUndefined();
    writeFileSync(join(folder, 'limits.json'), JSON.stringify({ ...limits, pooled: undefined }));
    expect(() => loadLimits(folder, 'w')).toThrow(/limits\.json holds no limits/);
  });
});

describe('products', () => {
  const at = (...values: number[]) => Float32Array.from(values);
  const near = productOf('near', [at(0, 0), at(1, 0)], [at(0, 0.1), at(1, 0.2)]);
  const far = productOf('far', [at(10, 0), at(11, 0)], []);

  it('reach half as far again as the farthest normal photo that was not trained on', () => {
    expect(near.reach).toBeCloseTo(0.3, 6);
    expect(far.reach).toBeCloseTo(1.5, 6);
    expect(nearestProduct(at(0, 0.2), [near, far])).toMatchObject({ category: 'near' });
    expect(nearestProduct(at(0, 0.2), [near, far])?.relative).toBeLessThan(1);
    expect(nearestProduct(at(5, 0), [near, far])).toMatchObject({ category: 'far' });
    expect(nearestProduct(at(5, 0), [near, far])?.relative).toBeGreaterThan(1);
    expect(nearestProduct(at(5, 0), [])).toBeUndefined();
  });

  it('lie beside the run for its weights', () => {
    saveProducts(folder, { weights: 'w', products: [near, far] });
    const read = loadProducts(folder, 'w');
    expect(read?.map(({ category }) => category).sort()).toEqual(['far', 'near']);
    expect(read?.find(({ category }) => category === 'near')).toEqual(near);
    expect(loadProducts(folder, 'v')).toBeUndefined();
    writeFileSync(join(folder, 'products.safetensors'), 'cut short');
    expect(() => loadProducts(folder, 'w')).toThrow(DataError);
  });
});
