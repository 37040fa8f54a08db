import { asError } from '../asError.mjs';

/** @typedef {{ name: string, seconds: number, result: 'ok' | 'failed' | 'not run' }} Result */

/**
 * Runs steps in order. A step whose needs did not all succeed is not run, all others are, whatever failed before them.
 * `run(step)` tells whether the step succeeded; a throw is a failure.
 *
 * @template {{ name: string, needs?: string[] }} S
 * @param {S[]} steps
 * @param {(step: S) => boolean} run
 * @returns {Result[]}
 */
export function runSteps(steps, run) {
  /** @type {Result[]} */
  const results = [];
  const succeeded = (/** @type {string} */ name) =>
    results.some((other) => other.name === name && other.result === 'ok');
  for (const step of steps) {
    const { name, needs = [] } = step;
    if (!needs.every(succeeded)) {
      results.push({ name, seconds: 0, result: 'not run' });
      continue;
    }
    const started = performance.now();
    let ok = false;
    try {
      ok = run(step);
    } catch (error) {
      process.stderr.write(`${name}: ${asError(error).message}\n`);
    }
    results.push({ name, seconds: (performance.now() - started) / 1000, result: ok ? 'ok' : 'failed' });
  }
  return results;
}
