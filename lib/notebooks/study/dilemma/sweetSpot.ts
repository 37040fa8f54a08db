/** Where between collapse and identity a sweep detects best, and by how much. */
import { OptionError } from 'borad/base';
import { mean } from 'borad/statistics';
import type { DilemmaMeasures } from './measureReconstruction';
import { type CapacitySweep, curvesOf } from './sweepCapacity';

export interface SweetSpot {
  /** Place of the best capacity by the mean over seeds. */
  index: number;
  capacity: number;
  /** The best capacity of each seed alone. */
  bySeed: number[];
  /** Places from the lowest to the highest of the seeds' own best: the interval over seeds. */
  range: [number, number];
  /** Share of the seeds whose own best lies at most one place from `index`. */
  agreement: number;
  /**
   * By seed: the measure at the best place of the other seeds' mean minus that at the tight end (collapse). The place is
   * chosen without the seed that is measured, so that choosing a maximum does not raise it.
   */
  overCollapse: number[];
  /** The same minus the free end (identity). */
  overIdentity: number[];
  /** By seed: that place. */
  places: number[];
}

const highest = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value > values[best] ? i : best), 0);

function meanCurve(curves: readonly number[][]): number[] {
  return curves[0].map((_, k) => mean(curves.map((curve) => curve[k])));
}

/**
 * The best capacity of a sweep and its distance from both ends. The ends themselves may win: then it is no dilemma, and the
 * differences say so.
 *
 * @param key The measure that decides. Default `imageAuroc`.
 * @throws {OptionError} there are fewer than two seeds.
 */
export function sweetSpot(sweep: CapacitySweep, key: keyof DilemmaMeasures = 'imageAuroc'): SweetSpot {
  const curves = curvesOf(sweep, key);
  if (curves.length < 2) throw new OptionError(`sweetSpot: expected at least two seeds, got ${curves.length}.`);
  const index = highest(meanCurve(curves));
  const own = curves.map(highest);
  const places = curves.map((_, s) => highest(meanCurve(curves.filter((__, other) => other !== s))));
  const last = sweep.capacities.length - 1;
  return {
    index,
    capacity: sweep.capacities[index],
    bySeed: own.map((k) => sweep.capacities[k]),
    range: [Math.min(...own), Math.max(...own)],
    agreement: own.filter((k) => Math.abs(k - index) <= 1).length / own.length,
    overCollapse: curves.map((curve, s) => curve[places[s]] - curve[0]),
    overIdentity: curves.map((curve, s) => curve[places[s]] - curve[last]),
    places,
  };
}
