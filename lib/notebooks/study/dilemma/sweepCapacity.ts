/** The representation dilemma as an experiment (Section 3, Figure 2): a family of reconstructors over its capacities and seeds. */
import { createRng, OptionError, type Progress } from 'borad/base';
import { drawTraining, type LocationData } from './locationData';
import { type DilemmaMeasures, measureReconstruction } from './measureReconstruction';
import type { ReconstructorFamily } from './reconstructor';

export interface CapacitySweep {
  name: string;
  /** Title of the axis of capacities. */
  axis: string;
  capacities: readonly number[];
  seeds: readonly number[];
  /** By seed, then by capacity. */
  measures: DilemmaMeasures[][];
}

export interface SweepOptions {
  /** A seed draws the training images of each category, the start, the order and the noise. */
  seeds: readonly number[];
  /** Counts (seed, capacity) pairs. */
  progress?: Progress;
}

/**
 * Measures every capacity with every seed. All seeds share the test images, so bands over seeds show how far training matters,
 * not how far another set of test images would.
 *
 * @throws {OptionError} there is no seed or no capacity.
 */
export async function sweepCapacity(
  data: LocationData,
  family: ReconstructorFamily,
  { seeds, progress }: SweepOptions,
): Promise<CapacitySweep> {
  if (seeds.length === 0 || family.capacities.length === 0) {
    throw new OptionError(
      `sweepCapacity: expected seeds and capacities, got ${seeds.length} and ${family.capacities.length}.`,
    );
  }
  const measures: DilemmaMeasures[][] = [];
  for (const seed of seeds) {
    const rng = createRng(seed).split('dilemma');
    const rebuilds = await family.fit(drawTraining(data, rng.split('images')), data.channels, rng.split(family.axis));
    const row: DilemmaMeasures[] = [];
    for (const rebuild of rebuilds) {
      row.push((await measureReconstruction(data, rebuild)).measures);
      progress?.update(measures.length * rebuilds.length + row.length, family.name);
    }
    measures.push(row);
  }
  const { name, axis, capacities } = family;
  return { name, axis, capacities, seeds, measures };
}

/** One measure as curves: a list over capacities for each seed. */
export function curvesOf(sweep: CapacitySweep, key: keyof DilemmaMeasures): number[][] {
  return sweep.measures.map((row) => row.map((measures) => measures[key]));
}

/** The mean over seeds of one measure at each capacity. */
export function meanCurve(sweep: CapacitySweep, key: keyof DilemmaMeasures): number[] {
  const curves = curvesOf(sweep, key);
  return sweep.capacities.map((_, k) => curves.reduce((sum, curve) => sum + (curve[k] ?? 0) / curves.length, 0));
}
