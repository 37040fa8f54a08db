import { megabytes } from '../dependencies/measured.mjs';
import { duration } from '../partTimes.mjs';

/** @typedef {import('../matrix/runSteps.mjs').Result} Result */
/** @typedef {{ manager: string, place: string, installed?: number, pruned?: number, results: Result[] }} Outcome sizes in bytes */

/** In the order in which a reader asks. */
const STEPS = ['install', 'build', 'prune', 'train 20 steps', 'score'];

const size = (/** @type {number | undefined} */ bytes) => (bytes === undefined ? '' : megabytes(bytes));

/**
 * The cells of a table, a row for each package manager and place; the first row is the head.
 *
 * @param {Outcome[]} outcomes
 */
export function installsRows(outcomes) {
  const head = ['package manager', 'what', ...STEPS, 'size, MB', 'pruned, MB', 'result'];
  const rows = outcomes.map(({ manager, place, installed, pruned, results }) => {
    const cells = STEPS.map((step) => {
      const found = results.find(({ name }) => name === step);
      return found?.result === 'ok' ? duration(found.seconds) : '';
    });
    const failed = results.find(({ result }) => result === 'failed');
    return [manager, place, ...cells, size(installed), size(pruned), failed ? `**failed**: ${failed.name}` : 'ok'];
  });
  return [head, ...rows];
}
