import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from '../../lib/borad/metrics';
import { plannedJobs, type StudyRuns } from '../../lib/borad/sweeps';
import {
  ablationAgreement,
  ablationEffects,
  ablationFigure,
  ablationPhotos,
  ablationRows,
  ablationRuns,
  ablationTable,
  ablationTrends,
  ablationVerdicts,
  ablationVerdictsText,
  agreementText,
  bestValues,
  nearestModules,
  type PaperAblation,
  paperAblation,
  repeatedRuns,
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

describe('ablationAgreement', () => {
  const set = (a: number[], c: number[], d: number[]): StudyRuns => ({
    ...study,
    runs: [a, c, d, [0.6, 0.6]].flatMap((values, k) => values.map((value, i) => run('acdb'[k], i + 1, value))),
  });
  const first = set([0.7, 0.701], [0.5, 0.501], [0.65, 0.652]);

  it('counts equal signs and names what lies on opposite sides', () => {
    const second = set([0.8, 0.801], [0.55, 0.552], [0.5, 0.501]);
    const effects = ablationAgreement(first, second);
    expect(effects.map(({ value }) => value)).toEqual(['a', 'c', 'd']);
    const text = agreementText(effects);
    expect(text).toContain('Of 3 values 2 change');
    expect(text).toContain('opposite sides of 0 with their whole 95% intervals: d.');
  });

  it('says that no value is opposed where intervals meet 0 or one pair is all there is', () => {
    expect(agreementText(ablationAgreement(first, set([0.8], [0.7], [0.5, 0.7])))).toContain('No value has its whole');
    expect(agreementText(ablationAgreement(first, { ...study, runs: [] }))).toContain('0 of the values: too few');
  });
});

describe('singleSeed', () => {
  it('sets the largest printed difference beside what two single runs need', () => {
    const usual = study.runs.filter(({ variant }) => variant === 'b');
    const found = singleSeed(study, usual, 'mad', paper);
    expect(found?.printed).toBe(2);
    expect(found?.sd).toBeCloseTo(2, 9);
    expect(found?.needed).toBeCloseTo(1.96 * Math.SQRT2 * 2, 9);
    // One value has two pairs: -10 and -12.
    expect(found?.neededPaired).toBeCloseTo(1.96 * Math.SQRT2, 9);
    expect(singleSeed({ ...study, runs: usual }, usual, 'mad', paper)?.neededPaired).toBeUndefined();
    expect(singleSeed(study, usual.slice(1, 2), 'mad', paper)).toBeUndefined();
  });
});

describe('ablationVerdicts', () => {
  const of = (value: string, ...differences: number[]) =>
    differences.map((difference, i) => run(value, i + 1, 0.6 + (i + difference) / 100));
  const values: StudyRuns = {
    ...study,
    runs: [
      ...of('b', 0, 0, 0),
      ...of('up', 2, 2.01, 2.02),
      ...of('same', 0.1, 0.11, 0.12),
      ...of('open', -1, 1, 0.5),
      ...of('single', 3),
    ],
  };
  const printed = [...paper, { value: 'up', metrics: metrics(93) }, { value: 'open', metrics: metrics(91.5) }];

  it('decides the values of a study as one family, and leaves those with one pair out', () => {
    const found = ablationVerdicts(values, printed);
    expect(found.map(({ value, verdict }) => [value, verdict])).toEqual([
      ['up', 'higher'],
      ['same', 'no difference'],
      ['open', 'undecided'],
    ]);
    expect(found[0]).toMatchObject({ study: 'ratio', seeds: 3, paper: 1 });
    expect(found[1].paper).toBeUndefined();
    expect(found[2].visible).toBeGreaterThan(1);
  });

  it('says the numbers in words', () => {
    const text = ablationVerdictsText(ablationVerdicts(values, printed));
    expect(text).toContain('Of 3 values **1 differs** from the usual one in mAD (up: +2.01)');
    expect(text).toContain('1 is shown to be the same within 0.5 points (same), and 1 is undecided');
    expect(text).toContain('the largest that the paper prints is 1.00');
    expect(text).toContain("The sign is the paper's in 1 of 2 values");
    expect(ablationVerdictsText([])).toContain('nothing can be decided');
  });
});

describe('ablationTrends', () => {
  const of = (name: string, values: string[], ...slopes: number[]): StudyRuns => ({
    ...{ ...study, study: name },
    runs: slopes.flatMap((slope, s) => values.map((value, i) => run(value, s + 1, 0.6 + (slope * i + s) / 100))),
  });
  const rows = (values: string[]) => values.map((value, i) => ({ value, metrics: metrics(90 + i / 10) }));

  it('decides the slopes of the studies whose values are numbers, from the smallest to the largest', () => {
    const ratio = of('ratio', ['0.1', '0.5', '0.9'], -2, -2.1, -1.9);
    const found = ablationTrends(
      [ratio, of('weight', ['1', '2', '10'], 1, -2, 0.5), of('words', ['a', 'b'], 1, 1), of('short', ['1', '2'], 1)],
      (name) =>
        name === 'ratio'
          ? rows(['0.1', '0.5', '0.9']).reverse()
          : rows(name === 'weight' ? ['1', '2', '10'] : ['1', '2']),
    );
    expect(found.map(({ study: name, verdict }) => [name, verdict])).toEqual([
      ['ratio', 'falls'],
      ['weight', 'undecided'],
    ]);
    expect(found[0]).toMatchObject({ seeds: 3 });
    expect(found[0].mean).toBeCloseTo(-2, 9);
    expect(found[0].paper).toBeCloseTo(0.1, 9);
  });

  it('leave a seed out that lacks a value', () => {
    const ratio = of('ratio', ['1', '2'], 1, 1.1, 0.9);
    const [{ seeds }] = ablationTrends([{ ...ratio, runs: ratio.runs.slice(1) }], () => rows(['1', '2']));
    expect(seeds).toBe(2);
  });
});

describe('bestValues', () => {
  it('names the best value of the paper and of each seed that has them all', () => {
    expect(bestValues(study, 'mad', paper)).toEqual({
      paper: 'b',
      bySeed: [
        { seed: 1, value: 'b' },
        { seed: 2, value: 'b' },
      ],
    });
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
    expect(alt).toContain('ours: a −11.00 (2 seeds); c +8.00 (1 seed).');
    expect(alt).toContain("The paper's: a −2.00.");
    expect(data).toHaveLength(8);
    expect(layout.shapes).toHaveLength(4);
    expect(ablationFigure({ ...study, runs: [] }, paper).alt).toContain('none of ours has a pair yet.');
  });
});

describe('the recorded ablations', () => {
  const plain = { name: 'plain', about: '', usual: 'default', values: [{ value: 'default', settings: {} }] };
  const recordedRuns = join(__dirname, '..', '..', 'data', 'results', 'runs');

  /** Two folders with copies of recorded runs. */
  function withFolders(hashes: string[], use: (folders: [string, string]) => void): void {
    const folder = mkdtempSync(join(tmpdir(), 'borad-ablations-'));
    const folders: [string, string] = [join(folder, 'a'), join(folder, 'b')];
    try {
      for (const place of folders)
        for (const hash of hashes) cpSync(join(recordedRuns, `${hash}.json`), join(place, `${hash}.json`));
      use(folders);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Sets a result's mAD to 0, which no run has. */
  function change(file: string): void {
    const run = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...run, mean: { ...run.mean, mad: 0 } }));
  }

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

  it('take the runs of a pair from the folder that has most of the study', () => {
    const jobs = plannedJobs({ studies: [plain], seeds: [1, 2] });
    withFolders(
      jobs.map(({ hash }) => hash),
      ([few, many]) => {
        rmSync(join(few, `${jobs[1].hash}.json`));
        change(join(few, `${jobs[0].hash}.json`));
        const [{ runs }] = ablationRuns({ studies: [plain], seeds: [1, 2], folders: [few, many] });
        expect(runs.map(({ mean }) => mean.mad)).not.toContain(0);
        const [alone] = ablationRuns({ studies: [plain], seeds: [1, 2], folders: [few] });
        expect(alone.runs.map(({ mean }) => mean.mad)).toEqual([0]);
      },
    );
  });

  it('find those on photographs by data set and settings, without the photographs', () => {
    const jobs = plannedJobs({ studies: [plain], seeds: [1, 2] });
    withFolders(
      jobs.map(({ hash }) => hash),
      ([folder]) => {
        const asked = { studies: [plain], seeds: [1, 2, 3], dataset: 'photographs', folder };
        expect(ablationPhotos(asked)).toMatchObject([{ study: 'plain', runs: [], wanted: 3 }]);
        const file = join(folder, `${jobs[1].hash}.json`);
        const run = JSON.parse(readFileSync(file, 'utf8'));
        writeFileSync(file, JSON.stringify({ ...run, dataset: { ...run.dataset, name: 'photographs' } }));
        expect(ablationPhotos(asked)[0].runs).toEqual([{ variant: 'default', seed: 2, mean: run.mean }]);
        const other = { ...plain, values: [{ value: 'default', settings: { loss: { lambdaGlobal: 2 } } }] };
        expect(ablationPhotos({ ...asked, studies: [other] })[0].runs).toEqual([]);
        expect(ablationPhotos({ ...asked, preset: 'quick' })[0].runs).toEqual([]);
      },
    );
  });

  it('set a run that was made again beside the recorded one', () => {
    const jobs = plannedJobs({ studies: [plain], seeds: [1, 2] });
    withFolders(
      jobs.map(({ hash }) => hash),
      ([recorded, again]) => {
        rmSync(join(recorded, `${jobs[1].hash}.json`));
        change(join(again, `${jobs[0].hash}.json`));
        const found = repeatedRuns({ recorded, again: [again] });
        expect(found).toHaveLength(1);
        expect(found[0]).toMatchObject({ seed: 1, again: { mean: { mad: 0 } } });
        expect(found[0].recorded.mean.mad).toBeGreaterThan(0.5);
      },
    );
  });
});
