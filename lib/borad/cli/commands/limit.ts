/** `borad limit`. */

import { join } from 'node:path';
import { Command } from 'commander';
import { DataError, lockFolder, OptionError, progressReporter, readJson, writeJson } from '../../base';
import type { Dataset, Sample } from '../../datasets';
import { type LoadedDetector, loadDetector } from '../../detection';
import { labelled, seePhotos } from '../../evaluation';
import { imageHash } from '../../features';
import { loadRun } from '../../training';
import {
  type LabelledScores,
  type LimitRule,
  loadLimits,
  loadProducts,
  parseRule,
  priceOf,
  type RunLimits,
  renewedScores,
  saveLimits,
  setLimits,
} from '../../verdicts';
import { type ExecutionFlags, executionFrom, withExecutionFlags } from '../executionFlags';
import { interruptSignal } from '../interrupt';
import { limitNotes, limitsText, priceText } from '../limitsText';
import { openForRun } from '../openForRun';
import { sayNote } from '../sayNote';

interface LimitFlags extends ExecutionFlags {
  run: string;
  data?: string;
  limit?: string;
  json?: string;
}

/** Short hashes of the photos that a run was trained on; none where the run keeps no list of them. */
function trainedOn(run: string): Set<string> {
  try {
    return new Set(Object.values(readJson<Record<string, string>>(join(run, 'images.json'))));
  } catch {
    return new Set();
  }
}

/** The samples that the run was not trained on. */
async function unseenSamples(dataset: Dataset, run: string): Promise<Sample[]> {
  const trained = trainedOn(run);
  const unseen: Sample[] = [];
  for (const sample of dataset.samples) {
    const isTrained = sample.split === 'train' && trained.has((await imageHash(dataset, sample)).slice(0, 12));
    if (!isTrained) unseen.push(sample);
  }
  const left = dataset.samples.length - unseen.length;
  if (left > 0) sayNote(`${left} photos that the run was trained on are left out.`);
  return unseen;
}

async function scoresOf(loaded: LoadedDetector, flags: LimitFlags, data: string): Promise<LabelledScores> {
  const { detector, config, weights } = loaded;
  const products = loadProducts(flags.run, weights);
  const { signal, release } = interruptSignal('photo');
  try {
    const dataset = await openForRun(data, { ...config.data, categories: [] });
    if (data === 'procedural')
      throw new OptionError('borad limit --data takes a folder: "borad generate" writes the procedural set to one.');
    const samples = await unseenSamples(dataset, flags.run);
    const seen = await seePhotos(samples, 'scores', { detector, dataset, signal, progress: progressReporter() });
    const scores = (isNormal: boolean) =>
      [...seen].flatMap(([sample, photo]) =>
        (sample.defect === 'good') === isNormal ? [labelled(sample, photo, products)] : [],
      );
    return { normals: scores(true), defects: scores(false) };
  } finally {
    release();
  }
}

function required(limits: RunLimits | undefined, run: string): RunLimits {
  if (limits) return limits;
  throw new DataError(
    `${run} has no limits for its weights. \`borad train --data DATA --out ${run} --resume\` on the finished run measures them, or set them by --limit RULE --data DIR.`,
    { file: run },
  );
}

/** New limits: from the photos of --data, and of products that these do not show from the scores that the old ones were set by. */
function renewed(
  rule: LimitRule,
  before: RunLimits | undefined,
  scores: LabelledScores | undefined,
  { flags, weights, names }: { flags: LimitFlags; weights: string; names: string[] },
): RunLimits {
  if (!scores) return setLimits(required(before, flags.run), names, rule);
  return setLimits({ ...renewedScores(scores, `normal photos of ${flags.data}`, before), weights }, names, rule);
}

async function limit(flags: LimitFlags): Promise<void> {
  const rule = flags.limit === undefined ? undefined : parseRule(flags.limit);
  const loaded = flags.data === undefined ? undefined : await loadDetector(flags.run, executionFrom(flags));
  try {
    const { record, weightsRecord } = loadRun(flags.run);
    const weights = weightsRecord.sha256;
    const before = loadLimits(flags.run, weights);
    const scores = loaded && flags.data !== undefined ? await scoresOf(loaded, flags, flags.data) : undefined;
    const limits = rule
      ? renewed(rule, before, scores, { flags, weights, names: record.dataset.categories })
      : required(before, flags.run);
    if (rule) keep(flags.run, limits);
    const prices = scores ? priceOf(limits, scores) : undefined;
    process.stdout.write(
      `${limitsText(limits)}${limitNotes(limits)
        .map((note) => `Note: ${note}\n`)
        .join('')}${prices ? pricesText(prices, rule !== undefined) : ''}`,
    );
    if (flags.json) writeJson(flags.json, { run: flags.run, ...limits, ...(prices ? { prices } : {}) });
  } finally {
    loaded?.detector.dispose();
    loaded?.detector.teacher.dispose();
  }
}

function pricesText(prices: ReturnType<typeof priceOf>, isOwn: boolean): string {
  const own = isOwn ? ' (the limits were set on these photos, so the counts of false alarms are too favourable)' : '';
  return `What the limits do to the photos of --data, with 95% intervals${own}:\n${priceText(prices)}`;
}

function keep(run: string, limits: RunLimits): void {
  const lock = lockFolder(run);
  try {
    saveLimits(run, limits);
  } finally {
    lock.release();
  }
}

export function limitCommand(): Command {
  const command = new Command('limit')
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .option(
      '--data <dir>',
      'photos in a known layout, on which false alarms and, with defective ones, misses are counted',
    )
    .option(
      '--limit <rule>',
      'set limits by another rule: conformal=RATE, quantile=SHARE, sigma=K, recall=SHARE or value=LIMIT; with --data, from its photos',
    )
    .option('--json <file>', 'also write limits, scores and counts as JSON');
  return withExecutionFlags(command)
    .addHelpText(
      'after',
      `
Rules:
  conformal=0.05  of n normal photos that were not trained on, the score of rank (n + 1)(1 - 0.05), rounded up: at most 5% false
                  alarms on photos like these, whatever the distribution; needs 19 photos of a category, else the largest score
                  is the limit and its bound, 1 / (n + 1), is stated
  quantile=0.995  99.5% of the normal photos lie below
  sigma=3         mean and three standard deviations of the normal photos: no bound
  recall=0.98     98% of the labelled defective photos of --data lie above
  value=0.4       the limit itself
Between the ends of the limit's interval (bootstrap, 80%) a photo is UNSURE.

Examples:
  borad limit --run runs/own
  borad limit --run runs/own --data data/more
  borad limit --run runs/own --limit quantile=0.995
  borad limit --run runs/own --data data/labelled --limit recall=0.98`,
    )
    .action(limit);
}
