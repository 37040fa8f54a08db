#!/usr/bin/env node
// Commands that run at the same time, each on its own part of the processor: `node tools/sideBySide.mjs COMMAND...`, each as the
// shell reads it.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coreLists, onCores } from './cores.mjs';
import { duration } from './partTimes.mjs';

/**
 * Runs commands side by side and prints the output of each in one piece when it has ended.
 *
 * @param {[name: string, command: string[]][]} parts
 * @param {{ cwd?: string }} [options]
 * @returns {Promise<{ name: string, status: number | string, seconds: number }[]>} status: the exit code, or the signal that ended it
 */
export function sideBySide(parts, options = {}) {
  const lists = coreLists(parts.length);
  /** @type {(part: [name: string, command: string[]], i: number) => Promise<{ name: string, status: number | string, seconds: number }>} */
  const run = ([name, command], i) => {
    const started = performance.now();
    const [program, ...args] = onCores(lists[i], command);
    return new Promise((done, reject) => {
      const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      /** @type {Buffer[]} */
      const said = [];
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(data));
      child.on('error', reject);
      child.on('close', (code, signal) => {
        process.stdout.write(`\n== ${name}\n`);
        process.stdout.write(Buffer.concat(said));
        done({ name, status: code ?? String(signal), seconds: (performance.now() - started) / 1000 });
      });
    });
  };
  return Promise.all(parts.map(run));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const ended = await sideBySide(process.argv.slice(2).map((command) => [command, ['bash', '-c', command]]));
  for (const { name, seconds } of ended) process.stdout.write(`\n${duration(seconds)}  ${name}`);
  process.stdout.write('\n');
  for (const { name, status } of ended.filter((part) => part.status !== 0)) {
    process.stderr.write(`${name} failed (${status})\n`);
    process.exitCode = 1;
  }
}
