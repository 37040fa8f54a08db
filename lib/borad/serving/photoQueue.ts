/** Photos one after another, and no more of them waiting than there are places. */

/** Numbers of a queue. */
export interface QueueState {
  /** Photos that are in work or wait; those whose bytes are still on their way count. */
  inside: number;
  places: number;
  done: number;
  refused: number;
  /** Milliseconds that a photo takes: a running mean, 0 before the first. */
  each: number;
}

/** A place in the queue. */
export interface Place {
  /**
   * Does the work when all earlier work is done, then gives the place back.
   *
   * @throws what `signal` was aborted for, if that happens before its turn; else what the work throws.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Gives back a place whose work has not been asked for; afterwards it does nothing. */
  leave(): void;
}

export interface PhotoQueue {
  /** A place; none where all are taken. */
  enter(): Place | undefined;
  state(): QueueState;
  /** Whole seconds after which a place is likely to be free, one at least. */
  retryAfter(): number;
}

/** Weight of the newest photo in the running mean. */
const NEWEST = 0.2;

/** Makes a queue. One photo is in work at a time: the detector uses all cores by itself. */
export function photoQueue(places: number): PhotoQueue {
  const state: QueueState = { inside: 0, places, done: 0, refused: 0, each: 0 };
  let last: Promise<unknown> = Promise.resolve();
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      const took = performance.now() - started;
      state.each = state.done === 0 ? took : state.each + NEWEST * (took - state.each);
      state.done++;
    }
  };
  const place = (): Place => {
    let isAsked = false;
    let isGiven = false;
    const give = () => {
      if (!isGiven) state.inside--;
      isGiven = true;
    };
    return {
      run(work, signal) {
        isAsked = true;
        const turn = last.then(() => {
          signal?.throwIfAborted();
          return timed(work);
        });
        last = turn.catch(() => undefined);
        return turn.finally(give);
      },
      leave() {
        if (!isAsked) give();
      },
    };
  };
  return {
    enter() {
      if (state.inside >= places) {
        state.refused++;
        return undefined;
      }
      state.inside++;
      return place();
    },
    state: () => ({ ...state }),
    retryAfter: () => Math.max(1, Math.ceil((state.inside * state.each) / 2000)),
  };
}
