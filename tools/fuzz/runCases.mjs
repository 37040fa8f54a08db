/**
 * Child process of the fuzzer: `node runCases.mjs SEED SCRATCH INTACT`. Is sent lists of case numbers and tells, by messages,
 * `{ start }` before each case, `{ what }` once its input is made, and `{ done }` with its end after it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asError } from '../asError.mjs';
import { KINDS, kindOf } from './kinds/index.mjs';
import { borad } from './library.mjs';
import { fingerprint } from './tree.mjs';
import { verdictOf } from './verdict.mjs';

const bin = fileURLToPath(new URL('../../lib/borad/bin/borad.js', import.meta.url));
const [seed, scratch, intact] = process.argv.slice(2);
/** Memory of this process beyond which a case has taken too much, kilobytes. */
const MEMORY_KB = 3_000_000;

/**
 * Runs the command line on the same input: it must end with a known code and without a stack.
 *
 * @param {string[]} command
 * @param {'right' | 'typed' | 'other'} end
 */
function checkCommand(command, end) {
  const { status, signal, stderr } = spawnSync(process.execPath, [bin, ...command], { encoding: 'utf8', cwd: scratch });
  if (signal || status === null || ![0, 1, 2].includes(status))
    return `borad ${command[0]} ended by ${signal ?? `code ${status}`}: ${stderr}`;
  if (/unexpected error|\n\s+at .*:\d+:\d+/.test(stderr)) return `borad ${command[0]} printed: ${stderr}`;
  if (status === 0 && end === 'typed' && command[0] !== 'data') return `borad ${command[0]} exited with 0: ${stderr}`;
  return null;
}

/**
 * Builds a case, holds its input to what it must give, and to lie there unchanged.
 *
 * @param {number} number
 * @param {boolean} withCommand
 */
async function runCase(number, withCommand) {
  const name = kindOf(number);
  const rng = borad.createRng(Number(seed)).split(`${name} ${number}`);
  const folder = join(scratch, `case-${number}`);
  mkdirSync(folder);
  try {
    const input = join(folder, name);
    const built = await KINDS[name].build(rng, input, join(intact, name));
    await tell({ what: built.what });
    const before = fingerprint(folder);
    let result = await verdictOf(built.check, built.harmless === true);
    // A rejection that nobody awaits belongs to this case and not to the next.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (withCommand && built.command) {
      const fault = checkCommand(built.command, result.end);
      if (fault && result.end !== 'other') result = { end: 'other', text: fault };
    }
    const after = fingerprint(folder);
    const changed = [
      ...before.filter((line) => !after.includes(line)),
      ...after.filter((line) => !before.includes(line)),
    ];
    if (changed.length) result = { end: 'other', text: `the input was changed: ${changed.join('; ')}` };
    if (process.resourceUsage().maxRSS > MEMORY_KB) {
      result = { end: 'other', text: `memory rose to ${Math.round(process.resourceUsage().maxRSS / 1000)} MB` };
    }
    return { what: built.what, ...result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tell = (/** @type {object} */ message) => new Promise((resolve) => process.send?.(message, resolve));

process.on('message', async (/** @type {{ numbers: number[], commands: number[] }} */ { numbers, commands }) => {
  for (const name of new Set(numbers.map(kindOf))) await KINDS[name].warmUp?.(join(intact, name));
  for (const number of numbers) {
    await tell({ start: number });
    let done;
    try {
      done = await runCase(number, commands.includes(number));
    } catch (error) {
      done = { what: 'the case could not be made', end: 'other', text: asError(error).stack ?? String(error) };
    }
    await tell({ done: number, ...done });
  }
  await tell({ finished: true });
});
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, async (error) => {
    await tell({ stray: `${event}: ${error?.stack ?? error}` });
    process.exit(1);
  });
}
await tell({ ready: true });
