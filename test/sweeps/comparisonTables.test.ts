import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markdownTable } from '../../lib/borad/display';
import { METRIC_NAMES } from '../../lib/borad/metrics';
import { mean } from '../../lib/borad/statistics';
import { type ComparedRun, comparisonTable, pairedTable, recordedRuns } from '../../lib/notebooks/study/experiments';
import { pairText, type RivalRun, recordedPhotos, rivalSpecs } from '../../lib/notebooks/study/rivals';
import { there } from '../there';

const root = join(__dirname, '..', '..');
const metrics = (value: number) =>
  Object.fromEntries([...METRIC_NAMES, 'mad'].map((name) => [name, value])) as unknown as ComparedRun['mean'];

describe('comparisonTable', () => {
  it('gives mean and sample deviation in percent', () => {
    const run = (variant: string, seed: number, value: number) => ({ variant, seed, mean: metrics(value) });
    const { rows } = comparisonTable([run('a', 1, 0.5), run('b', 1, 0.25), run('a', 2, 0.7)]);
    // Deviation of 50 and 70: sqrt((100 + 100) / 1) = 14.1.
    expect(rows[0].slice(0, 3)).toEqual(['a', '2', '60.0 ± 14.1']);
    expect(rows[1].slice(0, 3)).toEqual(['b', '1', '25.0 ± –']);
  });

  it('has dashes for what a run lacks, as NaN or as the null of a file', () => {
    for (const unknown of [Number.NaN, null as unknown as number]) {
      const part = { ...metrics(0.5), pixelAp: unknown };
      const runs = ['a', 'b'].flatMap((variant) =>
        [1, 2].map((seed) => ({ variant, seed, mean: seed === 2 ? part : metrics(0.4) })),
      );
      const { columns, rows } = comparisonTable(runs);
      const at = columns.indexOf('pixel AP');
      expect([rows[0][at], rows[0][at - 1]]).toEqual(['–', '45.0 ± 7.1']);
      const [paired] = pairedTable(runs, 'a').rows;
      expect([paired[at], paired[at - 1]]).toEqual(['–', '+0.0 [+0.0, +0.0]']);
    }
  });
});

describe('pairedTable', () => {
  it('pairs by seed and shows the range', () => {
    const run = (variant: string, seed: number, value: number) => ({ variant, seed, mean: metrics(value) });
    const runs = [run('a', 1, 0.5), run('a', 2, 0.7), run('b', 2, 0.6), run('b', 1, 0.52), run('a', 3, 0.9)];
    // Differences -2 and +10 points; seed 3 has no partner.
    expect(pairedTable(runs, 'a').rows[0].slice(0, 3)).toEqual(['a − b', '2', '+4.0 [−2.0, +10.0]']);
  });
});

/** The runs of version 0.1, one per line. */
function firstRuns(): (ComparedRun & { set: string; steps: number })[] {
  const file = join(root, 'data', 'results', 'version-0.1.csv');
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const [, , , , ...keys] = head.split(',');
  return lines.map((line) => {
    const [set, steps, variant, seed, ...values] = line.split(',');
    const mean = Object.fromEntries(keys.map((key, i) => [key, Number(values[i])]));
    return { set, steps: Number(steps), variant, seed: Number(seed), mean: mean as unknown as ComparedRun['mean'] };
  });
}

describe('docs/results.md', () => {
  it.each([
    ['procedural', 600],
    ['real-mini', 200],
    ['real-mini', 600],
  ])('shows the runs of version 0.1 on %s at %i steps', (set, steps) => {
    const own = firstRuns().filter((run) => run.set === set && run.steps === steps);
    const page = readFileSync(join(root, 'docs', 'results.md'), 'utf8');
    expect(page).toContain(markdownTable(comparisonTable(own)));
    expect(page).toContain(markdownTable(pairedTable(own, 'BoRAD')));
  });

  it('shows every method at the rate chosen for it', () => {
    const { runs } = recordedRuns(rivalSpecs());
    const page = readFileSync(join(root, 'docs', 'results.md'), 'utf8');
    expect(page).toContain(markdownTable(comparisonTable(runs)));
    expect(page).toContain(markdownTable(comparisonTable(recordedPhotos())));
  });

  it('sets the runs on photographs beside those of an independent implementation', () => {
    const file = join(root, 'data', 'results', 'references-photographs.csv');
    const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
    const photos = recordedPhotos();
    const rows = lines.map((line) => {
      const cells = line.split(',');
      const own = photos.filter(({ variant }) => variant === cells[0]).map((run) => 100 * run.mean.mad);
      const theirs = mean(there(cells.at(-1)).split(' / ').map(Number));
      const difference = mean(own) - theirs;
      return [...cells, `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(1)}`];
    });
    const table = markdownTable({ columns: [...head.split(','), 'mAD here, minus theirs'], rows });
    expect(readFileSync(join(root, 'docs', 'results.md'), 'utf8')).toContain(table);
  });

  /** The runs that were trained to the end, in the order of `longSpecs`. */
  const longRuns = () => {
    const folder = join(root, 'data', 'results', 'runs');
    const all = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    return ['baseline', 'masked baseline', 'BoRAD'].flatMap((variant) =>
      all.filter((run) => run.preset === 'long' && run.variant === variant).sort((a, b) => a.seed - b.seed),
    ) as (ComparedRun & RivalRun)[];
  };

  it('shows the runs that were trained to the end', () => {
    const runs = longRuns();
    expect(runs.length).toBeGreaterThanOrEqual(6);
    const page = readFileSync(join(root, 'docs', 'results.md'), 'utf8');
    expect(page).toContain(markdownTable(comparisonTable(runs)));
    expect(page).toContain(markdownTable(pairedTable(runs, 'BoRAD')));
  });

  it('and the README says of them what the intervals say', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const verdicts = (method: string, other: string, metrics: string[]) => {
      const said = pairText(longRuns(), method, other);
      return metrics.map((metric) => {
        const [, numbers, verdict] = new RegExp(`\\* ${metric}: (\\S+ \\[[^\\]]+\\]) (\\w+)`).exec(said) ?? [];
        expect(readme).toContain(`${metric} ${numbers}`);
        return verdict;
      });
    };
    expect(verdicts('BoRAD', 'baseline', ['pixel AP', 'pixel F1-max', 'mAD'])).toEqual(['higher', 'higher', 'higher']);
    expect(verdicts('masked baseline', 'baseline', ['pixel AP', 'mAD'])).toEqual(['higher', 'higher']);
    expect(verdicts('BoRAD', 'masked baseline', ['pixel AP', 'mAD'])).toEqual(['undecided', 'undecided']);
  });
});
