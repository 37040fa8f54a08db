#!/usr/bin/env node
// npm run matrix: a clean copy of this project on each version of Node that it supports, one after the other.
//   npm run matrix -- [--only 22] [--record] [--keep]
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags, refuse } from './flags.mjs';
import { matrixRows } from './matrix/matrixRows.mjs';
import { nodePackage } from './matrix/nodePackage.mjs';
import { runCommand } from './matrix/runCommand.mjs';
import { endOf } from './matrix/runLogged.mjs';
import { runSteps } from './matrix/runSteps.mjs';
import { stepsOf } from './matrix/stepsOf.mjs';
import { VERSIONS } from './matrix/versions.mjs';
import { markdownRows, recordRows } from './pageTable.mjs';

keepGoingWithoutReader('matrix');

const NAMES = VERSIONS.map(({ node }) => node).join(', ');

const HELP = `npm run matrix [-- options]

Fetches each version of Node from npm into a temporary folder and tries a clean copy of this project on it: npm ci,
build, borad doctor, quick tests, three steps of training, a score. A step that fails does not stop the others; exits
with 1 if any failed.

  --only <version>  ${NAMES}; may be repeated
  --record          writes the table's rows into docs/installation.md
  --keep            keep the logs, one for each step, also if nothing failed
  --help`;

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * "v20.19.6, npm 10.9.9" of what was laid into the folder; the version that was asked for if nothing was.
 *
 * @param {string} folder
 * @param {string} asked
 */
function versionsIn(folder, asked) {
  try {
    const [node, npm] = [nodePackage(), 'npm'].map(
      (name) => JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version,
    );
    return `${node}, npm ${npm}`;
  } catch {
    return asked;
  }
}

/**
 * Runs all steps on one version and removes all but the logs.
 *
 * @param {import('./matrix/stepsOf.mjs').Version} version
 * @param {string} scratch
 */
function tryVersion(version, scratch) {
  process.stdout.write(`\n== Node ${version.node}\n`);
  const folder = join(scratch, version.node);
  mkdirSync(folder);
  const results = runSteps(stepsOf(version, root, folder), ({ name, cwd, commands, prepare }) => {
    const log = join(scratch, `${version.node} ${name}.log`);
    prepare?.();
    process.stdout.write(`${name}\n`);
    const ok = commands.every((command) => runCommand(command, { cwd, folder, log }));
    if (!ok) process.stdout.write(`failed:\n${endOf(log)}\n`);
    return ok;
  });
  const found = versionsIn(folder, version.node);
  rmSync(folder, { recursive: true, force: true });
  return { version: found, results };
}

const { values: flags } = readFlags(
  import.meta.url,
  {
    options: {
      only: { type: 'string', multiple: true, default: [] },
      record: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  },
  HELP,
);
const unknown = flags.only.filter((name) => !VERSIONS.some(({ node }) => node === name));
if (unknown.length > 0) refuse('matrix', `there is no version ${unknown.join(', ')} here; there are ${NAMES}.`);
if (!process.env.npm_execpath) refuse('matrix', 'start it as "npm run matrix": it needs npm.');

const scratch = mkdtempSync(join(tmpdir(), 'borad-matrix-'));
const chosen = VERSIONS.filter(({ node }) => flags.only.length === 0 || flags.only.includes(node));
const runs = chosen.map((version) => tryVersion(version, scratch));
const rows = matrixRows(runs);
process.stdout.write(`\n${markdownRows(rows)}`);
if (flags.record)
  recordRows(join(root, 'docs/installation.md'), 'matrix', rows, ([node = '']) => node.split('.', 1)[0]);

const failed = runs.some(({ results }) => results.some(({ result }) => result !== 'ok'));
if (failed || flags.keep) process.stdout.write(`\nLogs: ${scratch}\n`);
else rmSync(scratch, { recursive: true });
process.exitCode = failed ? 1 : 0;
