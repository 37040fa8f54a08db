/** What each method costs: counted from shapes, recorded while training, timed here. */

import type { Detector } from 'borad/detection';
import type { FeatureSet } from 'borad/features';
import { methodOf } from 'borad/methods';
import { median } from 'borad/statistics';
import { type Table, table } from '../../report';
import { runsOf, type TrainedState } from '../experiments';
import type { RivalRun } from './rivalTables';

/** Timed passes; the first one compiles and is left out. */
const PASSES = 9;
/** Images of a pass: a batch is enough, and methods of many denoising steps take their time. */
const IMAGES = 8;

/** Milliseconds per image from the teacher's features to map and score, the least of some passes: other work only adds. */
export async function timePerImage(detector: Detector, { scales, samples }: FeatureSet): Promise<number> {
  const count = Math.min(IMAGES, samples.length);
  const first = scales.map((data) => data.subarray(0, (data.length / samples.length) * count));
  const times: number[] = [];
  for (let pass = 0; pass <= PASSES; pass++) {
    const started = performance.now();
    await detector.detectFeatures(first, count);
    times.push((performance.now() - started) / count);
  }
  return Math.min(...times.slice(1));
}

/** A model with what was timed. */
export interface TimedModel extends Pick<TrainedState, 'record'> {
  /** Title of the method or variant. */
  name: string;
  /** From `timePerImage`. */
  milliseconds: number;
}

/** Parameters and multiply-adds, counted, and seconds of training as they were recorded. */
export function costTable(
  name: string,
  models: readonly Pick<TimedModel, 'name' | 'record'>[],
  runs: readonly RivalRun[],
): Table {
  const rows = models.map(({ name: method, record }) => {
    const { trained, state, inference } = methodOf(record.config.method).cost(record.architecture, record.config);
    const seconds = runsOf(runs, method).map((run) => run.seconds.training);
    return [method, trained, state, inference / 1e6, seconds.length ? median(seconds) : null];
  });
  return table({
    ...{ name, rows, save: false },
    caption:
      'Values that are trained, values that are kept; multiply-adds of one image at test time, teacher not counted; seconds of training, median of the recorded runs on a machine that others used too.',
    columns: ['method', 'trained', 'kept', 'million multiply-adds', 'seconds of training'],
    digits: { 'million multiply-adds': 1, 'seconds of training': 0 },
  });
}

/** How long it takes to make the runs again, from what was recorded. */
export function hoursText(runs: readonly RivalRun[]): string {
  const seconds = runs.reduce((sum, { seconds: { training, measuring } }) => sum + training + measuring, 0);
  return `${runs.length} runs took ${(seconds / 3600).toFixed(1)} hours of training and measuring, one core each, beside other work.`;
}

/** Milliseconds per image, measured here, the fastest first. */
export function timeTable(name: string, timed: readonly TimedModel[]): Table {
  return table({
    ...{ name, save: false },
    caption: 'From features to map and score on this machine, the least of some passes; the teacher is not counted.',
    columns: ['method', 'ms per image'],
    rows: [...timed].sort((a, b) => a.milliseconds - b.milliseconds).map((one) => [one.name, one.milliseconds]),
    digits: { 'ms per image': 1 },
  });
}

/** Times all models on the same images. */
export async function timedModels(
  models: readonly { name: string; detector: Detector; record: TrainedState['record'] }[],
  set: FeatureSet,
): Promise<TimedModel[]> {
  const timed: TimedModel[] = [];
  for (const { name, detector, record } of models)
    timed.push({ name, record, milliseconds: await timePerImage(detector, set) });
  return timed;
}
