#!/usr/bin/env node
/** Damaged inputs by the thousand: right results or typed errors only. `npm run fuzz -- --help` */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags } from './flags.mjs';
import { runCases } from './fuzz/fleet.mjs';
import { KINDS, kindOf } from './fuzz/kinds/index.mjs';
import { UsageError } from './notebooks/notebookFile.mjs';

const HELP = `npm run fuzz [-- options]

Damages run folders, data folders, images, masks, notebooks, settings and weights, and gives them to the library. Each case has
to end in the right result or in a typed error within 10 s, and to leave its input as it was.

  --count N       cases (default 10000)
  --seed S        what the damage is drawn from (default: the time; it is printed)
  --only KINDS    of these kinds only, by commas: ${Object.keys(KINDS).join(', ')}
  --case N        this one case, with its end, as a failure prints it
  --commands N    every how many cases the command line reads the same input too (default 100, 0: never)
  --deadline S    seconds per case (default 10)
  --jobs N        processes side by side (default 2, or 1 on a single core)
  --help

Exit code 1 if a case ends in anything else, 2 for a wrong call.`;

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function wholeNumber(name, text, least, most) {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= least && value <= most) || text.trim() === '')
    throw new UsageError(`--${name}: expected a whole number from ${least} to ${most}, got "${text}".`);
  return value;
}

function readArguments() {
  const { values } = readFlags(
    import.meta.url,
    {
      options: {
        count: { type: 'string', default: '10000' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
        only: { type: 'string', default: Object.keys(KINDS).join(',') },
        case: { type: 'string' },
        commands: { type: 'string', default: '100' },
        deadline: { type: 'string', default: '10' },
        jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      },
    },
    HELP,
  );
  const only = values.only.split(',').map((name) => name.trim());
  const unknown = only.filter((name) => !Object.hasOwn(KINDS, name));
  if (unknown.length)
    throw new UsageError(`--only: no kind "${unknown[0]}". There are ${Object.keys(KINDS).join(', ')}.`);
  return {
    only,
    count: wholeNumber('count', values.count, 1, 1e7),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
    one: values.case === undefined ? undefined : wholeNumber('case', values.case, 0, 1e9),
    commands: wholeNumber('commands', values.commands, 0, 1e7),
    deadlineS: wholeNumber('deadline', values.deadline, 1, 3600),
    jobs: wholeNumber('jobs', values.jobs, 1, 64),
  };
}

/** @typedef {{ right: number, typed: number, other: number }} Ends how many cases ended in which way */

/**
 * The first `count` case numbers of the wanted kinds.
 *
 * @param {{ only: string[], count: number, one?: number }} options
 */
function numbersOf({ only, count, one }) {
  if (one !== undefined) return [one];
  /** @type {number[]} */
  const numbers = [];
  for (let number = 0; numbers.length < count; number++) if (only.includes(kindOf(number))) numbers.push(number);
  return numbers;
}

/** @param {Record<string, Ends>} ends */
function printTable(ends) {
  const row = (/** @type {(string | number)[]} */ cells) =>
    console.log(cells.map((cell, i) => (i ? String(cell).padStart(13) : String(cell).padEnd(10))).join(' '));
  row(['kind', 'cases', 'right results', 'typed errors', 'other']);
  const total = { right: 0, typed: 0, other: 0 };
  const counts = (/** @type {Ends} */ { right, typed, other }) => [right + typed + other, right, typed, other];
  for (const [name, end] of Object.entries(ends)) {
    for (const key of /** @type {const} */ (['right', 'typed', 'other'])) total[key] += end[key];
    if (counts(end)[0]) row([name, ...counts(end)]);
  }
  row(['all', ...counts(total)]);
  return total;
}

async function main() {
  const options = readArguments();
  const { seed, one } = options;
  const numbers = numbersOf(options);
  const scratch = mkdtempSync(join(tmpdir(), 'borad-fuzz-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  console.log(`seed ${seed}, ${numbers.length} ${numbers.length === 1 ? 'case' : 'cases'}`);
  const intact = join(scratch, 'intact');
  for (const name of new Set(numbers.map(kindOf))) {
    mkdirSync(join(intact, name), { recursive: true });
    await KINDS[name].prepare?.(join(intact, name));
  }
  /** @type {Record<string, Ends>} */
  const ends = Object.fromEntries(Object.keys(KINDS).map((name) => [name, { right: 0, typed: 0, other: 0 }]));
  const started = performance.now();
  await runCases(numbers, {
    ...options,
    scratch,
    intact,
    commands: numbers.filter(
      (_, i) => one !== undefined || (options.commands && i % options.commands === options.commands - 1),
    ),
    onDone({ number, what, end, text }) {
      ends[kindOf(number)][end]++;
      if (end === 'other' || one !== undefined)
        console.log(
          `${end === 'other' ? 'FAIL' : end} --seed ${seed} --case ${number}: ${kindOf(number)}: ${what}\n  ${text}`,
        );
    },
  });
  console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
  const { other } = printTable(ends);
  if (other) process.exitCode = 1;
}

keepGoingWithoutReader('fuzz');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
main().catch((error) => {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 2;
});
