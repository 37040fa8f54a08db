#!/usr/bin/env node
// Adds TensorFlow's GPU binary for Node and checks that it computes.
//   npm run gpu -- [--check] [--oracles]
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags } from './flags.mjs';

keepGoingWithoutReader('gpu');

const require = createRequire(import.meta.url);
const { backendFacts } = require('../lib/borad/dist/cli/doctor/backends.js');
const { version_core: version } = require('@tensorflow/tfjs-core');
const root = fileURLToPath(new URL('..', import.meta.url));

const HELP = `npm run gpu [-- options]

Adds @tensorflow/tfjs-node-gpu (a download of about half a gigabyte that package.json does not ask for) and checks what it computes.

  --check     install nothing, check what is there
  --oracles   also run all reference vectors on it, which takes minutes
  --help`;

const { values: flags } = readFlags(
  import.meta.url,
  {
    options: {
      check: { type: 'boolean', default: false },
      oracles: { type: 'boolean', default: false },
    },
  },
  HELP,
);

/** @param {string} message */
function fail(message) {
  process.stderr.write(`gpu: ${message} docs/gpu.md says which Node, driver and CUDA it needs.\n`);
  process.exit(1);
}

function install() {
  const name = `@tensorflow/tfjs-node-gpu@${version}`;
  console.log(`installing ${name} ...`);
  // Not saved: laptops without a card must not download it. \`npm ci\` removes it again.
  // Its script downloads the binary; .npmrc lets no other package run one.
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts=false'];
  const { status, stderr } = spawnSync('npm', ['install', ...options, name], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  const lines = stderr.trim().split('\n');
  const reason = lines.find((line) => /Error: |ENOTFOUND|E404|ECONN/.test(line)) ?? lines[lines.length - 1] ?? '';
  fail(`npm install ${name} failed: ${reason.replace(/^npm (error|ERR!)\s*/, '').trim()}.`);
}

async function check() {
  const facts = await backendFacts();
  const fact = facts.find(({ name }) => name === 'tfjs-node-gpu');
  if (!fact) throw new Error('borad doctor does not know tfjs-node-gpu.');
  const { state, detail } = fact;
  console.log(`tfjs-node-gpu: ${state}, ${detail}`);
  if (state !== 'ready') fail('TensorFlow does not compute.');
  if (!/GPU/.test(detail)) fail('TensorFlow computes on the CPU: its CUDA libraries did not load.');
}

if (!flags.check) install();
await check();
if (flags.oracles) {
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/oracles'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, BORAD_BACKEND: 'tfjs-node-gpu' },
  });
  if (status !== 0) fail('Reference vectors differ on this backend.');
}
console.log('Use it: BORAD_ENGINE=eager BORAD_BACKEND=tfjs-node-gpu before any command.');
