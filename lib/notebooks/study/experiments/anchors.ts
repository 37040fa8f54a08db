/** Detectors that stand beside the compared methods: no variant of BoRAD, on the same features, as nearest neighbours are. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataError, readJson } from 'borad/base';
import { type CategoryMetrics, METRIC_NAMES } from 'borad/metrics';
import { projectStore, type RunStore } from './runStore';

/** One measured anchor. */
export interface Anchor {
  /** What it is: `nearest neighbours`. */
  method: string;
  seed: number;
  /** What a reader must know: size of the memory, how it was chosen. */
  note?: string;
  /** Mean over categories, 0 to 1. */
  mean: CategoryMetrics;
}

const KEYS = [...METRIC_NAMES, 'mad'] as const;

const isAnchor = (entry: Partial<Anchor> | null): entry is Anchor =>
  typeof entry?.method === 'string' &&
  Number.isInteger(entry.seed) &&
  KEYS.every((key) => Number.isFinite(entry.mean?.[key]));

/** The file with the anchors of a data set: a JSON list of {@link Anchor}. */
export function anchorFile(data: string, { results }: RunStore = projectStore()): string {
  return join(results, '..', `anchors-${basename(data)}.json`);
}

/**
 * The anchors that were measured on a data set, by method and seed; empty where none was.
 *
 * @param data `procedural` or a folder.
 * @throws {DataError} the file is not a list of anchors.
 */
export function anchorsOf(data = 'procedural', store: RunStore = projectStore()): Anchor[] {
  const file = anchorFile(data, store);
  if (!existsSync(file)) return [];
  const anchors = readJson<Partial<Anchor>[]>(file);
  if (!Array.isArray(anchors) || !anchors.every(isAnchor)) {
    throw new DataError(
      `${file}: expected a list of { method, seed, mean } with ${KEYS.join(', ')} as numbers from 0 to 1. Make it again.`,
      { file },
    );
  }
  return anchors.sort((a, b) => a.method.localeCompare(b.method, 'en') || a.seed - b.seed);
}
