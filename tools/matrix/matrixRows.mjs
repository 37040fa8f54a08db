import { duration } from '../partTimes.mjs';

/** @param {import('./runSteps.mjs').Result} part */
const cell = ({ seconds, result }) =>
  result === 'ok' ? duration(seconds) : result === 'failed' ? `**failed** after ${duration(seconds)}` : 'not run';

/**
 * The cells of a table, a row for each version, a column for each step; the first row is the head. `runs` are `{ version, results }`.
 *
 * @param {{ version: string, results: import('./runSteps.mjs').Result[] }[]} runs
 */
export function matrixRows(runs) {
  const steps = runs[0].results.map(({ name }) => name);
  const rows = runs.map(({ version, results }) => [
    version,
    ...results.map(cell),
    results.every(({ result }) => result === 'ok') ? 'ok' : '**failed**',
  ]);
  return [['Node', ...steps, 'result'], ...rows];
}
