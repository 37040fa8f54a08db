/** Whether the photos of a line still look like those that its limits were set by. */
import { createRng, DataError } from '../base';
import { conformalRanks, median, testMartingale } from '../statistics';

/** What is followed of each photo, with its title. */
export const DRIFT_CHANNELS = {
  score: 'image score',
  distance: 'distance of the global feature',
  light: 'mean brightness',
  focus: 'sharpness',
} as const;
export type DriftChannel = keyof typeof DRIFT_CHANNELS;

/** A photo as far as it is known. */
export type DriftPhoto = { category: string } & Partial<Record<DriftChannel, number>>;

/** What one channel says. */
export interface ChannelDrift {
  channel: DriftChannel;
  /** Medians of the photos that set the limits, and of the last ones of the log, as the mean over categories of both. */
  reference: number;
  last: number;
  /** Photos of the log that it was read from. */
  photos: number;
  /** Evidence after each photo of the log: the capital of a bet against there being no drift, 1 at the beginning. */
  evidence: number[];
}

export interface Drift {
  channels: ChannelDrift[];
  /** Mean of the channels' evidence after each photo: a bet of the same kind, whatever the channels have to do with each other. */
  evidence: number[];
  /** Evidence from which on there is drift: 1 / alpha. */
  threshold: number;
  /** Place of the photo in the log at which it was first reached; missing where it never was. */
  since?: number;
  /** Photos of the log whose category has no reference; they say nothing. */
  unread: number;
  /** Photos that `last` is of. */
  window: number;
}

export interface DriftOptions {
  /** Chance of an alarm without drift, at most, over all looks together. Default 0.01. */
  alpha?: number;
  /** Photos whose medians are shown. Default 200. */
  last?: number;
  /** Breaks ties. Default 0. */
  seed?: number;
}

const valuesOf = (photos: readonly DriftPhoto[], channel: DriftChannel, category: string): number[] =>
  photos.flatMap((photo) => (photo.category === category ? (photo[channel] ?? []) : []));

/** Mean over categories that both have of the median in each. */
function medians(reference: readonly DriftPhoto[], last: readonly DriftPhoto[], channel: DriftChannel) {
  const categories = [...new Set(last.map(({ category }) => category))];
  const pairs = categories
    .map((category) => [valuesOf(reference, channel, category), valuesOf(last, channel, category)] as const)
    .filter(([before, after]) => before.length > 0 && after.length > 0);
  const meanOf = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + median(pair[side]), 0) / pairs.length;
  return { reference: meanOf(0), last: meanOf(1) };
}

/** Follows one channel through the log; nothing where the reference or the log lacks it. */
function follow(
  channel: DriftChannel,
  reference: readonly DriftPhoto[],
  log: readonly DriftPhoto[],
  { last, seed }: { last: number; seed: number },
): ChannelDrift | undefined {
  const rng = createRng(seed).split(`drift ${channel}`);
  const ranks = new Map(
    [...new Set(reference.map(({ category }) => category))].flatMap((category) => {
      const values = valuesOf(reference, channel, category);
      return values.length > 0 ? [[category, conformalRanks(values, rng.split(category))] as const] : [];
    }),
  );
  const bet = testMartingale();
  let capital = 1;
  let photos = 0;
  const evidence = log.map((photo) => {
    const [value, rank] = [photo[channel], ranks.get(photo.category)];
    if (value !== undefined && rank) {
      photos++;
      capital = bet(rank(value));
    }
    return capital;
  });
  return photos === 0 ? undefined : { channel, ...medians(reference, log.slice(-last), channel), photos, evidence };
}

/**
 * Compares the photos of a log with those that set the limits, by category. Each channel ranks a photo among the reference and the log
 * before it and bets on the rank (`conformalRanks`, `testMartingale`); the mean of the bets is one as well, whatever the dependence between
 * channels (Vovk, Wang: E-values, 2021, Section 3). The chance that it ever reaches 1 / alpha without drift is at most alpha, so a
 * log may be looked at after every photo, for ever, without a correction.
 *
 * @param reference Normal photos that were not trained on. @param log In the order in which they were taken.
 * @throws {DataError} log and reference have no channel of any category in common.
 */
export function findDrift(
  reference: readonly DriftPhoto[],
  log: readonly DriftPhoto[],
  { alpha = 0.01, last = 200, seed = 0 }: DriftOptions = {},
): Drift {
  const channels = (Object.keys(DRIFT_CHANNELS) as DriftChannel[]).flatMap(
    (channel) => follow(channel, reference, log, { last, seed }) ?? [],
  );
  if (channels.length === 0) throw new DataError('No photo of the log has a score in a category that the run knows.');
  const evidence = log.map((_, i) => channels.reduce((sum, one) => sum + (one.evidence[i] ?? 1), 0) / channels.length);
  const threshold = 1 / alpha;
  const since = evidence.findIndex((value) => value >= threshold);
  const known = new Set(reference.map(({ category }) => category));
  return {
    ...{ channels, evidence, threshold },
    ...(since < 0 ? {} : { since }),
    unread: log.filter(({ category }) => !known.has(category)).length,
    window: Math.min(last, log.length),
  };
}
