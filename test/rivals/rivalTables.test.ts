import { describe, expect, it } from 'vitest';
import {
  leadersText,
  letThroughFigure,
  letThroughTable,
  letThroughText,
  ordersText,
  type Passed,
  pairText,
  type RivalRun,
  rankTable,
  rivalTable,
  SCALE_NOTE,
} from '../../lib/notebooks/study/rivals';

const keys = ['imageAuroc', 'imageAp', 'imageF1Max', 'pixelAuroc', 'pixelAp', 'pixelF1Max', 'pixelAupro', 'mad'];
const run = (variant: string, seed: number, value: number) =>
  ({ variant, seed, mean: Object.fromEntries(keys.map((key) => [key, value])) }) as unknown as RivalRun;

const runs = [
  ...[0.7, 0.72, 0.71].map((value, i) => run('RD4AD', i + 1, value)),
  ...[0.6, 0.62, 0.611].map((value, i) => run('baseline', i + 1, value)),
  run('UniAD', 1, 0.5),
];

describe('rivalTable', () => {
  it('gives half of the t interval, none for one seed, and says what scale it is', () => {
    const { rows, caption, columns } = rivalTable('any', 'Made up.', runs);
    expect(columns.slice(0, 3)).toEqual(['method', 'seeds', 'image AUROC']);
    // t(2) = 4.303 for 95%, deviation 1 point, three seeds.
    expect(rows[0].slice(0, 2)).toEqual(['RD4AD', 3]);
    expect(rows[0][2]).toEqual({ mean: expect.closeTo(71, 8), half: expect.closeTo(4.303 / Math.sqrt(3), 3) });
    expect(rows[2][2]).toEqual({ mean: 50, half: null });
    expect(caption).toContain(SCALE_NOTE);
  });
});

describe('leadersText', () => {
  it('names what a method leads by its mean, and who leads elsewhere', () => {
    const of = (method: string) => leadersText(runs, method);
    expect(of('RD4AD')).toMatch(/^By means RD4AD is first in image AUROC, .*mAD; first elsewhere: none\.$/);
    expect(of('baseline')).toMatch(
      /^By means baseline is first in no metric; first elsewhere: RD4AD \(image AUROC, .*mAD\)\.$/,
    );
  });
});

describe('rankTable and ordersText', () => {
  it('give places with what is open', () => {
    const { rows } = rankTable('any', runs, ['mad']);
    expect(rows).toEqual([
      ['RD4AD', '1 (1 to 2)'],
      ['baseline', '2 (2 to 3)'],
      ['UniAD', '3 (1 to 3)'],
    ]);
    expect(ordersText(runs, 'mad')).toBe('1 of 1 orders are decided.');
  });
});

describe('pairText', () => {
  it('says what a pair decides, and that one seed decides nothing', () => {
    const said = pairText(runs, 'RD4AD', 'baseline');
    expect(said).toMatch(/RD4AD minus baseline\*\*, points, mean and 95% t interval of 3 seeds/);
    expect(said).toMatch(/mAD: \+10\.0 \[.*\] higher/);
    expect(pairText(runs, 'RD4AD', 'UniAD')).toMatch(/share 1 recorded seeds; two are needed/);
  });
});

describe('what is let through', () => {
  const passed: Passed[] = [
    {
      name: 'RD4AD',
      copiedShare: { value: 0.3, low: 0.2, high: 0.4 },
      copySim: 0.6,
      copySimNormal: 0.8,
      confusion: 0.1,
    },
    { name: 'UniAD', copiedShare: { value: 0.1, low: 0, high: 0.2 }, copySim: 0.5, copySimNormal: 0.7, confusion: 0.2 },
  ];

  it('is a table with image AUROC beside it, a plane and a sentence', () => {
    const { rows } = letThroughTable('any', passed, runs);
    expect(rows[0]).toEqual(['RD4AD', '30% [20%, 40%]', 0.6, 0.8, 10, expect.closeTo(71, 8)]);
    const { data, alt } = letThroughFigure('any', passed);
    expect(data).toHaveLength(4);
    expect(alt).toContain('UniAD 0.70, 0.10, 0.20');
    expect(letThroughText(passed, runs)).toMatch(
      /RD4AD \(30%\) repeats most .* UniAD \(10%\) least.*copying most is not/,
    );
  });
});
