'use strict';
/** Node.js does not list worker threads among what keeps a process alive, so they are followed from their start. */

/** How long a worker has to do nothing before it counts as idle: a pool keeps its threads for ever. */
const IDLE_MS = 1500;
/** Time at work that is less than the error of measuring it from another thread. */
const NOISE_MS = 5;

/**
 * Whether a worker keeps the process alive; Node.js says so only of the handle that the worker hides.
 *
 * @param {any} worker what it hides has no type
 */
function keepsAlive(worker) {
  const key = Object.getOwnPropertySymbols(worker).find(({ description }) => description === 'kHandle');
  return (key && worker[key]?.hasRef?.()) ?? true;
}

/**
 * Follows all worker threads that are started from now on.
 *
 * @returns {{ busy: () => boolean }} whether a worker that keeps the process alive still has something to do
 */
function watchWorkers() {
  /** @type {Map<import('node:worker_threads').Worker, { active: number, since: number }>} */
  const alive = new Map();

  process.on('worker', (worker) => {
    alive.set(worker, { active: 0, since: performance.now() });
    worker.once('exit', () => alive.delete(worker));
  });

  return {
    busy() {
      const now = performance.now();
      for (const [worker, state] of alive) {
        const { active } = worker.performance.eventLoopUtilization();
        // A thread that is still starting has not been active yet.
        if (active === 0 || active - state.active > NOISE_MS) Object.assign(state, { active, since: now });
        if (now - state.since < IDLE_MS && keepsAlive(worker)) return true;
      }
      return false;
    },
  };
}

module.exports = { watchWorkers };
