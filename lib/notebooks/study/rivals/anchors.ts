/** Detectors that the methods are compared with: no variants of BoRAD, but on the same features, such as nearest neighbours. */
import { basename, dirname } from 'node:path';
import type { CategoryMetrics } from 'borad/metrics';
import { hashesIn } from 'borad/recording';
import { loadMethodRun, type MethodRun, methodRunFile, projectStore, type RunStore } from '../experiments';

/** One measured anchor. */
export interface Anchor {
  /** Title of the method. */
  method: string;
  seed: number;
  /** What a reader must know: size of the memory, how it was chosen. */
  note: string;
  /** Mean over categories, 0 to 1. */
  mean: CategoryMetrics;
}

/** Methods that are anchors, and what must be known of them. */
const NOTES: { [method: string]: (run: MethodRun) => string } = {
  patchcore({ config }) {
    const { entries, patches } = (config as unknown as { memory: { entries: number; patches: number } }).memory;
    return `nearest neighbours: ${entries} of ${patches} patches in memory, chosen greedily`;
  },
};

/**
 * The recorded runs of anchors on a data set, by method and seed; empty where there are none.
 *
 * @param data `procedural` or a folder. @throws {DataError} a recorded run cannot be read.
 */
export function anchorsOf(data = 'procedural', store: RunStore = projectStore()): Anchor[] {
  const folder = dirname(methodRunFile(store, 'any'));
  return hashesIn(folder)
    .flatMap((hash) => loadMethodRun(store, hash) ?? [])
    .filter((run) => run.dataset.name === basename(data) && Object.hasOwn(NOTES, run.config.method))
    .map((run) => ({ method: run.variant, seed: run.seed, note: NOTES[run.config.method](run), mean: run.mean }))
    .sort((a, b) => a.method.localeCompare(b.method, 'en') || a.seed - b.seed);
}
