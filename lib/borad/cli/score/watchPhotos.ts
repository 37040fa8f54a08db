/** Photos of a folder that a camera fills, each once and not before it is whole. */
import { statSync } from 'node:fs';
import { setTimeout as pauseFor } from 'node:timers/promises';

export interface WatchOptions {
  /** The photos that are there now. */
  list: () => Promise<string[]>;
  /** Milliseconds between looks. */
  every: number;
  signal: AbortSignal;
  /** Waits; for tests. */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Size and time of the last change of a file: if they are the same in two looks, nobody writes to it any more. */
function stateOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size > 0 ? `${stats.size} ${stats.mtimeMs}` : undefined;
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pauseFor(milliseconds, undefined, { signal }).catch(() => undefined);
}

/**
 * Gives photos in groups, as they are found: a file when its size and time have stayed the same between two looks, and again only
 * when it has changed since. Ends when the signal fires.
 */
export async function* watchPhotos({ list, every, signal, pause = wait }: WatchOptions): AsyncGenerator<string[]> {
  const before = new Map<string, string>();
  const given = new Map<string, string>();
  while (!signal.aborted) {
    const whole: string[] = [];
    for (const file of await list()) {
      const state = stateOf(file);
      if (state === undefined || given.get(file) === state) continue;
      if (before.get(file) === state) {
        given.set(file, state);
        whole.push(file);
      } else before.set(file, state);
    }
    if (whole.length > 0) yield whole;
    if (!signal.aborted) await pause(every, signal);
  }
}
