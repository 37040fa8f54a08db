import { duration } from '../partTimes.mjs';

/** @param {import('./runSteps.mjs').Result} part */
const cell = ({ seconds, result }) =>
  result === 'ok' ? duration(seconds) : result === 'failed' ? `**failed** after ${duration(seconds)}` : 'not run';

/**
 * A Markdown table, a row for each version, a column for each step. `runs` are `{ version, results }`.
 *
 * @param {{ version: string, results: import('./runSteps.mjs').Result[] }[]} runs
 */
export function matrixTable(runs) {
  const steps = runs[0].results.map(({ name }) => name);
  const rows = runs.map(({ version, results }) => [
    version,
    ...results.map(cell),
    results.every(({ result }) => result === 'ok') ? 'ok' : '**failed**',
  ]);
  const lines = [['Node', ...steps, 'result'], steps.concat('', '').map(() => '---'), ...rows];
  return lines.map((line) => `| ${line.join(' | ')} |\n`).join('');
}
