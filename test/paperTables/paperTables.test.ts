import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../lib/borad/base';
import {
  apRange,
  checkSum,
  compareEntries,
  findMisplaced,
  headToHead,
  impossiblePairs,
  joinLevels,
  leadOver,
  type PaperEntry,
  paperEntries,
  rankMethods,
  rankValues,
  recomputeMad,
  recomputeMeans,
  signTest,
  tryLevelRule,
} from '../../lib/notebooks/study/paperTables';

const entry = (method: string, category: string, values: PaperEntry['values']): PaperEntry => ({
  dataset: 'set',
  method,
  category,
  values,
});

describe('paperEntries', () => {
  it('keeps numbers, and null where there is none', () => {
    const rows = [{ dataset: 'set', category: 'nut', method: 'A', image_auroc: 99.1, image_ap: '' }];
    expect(paperEntries(rows)).toEqual([entry('A', 'nut', { image_auroc: 99.1, image_ap: null })]);
  });

  it('refuses rows that cannot be distinguished', () => {
    const row = { dataset: 'set', category: 'nut', method: 'A', image_auroc: 1 };
    expect(() => paperEntries([row, row])).toThrow(DataError);
    expect(() => paperEntries([{ image_auroc: 1 }])).toThrow(/no dataset/);
    expect(() => joinLevels([entry('A', 'nut', {})], [])).toThrow(/no pixel-level row/);
  });
});

describe('recomputeMeans', () => {
  it('never calls rounding a contradiction', () => {
    const rounded = (value: number) => Math.round(10 * value) / 10;
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }), (cells) => {
        const mean = cells.reduce((a, b) => a + b, 0) / cells.length;
        const rows = cells.map((value, i) => entry('A', `c${i}`, { image_auroc: rounded(value) }));
        const [check] = recomputeMeans([...rows, entry('A', 'Mean', { image_auroc: rounded(mean) })]);
        expect(check.agrees).toBe(true);
      }),
    );
  });

  it('finds a mean that is off by more, and leaves columns with empty cells alone', () => {
    const rows = [
      entry('A', 'nut', { image_auroc: 90, image_ap: 90 }),
      entry('A', 'tile', { image_auroc: 80, image_ap: null }),
    ];
    const checks = recomputeMeans([...rows, entry('A', 'Mean', { image_auroc: 85.2, image_ap: 90 })]);
    expect(checks.map(({ metric, agrees }) => [metric, agrees])).toEqual([
      ['image_auroc', false],
      ['image_ap', null],
    ]);
    expect(checks[0].difference).toBeCloseTo(-0.2, 9);
    expect(() => recomputeMeans(rows)).toThrow(DataError);
  });
});

describe('mAD and repeated means', () => {
  const seven = Object.fromEntries(
    ['image_auroc', 'image_ap', 'image_f1max', 'pixel_auroc', 'pixel_ap', 'pixel_f1max', 'pixel_aupro'].map(
      (key, i) => [key, 90 + i],
    ),
  );

  it('compares mAD with the mean of seven', () => {
    expect(recomputeMad([entry('A', '', { ...seven, mad: 93 })])[0].agrees).toBe(true);
    expect(recomputeMad([entry('A', '', { ...seven, mad: 93.2 })])[0].agrees).toBe(false);
    expect(recomputeMad([entry('A', '', { ...seven, image_ap: null, mad: 93 })])[0].agrees).toBe(null);
  });

  it('lists what two tables both print', () => {
    const differences = compareEntries(
      [entry('A', '', { image_ap: 90.1, mad: 80 })],
      [entry('A', 'Mean', { image_ap: 90.4 })],
    );
    expect(differences).toEqual([
      { dataset: 'set', method: 'A', metric: 'image_ap', first: 90.1, second: 90.4, difference: 0.3 },
    ]);
  });

  it('adds up within rounding', () => {
    expect(checkSum([1.11, 2.22], 3.34, 2).agrees).toBe(true);
    expect(checkSum([1.11, 2.22], 3.36, 2).agrees).toBe(false);
  });
});

