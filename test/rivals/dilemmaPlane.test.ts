import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import {
  dilemmaFigure,
  dilemmaTable,
  type PlanePoint,
  type RivalRun,
  regionMembers,
  regionText,
} from '../../lib/notebooks/study/rivals';

const NOISE = [0.001, -0.001, 0.002, 0, -0.002];

/** Five seeds around a point; two methods never vary alike. */
const at = (variant: string, fidelity: number, copied: number, scale = 1): PlanePoint[] =>
  NOISE.map((_, i) => {
    const own = (offset: number) => scale * NOISE[(i * variant.length + offset) % NOISE.length];
    const share = copied + own(3);
    return {
      ...{ variant, seed: i + 1, copySimNormal: fidelity + own(1) },
      copiedShare: { value: share, low: share - 0.1, high: share + 0.1 },
    };
  });

const points = [
  ...at('baseline', 0.7, 0.5),
  ...at('BoRAD', 0.75, 0.3),
  ...at('ViTAD', 0.5, 0.2),
  ...at('UniAD', 0.8, 0.6),
  ...at('Dinomaly', 0.7, 0.49, 30),
  ...at('RD4AD', 0.9, 0.1).slice(0, 1),
];
const run = (variant: string, seed: number, imageAuroc: number) =>
  ({ variant, seed, mean: { imageAuroc } }) as unknown as RivalRun;

describe('regionMembers', () => {
  it('needs less copied, decidedly, and no decided loss of fidelity', () => {
    const verdicts = regionMembers(points).map(({ name, verdict }) => [name, verdict]);
    expect(verdicts).toEqual([
      ['BoRAD', 'inside'],
      ['ViTAD', 'outside'],
      ['UniAD', 'outside'],
      ['Dinomaly', 'undecided'],
    ]);
    expect(regionText(points)).toBe(
      'Decidedly less copied than by the baseline, and no decided loss of fidelity: BoRAD (fidelity decidedly higher: BoRAD). Undecided: Dinomaly. Decidedly more copied or less faithful: ViTAD, UniAD.',
    );
  });

  it('names members whose fidelity only the correction leaves open', () => {
    const wide = at('HVQ-Trans', 0.6, 0.1).map((point, i) => ({
      ...point,
      copySimNormal: [0.66, 0.52, 0.68, 0.55, 0.64][i] ?? 0,
    }));
    expect(regionText([...points, ...wide])).toContain(
      "By its own interval, though not with Holm's correction, fidelity is lower in HVQ-Trans. Undecided",
    );
  });

  it('pairs by seed, whatever the order of the runs', () => {
    const [one] = regionMembers([...points].reverse()).filter(({ name }) => name === 'BoRAD');
    const [same] = regionMembers(points).filter(({ name }) => name === 'BoRAD');
    expect(one.copied.mean).toBeCloseTo(same.copied.mean, 12);
    expect(one.copied.sd).toBeCloseTo(same.copied.sd, 12);
    const expected = points
      .filter((p) => p.variant === 'BoRAD')
      .map((p, i) => p.copiedShare.value - points[i].copiedShare.value);
    expect(one.copied.mean).toBeCloseTo(expected.reduce((a, b) => a + b) / 5, 12);
  });
});

describe('dilemmaTable', () => {
  it('has a row per method, with what is decided, and says where seeds are too few', () => {
    const { rows } = dilemmaTable('any', points);
    expect(rows.map((row) => [row[0], row[1], row[row.length - 1]])).toEqual([
      ['baseline', 5, 'its corner'],
      ['BoRAD', 5, 'inside'],
      ['ViTAD', 5, 'outside'],
      ['UniAD', 5, 'outside'],
      ['Dinomaly', 5, 'undecided'],
      ['RD4AD', 1, 'too few seeds'],
    ]);
    expect(rows[5][2]).toEqual({ mean: expect.closeTo(0.9, 2), half: null });
  });
});

describe('dilemmaFigure', () => {
  it('draws a point per run, as large as its own image AUROC, and the region from the mean of the baseline', () => {
    const runs = [1, 2, 3, 4, 5].flatMap((seed) => [
      ...[run('baseline', seed, 0.5 + 0.01 * seed), run('BoRAD', seed, 0.7)],
      ...(seed < 4 ? [run('ViTAD', seed, 0.6)] : []),
    ]);
    const { data, layout, alt } = dilemmaFigure('any', points, runs);
    expect(alt).toMatch(/no decided loss of fidelity: BoRAD\./);
    const sizes = data.map(({ marker }) => (marker as { size: number[] }).size);
    expect(sizes[1]).toEqual([20, 20, 20, 20, 20]);
    expect(sizes[0][0]).toBe(7);
    expect(sizes[0][4]).toBeGreaterThan(sizes[0][0]);
    // No run of two of its seeds.
    expect(sizes[2].slice(3)).toEqual([7, 7]);
    expect(data.map(({ name }) => name).slice(0, 3)).toEqual([
      'baseline, image AUROC 53.0',
      'BoRAD, image AUROC 70.0',
      'ViTAD',
    ]);
    const [region] = (layout as { shapes: { x0: number; y1: number }[] }).shapes;
    expect(region.x0).toBeCloseTo(0.7, 6);
    expect(region.y1).toBeCloseTo(0.5, 6);
    expect(() => dilemmaFigure('any', at('BoRAD', 0.7, 0.3), runs)).toThrow(OptionError);
  });
});
