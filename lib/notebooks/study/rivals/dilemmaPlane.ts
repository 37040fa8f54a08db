/** The dilemma on one plane: where every run of every method stands, and which methods have what the paper claims for its own. */
import { OptionError } from 'borad/base';
import { holm, mean, type PairedDifference } from 'borad/statistics';
import { type Figure, figure, methodStyle, type Table, table } from '../../report';
import { compareVariants, differenceText, type RunValue, runsOf } from '../experiments';
import type { PassedRun } from './passedRuns';
import { intervalCell, type RivalRun } from './rivalTables';

/** A point of the plane. */
export type PlanePoint = Pick<PassedRun, 'variant' | 'seed' | 'copySimNormal' | 'copiedShare'>;

/** Where the claimed region starts. */
const START = 'baseline';

/** Chance of any false statement in the family of both tests of all methods. */
const ALPHA = 0.05;

/** Marker sizes from the least to the greatest image AUROC, pixels. */
const SIZES = [7, 20];

const AXES: { [axis in 'fidelity' | 'copied']: RunValue<PlanePoint> } = {
  fidelity: ({ copySimNormal }) => copySimNormal,
  copied: ({ copiedShare }) => copiedShare.value,
};

const namesOf = (points: readonly PlanePoint[]) => [...new Set(points.map(({ variant }) => variant))];
const meanOn = (points: readonly PlanePoint[], name: string, axis: keyof typeof AXES) =>
  mean(runsOf(points, name).map(AXES[axis]));

/** Whether a method is at least as faithful as the baseline and copies less of a defect. */
export interface RegionMember {
  name: string;
  /** The method minus the baseline, paired by seed. */
  fidelity: PairedDifference;
  copied: PairedDifference;
  /** Whether its fidelity is decidedly higher, by the same correction. */
  faithful: boolean;
  /**
   * `inside`: it decidedly copies less and is not decidedly less faithful; `outside`: it decidedly copies more or is decidedly less
   * faithful; each test after Holm's correction over both tests of all methods.
   */
  verdict: 'inside' | 'outside' | 'undecided';
}

/** Judges all methods that share two seeds or more with the baseline. */
export function regionMembers(points: readonly PlanePoint[]): RegionMember[] {
  const seeds = runsOf(points, START).map(({ seed }) => seed);
  const compared = namesOf(points)
    .filter((name) => name !== START && runsOf(points, name).filter(({ seed }) => seeds.includes(seed)).length > 1)
    .map((name) => ({
      name,
      fidelity: compareVariants(points, name, START, AXES.fidelity),
      copied: compareVariants(points, name, START, AXES.copied),
    }));
  const adjusted = holm(compared.flatMap(({ fidelity, copied }) => [fidelity.p, copied.p]));
  return compared.map((one, i) => {
    const [ofFidelity, ofCopied] = [adjusted[2 * i], adjusted[2 * i + 1]].map((p) => p < ALPHA);
    const outside = (ofFidelity && one.fidelity.mean < 0) || (ofCopied && one.copied.mean > 0);
    const inside = ofCopied && one.copied.mean < 0;
    const faithful = ofFidelity && one.fidelity.mean > 0;
    return { ...one, faithful, verdict: outside ? 'outside' : inside ? 'inside' : 'undecided' };
  });
}

/**
 * Fidelity at normal places against the copied share of defects, a point per run, image AUROC as size. The shaded region is what
 * the paper claims for its method relative to the mean of the baseline: no less faithful, copying less.
 *
 * @throws {OptionError} the baseline is not among the methods.
 */
