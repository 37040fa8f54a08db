import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from '../../lib/borad/metrics';
import type { StudyRuns } from '../../lib/borad/sweeps';
import {
  ablationEffects,
  ablationFigure,
  ablationRows,
  ablationRuns,
  ablationTable,
  nearestModules,
  type PaperAblation,
  paperAblation,
  singleSeed,
} from '../../lib/notebooks/study/ablations';

const metrics = (value: number) =>
  Object.fromEntries([...METRIC_NAMES, 'mad'].map((name) => [name, value])) as unknown as PaperAblation['metrics'];
const run = (variant: string, seed: number, value: number) => ({ variant, seed, mean: metrics(value) });

const study: StudyRuns = {
  ...{ study: 'ratio', about: 'Share.', made: 'notebook', usual: 'b', wanted: 6 },
  runs: [run('a', 1, 0.5), run('a', 2, 0.52), run('b', 1, 0.6), run('b', 2, 0.64), run('b', 3, 0.62), run('c', 3, 0.7)],
};
const paper: PaperAblation[] = [
  { value: 'a', metrics: metrics(90) },
  { value: 'b', metrics: metrics(92) },
];

describe('ablationEffects', () => {
  it('pairs by seed, value minus usual, in points, beside the paper', () => {
    const [a, c] = ablationEffects(study, 'mad', paper);
    expect(a.differences.map((d) => Math.round(d))).toEqual([-10, -12]);
    expect(a.mean).toBeCloseTo(-11, 9);
    // Deviation sqrt(2), standard error 1, t of one degree of freedom 12.706.
    expect(a.high).toBeCloseTo(-11 + 12.706, 2);
    expect(a.paper).toBe(-2);
    expect(c).toMatchObject({ value: 'c', low: c.mean, high: c.mean });
    expect(c.paper).toBeUndefined();
  });
});

describe('singleSeed', () => {
  it('sets the largest printed difference beside what two single runs need', () => {
    const usual = study.runs.filter(({ variant }) => variant === 'b');
    const found = singleSeed(usual, 'mad', paper, 'b');
    expect(found?.printed).toBe(2);
    expect(found?.sd).toBeCloseTo(2, 9);
    expect(found?.needed).toBeCloseTo(1.96 * Math.SQRT2 * 2, 9);
    expect(singleSeed(usual.slice(1, 2), 'mad', paper, 'b')).toBeUndefined();
  });
});

describe('nearestModules', () => {
  it('orders combinations by the distance of their effect, in margins', () => {
    const rows: PaperAblation[] = [
      { value: 'row 1', metrics: metrics(90) },
      { value: 'row 2', metrics: metrics(101) },
    ];
    const [{ row, nearest }] = nearestModules(study, rows, 'a');
    expect(row).toBe('row 2');
    // b adds 11 to a, as row 2 does to row 1.
    expect(nearest.map(({ value }) => value)).toEqual(['b', 'c', 'a']);
    expect(nearest[0].distance).toBeCloseTo(0, 6);
    expect(nearest[0].seeds).toBe(3);
    expect(nearestModules(study, rows, 'none')).toEqual([]);
  });
});

describe('tables and figures', () => {
  it('set ours beside the paper, with a dash for what is not there', () => {
    const { rows } = ablationRows(study, [...paper, { value: 'd', metrics: metrics(91) }]);
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ['a', 'paper', '–', '90.00'],
      ['a', 'ours', '2', '51.0 ± 12.7'],
      ['b (usual)', 'paper', '–', '92.00'],
      ['b (usual)', 'ours', '3', '62.0 ± 5.0'],
      ['d', 'paper', '–', '91.00'],
      ['d', 'ours', '0', '–'],
      ['c', 'ours', '1', '70.0 ± –'],
    ]);
  });

  it('say in words what they show, and where no pair is there yet', () => {
    const { alt, data, layout } = ablationFigure(study, paper);
    expect(alt).toContain('a −11.00 (2 seeds); c +8.00 (1 seed)');
    expect(alt).toContain("The paper's: a −2.00.");
    expect(data).toHaveLength(8);
    expect(layout.shapes).toHaveLength(4);
    expect(ablationFigure({ ...study, runs: [] }, paper).alt).toContain('no pair is there yet');
  });
});

describe('the recorded ablations', () => {
  it('find the runs of the comparison by their names, and every value in its table of the paper', async () => {
    const studies = ablationRuns({ seeds: [1] });
    expect(studies.map(({ wanted }) => wanted)).toEqual([4, 4, 4, 4, 5, 16]);
    for (const { study: name, usual, runs } of studies) {
      expect(runs.map(({ variant }) => variant)).toContain(usual);
      const values = (await paperAblation(name)).map(({ value }) => value);
      if (name !== 'modules') expect(values, name).toContain(usual);
    }
    expect(ablationTable('modules')).toBe('Table 5');
    const [first] = await paperAblation('modules');
    // Table 5 prints the mean of the seven, 85.20.
    expect(first.metrics.mad).toBeCloseTo(85.2, 1);
  });
});
