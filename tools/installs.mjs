#!/usr/bin/env node
// npm run installs: npm, pnpm, yarn 1 and yarn 4, each with a clone of this project and with the packed library in an empty project.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags, refuse } from './flags.mjs';
import { installedBytes } from './installs/installedBytes.mjs';
import { installsRows } from './installs/installsRows.mjs';
import { managers } from './installs/managers.mjs';
import { inClone, inEmptyProject, modulesOf } from './installs/trials.mjs';
import { withoutOuterNpm } from './matrix/outerNpm.mjs';
import { endOf, runLogged } from './matrix/runLogged.mjs';
import { runSteps } from './matrix/runSteps.mjs';
import { markdownRows, recordRows } from './pageTable.mjs';

keepGoingWithoutReader('installs');

const PAGE = 'docs/installation.md';
const HELP = `npm run installs [-- options]

Fetches npm, pnpm, yarn 1 and yarn 4 into a temporary folder and lets each install a clean copy of this project and, packed, the library in
an empty TypeScript project; builds, prunes, trains 20 steps and scores there. Each manager begins with an empty cache. A failure
does not stop the others; exits with 1 if anything failed.

  --only <name>  npm, pnpm, yarn or yarn-berry (yarn 4); may be repeated
  --record       writes the table's rows into ${PAGE}
  --keep         keeps the logs also if nothing failed
  --help`;

const root = fileURLToPath(new URL('..', import.meta.url));
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
const scratch = mkdtempSync(join(tmpdir(), 'borad-installs-'));
const all = managers(join(scratch, 'cache'));
const unknown = flags.only.filter((name) => !all.some((manager) => manager.name === name));
if (unknown.length > 0)
  refuse('installs', `there is no ${unknown.join(', ')} here; there are ${all.map(({ name }) => name).join(', ')}.`);
const npm = process.env.npm_execpath ?? '';
if (!npm) refuse('installs', 'start it as "npm run installs": it needs npm.');

const env = withoutOuterNpm(process.env);

/**
 * Runs Node on a program; what it says goes to the end of a file.
 *
 * @param {string[]} args
 * @param {{ cwd: string, log: string, env?: Record<string, string> }} options env: added to the environment
 */
const runNode = (args, { cwd, log, env: added }) =>
  runLogged([process.execPath, ...args], { title: `node ${args.join(' ')}`, cwd, env: { ...env, ...added }, log });

const log = (/** @type {string} */ name) => join(scratch, `${name}.log`);

/**
 * What a row of the page's table is about.
 *
 * @param {string[]} row
 */
const keyOf = ([manager = '', place = '']) => `${place} ${manager.split(' ', 1)[0]}`;

/** @param {import('./installs/trials.mjs').Trial} trial */
function tryOut(trial) {
  const { manager, place, folder, steps } = trial;
  const version = JSON.parse(
    readFileSync(join(tools, 'node_modules', manager.package, 'package.json'), 'utf8'),
  ).version;
  const title = `${manager.name} ${version}`;
  process.stdout.write(`\n== ${title}, ${place}\n`);
  mkdirSync(folder, { recursive: true });
  /** @type {Record<string, number>} */
  const bytes = {};
  const results = runSteps(steps, ({ name, commands, prepare }) => {
    const file = log(`${manager.name} ${place} ${name}`);
    process.stdout.write(`${name}\n`);
    prepare?.();
    const ok = commands.every((command) => runNode(command, { cwd: folder, log: file, env: manager.env }));
    if (ok) bytes[name] = existsSync(modulesOf(trial)) ? installedBytes(modulesOf(trial)) : 0;
    else process.stdout.write(`failed:\n${endOf(file)}\n`);
    return ok;
  });
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(scratch, 'cache'), { recursive: true, force: true });
  const outcome = { manager: title, place, installed: bytes.install, pruned: bytes.prune, results };
  // At once, so that a later one that is stopped takes nothing along.
  if (flags.record) recordRows(join(root, PAGE), 'installs', installsRows([outcome]), keyOf);
  return outcome;
}

const tools = join(scratch, 'managers');
const wanted = all.map(({ package: name, version }) => `${name}@${version}`);
mkdirSync(tools);
const ready =
  runNode([npm, 'install', '--ignore-scripts', '--prefix', tools, ...wanted], { cwd: tools, log: log('managers') }) &&
  runNode([npm, 'pack', '--workspace', 'borad', '--pack-destination', scratch], { cwd: root, log: log('managers') });
if (!ready) refuse('installs', `package managers and tarball are not ready:\n${endOf(log('managers'))}`);
const tarball = join(scratch, readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? '');

const outcomes = all
  .filter(({ name }) => flags.only.length === 0 || flags.only.includes(name))
  .flatMap((manager) => {
    const program = join(tools, 'node_modules', manager.program);
    return [
      inEmptyProject(manager, { program, tarball, folder: join(scratch, `${manager.name}-empty`) }),
      inClone(manager, { program, root, folder: join(scratch, `${manager.name}-clone`) }),
    ];
  })
  .map(tryOut);
process.stdout.write(`\n${markdownRows(installsRows(outcomes))}`);

const failed = outcomes.some(({ results }) => results.some(({ result }) => result !== 'ok'));
if (failed || flags.keep) {
  for (const name of readdirSync(scratch)) if (!name.endsWith('.log')) rmSync(join(scratch, name), { recursive: true });
  process.stdout.write(`\nLogs: ${scratch}\n`);
} else rmSync(scratch, { recursive: true });
process.exitCode = failed ? 1 : 0;
