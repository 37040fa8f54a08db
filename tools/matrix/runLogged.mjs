import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';

/** Where a step that hangs is stopped. */
const LIMIT_MS = 30 * 60_000;

/**
 * Runs a program; its output goes to the end of the file `log`, below its title. True if it succeeded.
 *
 * @param {string[]} command
 * @param {{ title: string, cwd: string, env: NodeJS.ProcessEnv, log: string }} options
 */
export function runLogged([program, ...args], { title, cwd, env, log }) {
  appendFileSync(log, `$ ${title}\n`);
  const output = openSync(log, 'a');
  const { status, error } = spawnSync(program, args, {
    cwd,
    env,
    stdio: ['ignore', output, output],
    timeout: LIMIT_MS,
  });
  closeSync(output);
  if (error) appendFileSync(log, `${error.message}\n`);
  return status === 0;
}

/** The last lines of a log. */
export const endOf = (/** @type {string} */ log) =>
  readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
