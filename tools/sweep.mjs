#!/usr/bin/env node
// Runs the jobs of a sweep on all processors of this machine, one worker each, until none is left.
//   npm run sweep -- runs/ablations [--parallel 2] [--retry]
// It can be stopped and repeated, and more workers may be started beside it, here or on other machines.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readFlags, refuse } from './flags.mjs';
import { canPin, runPinned } from './pinned.mjs';

const { values: flags, positionals } = readFlags(import.meta.url, {
  options: { parallel: { type: 'string' }, retry: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder) {
  refuse('sweep', 'name the folder that "borad sweep plan" made: npm run sweep -- SWEEP.');
}
const command = fileURLToPath(new URL('../lib/borad/bin/borad.js', import.meta.url));
const pin = canPin();
const workers = flags.parallel ? Number(flags.parallel) : pin ? availableParallelism() : 1;
const script = [command, 'sweep', 'run', folder, ...(flags.retry ? ['--retry'] : [])];
const ended = await Promise.allSettled(
  Array.from({ length: workers }, (_, i) => runPinned(script, pin && workers > 1 ? i : undefined)),
);
await runPinned([command, 'sweep', 'status', folder]);
if (ended.some(({ status }) => status === 'rejected')) process.exitCode = 1;