export function dilemmaFigure(name: string, points: readonly PlanePoint[], runs: readonly RivalRun[]): Figure {
  if (runsOf(points, START).length === 0)
    throw new OptionError('dilemmaFigure: expected the baseline among the methods, from which the region starts.');
  const aurocOf = ({ variant, seed }: PlanePoint) =>
    runsOf(runs, variant).find((run) => run.seed === seed)?.mean.imageAuroc ?? Number.NaN;
  const known = points.map(aurocOf).filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const size = (auroc: number) =>
    Number.isFinite(auroc) && high > low ? SIZES[0] + ((auroc - low) / (high - low)) * (SIZES[1] - SIZES[0]) : SIZES[0];
  const inside = regionMembers(points).flatMap((one) => (one.verdict === 'inside' ? [one.name] : []));
  const [fidelity, copied] = [meanOn(points, START, 'fidelity'), meanOn(points, START, 'copied')];
  return figure({
    name,
    title: 'Faithful and not copying: where each run of each method stands',
    alt: `Fidelity against copied share of defects, a point per run, image AUROC as size. Decidedly less copied than by the baseline, and no decided loss of fidelity: ${inside.join(', ') || 'none'}.`,
    data: namesOf(points).map((variant) => {
      const own = runsOf(points, variant);
      const { label, color, symbol } = methodStyle(variant);
      const aurocs = own.map(aurocOf);
      const level = aurocs.every(Number.isFinite) ? `, image AUROC ${(100 * mean(aurocs)).toFixed(1)}` : '';
      return {
        ...{ x: own.map(AXES.fidelity), y: own.map(AXES.copied), name: `${label}${level}`, mode: 'markers' },
        ...{ marker: { color, symbol, size: aurocs.map(size), opacity: 0.75 } },
        text: own.map(({ seed }) => `seed ${seed}`),
      };
    }),
    layout: {
      ...{ width: 860, height: 560, xaxis: { title: { text: 'fidelity: CopySim at normal places' } } },
      yaxis: { title: { text: 'copied share of defects' }, rangemode: 'tozero' },
      legend: { itemsizing: 'constant' },
      shapes: [
        {
          ...{ type: 'rect', layer: 'below', xref: 'x', yref: 'y', x0: fidelity, x1: 1, y0: 0, y1: copied },
          ...{ fillcolor: '#e6f5f0', line: { color: '#00684c', width: 1, dash: 'dot' } },
        },
      ],
    },
  });
}

/** Fidelity and copied share of each method over seeds, their differences from the baseline, and what is decided. */
export function dilemmaTable(name: string, points: readonly PlanePoint[]): Table {
  const members = regionMembers(points);
  const cell = (variant: string, axis: keyof typeof AXES) => intervalCell(runsOf(points, variant).map(AXES[axis]));
  const columns = [
    'method',
    'seeds',
    'fidelity',
    'copied share',
    'fidelity − baseline',
    'copied − baseline',
    'claimed region',
  ];
  return table({
    ...{ name, columns, digits: { fidelity: 3, 'copied share': 3 } },
    caption:
      "Mean ± half of the 95% t interval over seeds; differences paired by seed with the 95% t interval of each row by itself. Inside: decidedly less is copied and fidelity is not decidedly lower than the baseline's; outside: the opposite of either is decided (Holm over both tests of all methods, 5%).",
    rows: namesOf(points).map((variant) => {
      const member = members.find((one) => one.name === variant);
      const differences = member ? [member.fidelity, member.copied].map((one) => differenceText(one, 3)) : ['–', '–'];
      return [
        ...[variant, runsOf(points, variant).length, cell(variant, 'fidelity'), cell(variant, 'copied')],
        ...[...differences, variant === START ? 'its corner' : (member?.verdict ?? 'too few seeds')],
      ];
    }),
  });
}

/** Which methods have what the paper claims, in a sentence. */
export function regionText(points: readonly PlanePoint[]): string {
  const members = regionMembers(points);
  const named = (verdict: RegionMember['verdict'], among = members) =>
    among.flatMap((one) => (one.verdict === verdict ? [one.name] : [])).join(', ') || 'none';
  const faithful = members.filter((one) => one.faithful);
  const lower = members.filter(({ fidelity }) => fidelity.high < 0);
  const byItself = named('inside', lower);
  const open =
    byItself === 'none'
      ? ''
      : ` By its own interval, though not with Holm's correction, fidelity is lower in ${byItself}.`;
  return `Decidedly less copied than by the baseline, and no decided loss of fidelity: ${named('inside')} (fidelity decidedly higher: ${named('inside', faithful)}).${open} Undecided: ${named('undecided')}. Decidedly more copied or less faithful: ${named('outside')}.`;
}