describe('ranks', () => {
  it('share a rank and skip the next', () => {
    expect(rankValues([3, 5, 5, 1])).toEqual([
      { rank: 3, tied: 1 },
      { rank: 1, tied: 2 },
      { rank: 1, tied: 2 },
      { rank: 4, tied: 1 },
    ]);
    const entries = [entry('A', '', { mad: 80 }), entry('B', '', { mad: 81 }), entry('C', '', { mad: null })];
    expect(rankMethods(entries, 'set', 'mad').map(({ method, rank }) => `${rank} ${method}`)).toEqual(['1 B', '2 A']);
    expect(leadOver(entries, 'set', 'mad', 'A')).toBe(-1);
    expect(() => rankMethods(entries, 'other', 'mad')).toThrow(OptionError);
  });
});

describe('head to head', () => {
  it('counts categories, ties aside, and tests them', () => {
    const values = [90, 91, 92, 93, 94, 95];
    const entries = values.flatMap((value, i) => [
      entry('A', `c${i}`, { image_ap: value }),
      entry('B', `c${i}`, { image_ap: i === 0 ? value : value - 1 }),
    ]);
    const [duel] = headToHead([...entries, entry('A', 'Mean', { image_ap: 0 })], 'A', 'image_ap');
    expect(duel).toMatchObject({ rival: 'B', wins: 5, ties: 1, losses: 0 });
    expect(duel.signTest).toBeCloseTo(2 / 32, 12);
    const skipped = headToHead(entries, 'A', 'image_ap', ({ category }) => category === 'c1');
    expect(skipped[0].wins).toBe(4);
  });

  it('is a fair test: its probabilities add up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (n) => {
        expect(signTest(n, 0)).toBeCloseTo(2 * 0.5 ** n, 12);
        expect(signTest(Math.floor(n / 2), Math.ceil(n / 2))).toBeGreaterThan(0.9);
      }),
    );
  });
});

describe('misplaced rows', () => {
  const methods = ['A', 'B', 'C', 'D'];
  const sound = methods.map((method, i) =>
    entry(method, 'nut', {
      ...{ image_auroc: 98 + i / 10, image_ap: 99 + i / 10, image_f1max: 97 + i / 10 },
      ...{ pixel_auroc: 96 + i / 10, pixel_ap: 50 + i, pixel_f1max: 55 + i, pixel_aupro: 90 + i },
    }),
  );

  it('are found by form and level, and only they', () => {
    expect(findMisplaced(sound)).toEqual([]);
    const { values } = sound[2];
    const swapped = {
      ...values,
      ...{ pixel_auroc: values.image_auroc, pixel_ap: values.image_ap, pixel_f1max: values.image_f1max },
      pixel_aupro: null,
    };
    const found = findMisplaced(sound.map((e) => (e.method === 'C' ? { ...e, values: swapped } : e)));
    expect(found.map(({ method, rules }) => [method, ...rules])).toEqual([['C', 'form', 'level']]);
    expect(tryLevelRule(sound)).toEqual([{ dataset: 'set', rows: 4, found: 4, missed: [] }]);
  });
});

describe('AP and F1-max of one ranking', () => {
  /** Both of a random ranking, by their definitions. */
  const measured = (labels: boolean[]) => {
    const positives = labels.filter(Boolean).length;
    let hits = 0;
    let ap = 0;
    let f1 = 0;
    labels.forEach((label, i) => {
      if (label) ap += ++hits / (i + 1) / positives;
      f1 = Math.max(f1, (2 * hits) / (i + 1 + positives));
    });
    return { ap, f1 };
  };

  it('stay within the bounds for every ranking', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }).filter((labels) => labels.includes(true)),
        (labels) => {
          const { ap, f1 } = measured(labels);
          const { lowest, highest } = apRange(f1);
          expect(ap).toBeGreaterThanOrEqual(lowest - 1e-6);
          expect(ap).toBeLessThanOrEqual(highest + 1e-6);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are called impossible outside of them', () => {
    expect(apRange(1)).toEqual({ lowest: 1, highest: 1 });
    expect(() => apRange(0)).toThrow(OptionError);
    const pairs = impossiblePairs([
      entry('A', 'nut', { pixel_ap: 33.2, pixel_f1max: 9.1 }),
      entry('B', 'nut', { pixel_ap: 50, pixel_f1max: 52 }),
    ]);
    expect(pairs.map(({ method }) => method)).toEqual(['A']);
  });
});
