/**
 * The learning rate of each method, chosen once by one protocol for all: three rates, each tried on two procedural sets of other
 * images than the compared ones, and the greatest mean mAD wins. No image of a compared set takes part in the choice.
 */
import { join } from 'node:path';
import { OptionError, present } from 'borad/base';
import { mean } from 'borad/statistics';
import { type AnySpec, findRun, namedSpec, projectStore, type RunStore } from '../experiments';

/** Seeds of the images and of the run in a trial. Compared runs have other ones of both. */
export const RATE_SEEDS: readonly number[] = [101, 102];

/** Rates of a trial, in units of the method's middle one. */
export const RATE_FACTORS: readonly number[] = [1 / 2, 1, 2];

/**
 * The middle rate of the trials: what each method had before. Fixed here, so that a new default does not move the trials. Of
 * DeSTSeg it is the student's and of OmiAD the masked diffusion's: DeSTSeg's segmentation and OmiAD's distillation keep their own.
 */
const MIDDLE_RATES: { readonly [name: string]: number } = {
  ...{ BoRAD: 5e-3, baseline: 5e-3 },
  ...{ rd4ad: 5e-3, uniad: 3e-3, simplenet: 2e-3, destseg: 5e-3, vitad: 2e-3 },
  ...{ mambaad: 5e-3, dinomaly: 2e-3, diad: 1e-3, omiad: 1e-3, inpformer: 1e-3, hvqtrans: 2e-3 },
};

/** Methods and variants of BoRAD with trials, by the names of `METHODS` and `variants`. */
export const RATE_NAMES: readonly string[] = Object.keys(MIDDLE_RATES);

/** A rate with what was measured. */
export interface RateTrial {
  rate: number;
  /** mAD, 0 to 1, one value per set; undefined where the trial is missing. */
  mad: (number | undefined)[];
}

/** What the trials of a method say. */
export interface RateChoice {
  /** A name of `RATE_NAMES`. */
  name: string;
  /** By rate, from the smallest. */
  trials: RateTrial[];
  /** The rate with the greatest mean mAD over the sets on which all rates were tried; undefined while there is none. */
  rate?: number;
  /** Sets on which all rates were tried. Below the number of `RATE_SEEDS` the choice is provisional. */
  sets: number;
  /** Whether the choice is the smallest or the greatest rate tried, so that a better one may lie outside. */
  atEnd: boolean;
}

/** The store of the trials: a folder of their own, so that no summary of compared runs reads them. */
export function rateStore(): RunStore {
  const project = projectStore();
  const results = join(project.results, '..', 'rates');
  return { results, methods: results, scratch: project.scratch };
}

function middleRate(name: string): number {
  if (!Object.hasOwn(MIDDLE_RATES, name))
    throw new OptionError(`No learning rates were tried for ${name}: expected one of ${RATE_NAMES.join(', ')}.`);
  return MIDDLE_RATES[name];
}

const trialSpec = (name: string, rate: number, seed: number): AnySpec =>
  namedSpec(name, {
    ...{ seed, preset: 'notebook' },
    settings: { data: { procedural: { seed } }, training: { learningRate: rate } },
  });

/**
 * The runs of the trials, seed by seed, so that an interrupted set compares rates on equal images.
 *
 * @throws {OptionError} a name has no trials.
 */
export function rateSpecs(names: readonly string[] = RATE_NAMES): AnySpec[] {
  return RATE_SEEDS.flatMap((seed) =>
    RATE_FACTORS.flatMap((factor) => names.map((name) => trialSpec(name, factor * middleRate(name), seed))),
  );
}

/**
 * What the recorded trials of a method say; of two equal rates the smaller is taken.
 *
 * @throws {OptionError} the name has no trials. @throws {DataError} a recorded run cannot be read.
 */
export function rateChoice(name: string, store: RunStore = rateStore()): RateChoice {
  const trials = RATE_FACTORS.map((factor) => {
    const rate = factor * middleRate(name);
    return { rate, mad: RATE_SEEDS.map((seed) => findRun(trialSpec(name, rate, seed), { store })?.mean.mad) };
  });
  const whole = RATE_SEEDS.map((_, set) => set).filter((set) => trials.every(({ mad }) => mad[set] !== undefined));
  if (whole.length === 0) return { name, trials, sets: 0, atEnd: false };
  const meanOf = ({ mad }: RateTrial) => mean(whole.map((set) => present(mad[set], `trial ${set} of ${name}`)));
  const best = trials.reduce((a, b) => (meanOf(b) > meanOf(a) ? b : a));
  const atEnd = best === trials[0] || best === trials[trials.length - 1];
  return { name, trials, sets: whole.length, rate: best.rate, atEnd };
}
