#!/usr/bin/env node
// Mutation tests: changes the code of a room in many small ways, one at a time, and runs the tests that reach each change.
//   npm run mutants -- statistics                 one of the rooms below
//   npm run mutants -- metrics --only rankScores  files of it whose path holds a text; several by commas
//   npm run mutants -- statistics --long          tests that take more than two seconds, too
//   npm run mutants -- statistics --apart         every change in a run of its own, by Stryker alone: slow, and a check of the others
//   npm run mutants -- --table                    what the runs so far have found, as Markdown
// A whole room takes hours. Results are kept in build/mutants/; docs/mutants.md says how to read them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFlags } from './flags.mjs';
import { markdownOf } from './mutants/table.mjs';
import { requireFolder } from './requirePackages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'build/mutants');

/**
 * The tests that guard a room.
 *
 * @type {Record<string, string[]>}
 */
const TESTS = {
  statistics: ['test/statistics/**/*.test.ts'],
  metrics: ['test/metrics/**/*.test.ts'],
  detection: ['test/detection/**/*.test.ts', 'test/evaluation/detectSamples.test.ts'],
  optimisation: ['test/optimisation/**/*.test.ts'],
  training: ['test/training/**/*.test.ts'],
  methods: ['test/methods/**/*.test.ts', 'test/oracles/**/*.test.ts'],
};

const { values, positionals } = readFlags(import.meta.url, {
  options: {
    only: { type: 'string', default: '' },
    tests: { type: 'string', default: '' },
    apart: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

/** @param {string} room */
function filesOf(room) {
  const folder = join(root, 'lib/borad', room);
  const wanted = values.only.split(',');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('index.ts') && wanted.some((text) => file.includes(text)))
    .map((file) => `lib/borad/${room}/${file}`);
}

/** @param {string} room */
async function mutate(room) {
  const files = filesOf(room);
  if (files.length === 0) {
    console.error(`No file of lib/borad/${room} holds ${values.only} in its name.`);
    return 2;
  }
  const tests = values.tests ? values.tests.split(',') : TESTS[room];
  requireFolder('npm run mutants', 'tools/mutants');
  if (!values.apart) {
    const { mutateInProcess } = await import('./mutants/mutateInProcess.mjs');
    const report = await mutateInProcess({ root, files, tests, folder: results, long: values.long });
    writeFileSync(join(results, `${room}.report.json`), JSON.stringify(report));
    for (const test of report.once) console.log(`cannot be repeated in one process: ${test}`);
    return 0;
  }
  const stryker = join(root, 'tools/mutants/node_modules/@stryker-mutator/core/bin/stryker.js');
  const flags = ['--mutate', files.join(','), '--testFiles', tests.join(',')];
  const { status } = spawnSync(process.execPath, [stryker, 'run', 'tools/mutants/stryker.config.mjs', ...flags], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MUTANTS_ROOM: room },
  });
  return status ?? 1;
}

async function main() {
  const unknown = positionals.filter((room) => !(room in TESTS));
  if (unknown.length > 0 || (positionals.length === 0 && !values.table)) {
    console.error(`Expected rooms out of ${Object.keys(TESTS).join(', ')}, got ${positionals.join(', ') || 'none'}.`);
    return 2;
  }
  mkdirSync(results, { recursive: true });
  for (const room of positionals) {
    const status = await mutate(room);
    if (status !== 0) return status;
  }
  const reports = readdirSync(results).filter((name) => name.endsWith('.report.json'));
  const read = (/** @type {string} */ name) => JSON.parse(readFileSync(join(results, name), 'utf8'));
  console.log(markdownOf(reports.map(read)));
  return 0;
}

process.exitCode = await main();
