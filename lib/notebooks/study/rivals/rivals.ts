/** The comparison of all methods: the same features, images, batches and steps, each at the learning rate chosen for it. */
import { DEFAULT_METHOD, ROWS } from 'borad/methods';
import { type AnySpec, COMPARED_SEEDS, type NamedRun, namedSpec, type RunSpec } from '../experiments';
import { RATE_NAMES, rateChoice } from './rateTrials';
import type { RivalRun } from './rivalTables';

/** Variants of BoRAD that stand among the methods: with all parts, and what is left without them. */
export const RIVAL_VARIANTS: readonly string[] = ['BoRAD', 'masked baseline', 'baseline'];

/** Rows of all methods but BoRAD, by name, in the order of tables. */
export const RIVAL_METHODS: readonly string[] = Object.keys(ROWS).filter((name) => name !== DEFAULT_METHOD);

/** What is shared by the runs of a comparison of methods. */
export interface RivalSpec extends Omit<RunSpec, 'variant' | 'seed'> {
  /** Names of `ROWS` and of `variants`; default: `RIVAL_VARIANTS` and `RIVAL_METHODS`. */
  names?: readonly string[];
  seeds?: readonly number[];
}

/** Under what name a row's learning rate was tried: the masked baseline has the baseline's, a row of a method that of the method. */
export const triedAs = (name: string): string =>
  name === 'masked baseline' ? 'baseline' : Object.hasOwn(ROWS, name) ? ROWS[name].method.name : name;

/** The learning rate that the trials chose, as settings; none where there were no trials. */
function chosenRate(name: string): { learningRate?: number } {
  const tried = triedAs(name);
  const rate = RATE_NAMES.includes(tried) ? rateChoice(tried).rate : undefined;
  return rate === undefined ? {} : { learningRate: rate };
}

/** Titles of the variants and rows that are compared, in the order of tables. */
export const RIVAL_TITLES: readonly string[] = [...RIVAL_VARIANTS, ...RIVAL_METHODS.map((name) => ROWS[name].title)];

/** Titles of rows that are no method by themselves: they share their weights with one. */
const FURTHER_TITLES = Object.values(ROWS).flatMap(({ name, method, title }) => (name === method.name ? [] : [title]));

/** The runs without those of further rows: beside the runs that share their weights they would count twice in a family of tests. */
export const runsOfMethods = <R extends NamedRun>(runs: readonly R[]): R[] =>
  runs.filter(({ variant }) => !FURTHER_TITLES.includes(variant));

/** Whether a run has the learning rate that the trials chose for its method, as all have where there was no choice. */
export function hasChosenRate({ variant, config }: Pick<RivalRun, 'variant' | 'config'>): boolean {
  const name = RIVAL_METHODS.find((one) => ROWS[one].title === variant) ?? variant;
  const { learningRate } = chosenRate(name);
  return learningRate === undefined || config.training.learningRate === learningRate;
}

/**
 * The runs of all methods, seed by seed, so that an interrupted comparison has whole pairs.
 *
 * @throws {DataError} a recorded trial cannot be read.
 */
export function rivalSpecs({ names, seeds = COMPARED_SEEDS, settings = {}, ...rest }: RivalSpec = {}): AnySpec[] {
  const all = names ?? [...RIVAL_VARIANTS, ...RIVAL_METHODS];
  const training = new Map(all.map((name) => [name, { ...chosenRate(name), ...(settings.training as object) }]));
  return seeds.flatMap((seed) =>
    all.map((name) => namedSpec(name, { ...rest, seed, settings: { ...settings, training: training.get(name) } })),
  );
}
