#!/usr/bin/env node
// npm run bench:serve -- --run RUN --photos DIR [--requests N] [--malformed N] [--json FILE]
// borad serve under load (autocannon): photos per second beside borad score's, latencies, memory, and what damaged bodies get.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags, refuse } from '../tools/flags.mjs';
import { requireFolder } from '../tools/requirePackages.mjs';

keepGoingWithoutReader('bench:serve');
const { values: flags } = readFlags(import.meta.url, {
  options: {
    run: { type: 'string' },
    photos: { type: 'string' },
    requests: { type: 'string', default: '2000' },
    malformed: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '4' },
    json: { type: 'string' },
  },
});
requireFolder('npm run bench:serve', 'bench');
const { default: autocannon } = await import('autocannon');

const [run, photos] = [flags.run ?? '', flags.photos ?? ''];
if (run === '' || photos === '') {
  refuse('bench:serve', 'name a run (--run) and a folder of PNG or JPEG photos (--photos).');
}
const [requests, malformed, connections] = [flags.requests, flags.malformed, flags.connections].map(Number);
const borad = fileURLToPath(new URL('../lib/borad/bin/borad.js', import.meta.url));
const bodies = readdirSync(photos)
  .filter((name) => /\.(png|jpe?g)$/i.test(name))
  .map((name) => readFileSync(join(photos, name)));

/** Photos per second of borad score, start-up left out: the difference of two calls. */
function scoreRate() {
  const out = mkdtempSync(join(tmpdir(), 'borad-bench-'));
  const { stderr, status } = spawnSync(
    process.execPath,
    [borad, 'score', '--run', run, '--out', join(out, 'scored'), photos],
    { encoding: 'utf8', env: { ...process.env, BORAD_PROGRESS: 'lines' } },
  );
  rmSync(out, { recursive: true, force: true });
  const [, rate] = /, ([\d.]+) per second/.exec(stderr) ?? [];
  if (status !== 0 || rate === undefined) throw new Error(`borad score failed: ${stderr.slice(-500)}`);
  return Number(rate);
}

/** Starts the service on a free port. */
async function startService() {
  const child = spawn(process.execPath, [borad, 'serve', '--run', run, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const text of child.stdout) {
    said += text;
    const [, address] = /Serving at (\S+);/.exec(said) ?? [];
    if (address) return { child, address };
  }
  throw new Error('borad serve ended before it listened.');
}

/** Resident memory, MB; of Linux only. */
const memoryOf = (/** @type {{ pid?: number }} */ { pid }) => {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
};

const POST = { method: 'POST', path: '/score', headers: { 'content-type': 'image/png' } };

/**
 * Sends so many bodies in turn, and samples memory meanwhile.
 *
 * @param {{ child: import('node:child_process').ChildProcess, address: string }} service
 * @param {Buffer[]} sent
 * @param {number} amount
 */
async function load(service, sent, amount) {
  const memory = [memoryOf(service.child)];
  const watch = setInterval(() => memory.push(memoryOf(service.child)), 1000);
  const result = await autocannon({
    url: service.address,
    amount,
    connections,
    timeout: 60,
    requests: sent.map((body) => ({ ...POST, body })),
  });
  clearInterval(watch);
  const { requests: done, latency, statusCodeStats, errors, timeouts, duration } = result;
  return {
    ...{ sent: done.total, seconds: duration, perSecond: done.total / duration, errors, timeouts },
    ...{ p50: latency.p50, p99: latency.p99, statuses: statusCodeStats, memory },
  };
}

/**
 * A photo cut short, with bytes changed, or other bytes altogether: the same for the same number.
 *
 * @param {number} i
 */
function damaged(i) {
  const body = Buffer.from(bodies[i % bodies.length]);
  if (i % 4 === 0) return body.subarray(0, 1 + ((i * 7919) % (body.length - 1)));
  if (i % 4 === 1) return Buffer.alloc(1 + (i % 4096), i % 251);
  if (i % 4 === 2) return Buffer.from(`{"photo":${i}}`);
  for (let j = 0; j < 64; j++) body[(i * 31 + j * 977) % Math.min(body.length, 2000)] = (i + 17 * j) % 256;
  return body;
}

const before = { load: loadavg(), score: scoreRate() };
const service = await startService();
async function measureService() {
  await load(service, bodies, Math.min(50, requests));
  const answered = await load(service, bodies, requests);
  const refused = await load(
    service,
    Array.from({ length: malformed }, (_, i) => damaged(i)),
    malformed,
  );
  const health = await (await fetch(`${service.address}/health`)).json();
  return { photos: answered, malformed: refused, health, loadAfter: loadavg() };
}
const measured = await measureService().finally(() => service.child.kill('SIGTERM'));
const figures = { ...before, ...measured };
const stopped = await new Promise((resolve) => service.child.once('exit', (code) => resolve(code)));
const { memory, ...served } = figures.photos;
const third = (/** @type {number} */ part) =>
  Math.max(...memory.slice(Math.floor((memory.length * part) / 3), Math.ceil((memory.length * (part + 1)) / 3)));
console.log(
  `borad score: ${figures.score.toFixed(1)} photos per second; load of the machine ${figures.load.map((l) => l.toFixed(1)).join(', ')}`,
);
console.log(
  `borad serve, ${connections} connections: ${served.perSecond.toFixed(1)} per second; p50 ${served.p50} ms, p99 ${served.p99} ms; ${JSON.stringify(served.statuses)}, ${served.errors} errors`,
);
console.log(`memory, MB, largest of each third: ${[0, 1, 2].map(third).join(', ')}`);
console.log(
  `${figures.malformed.sent} damaged bodies: ${JSON.stringify(figures.malformed.statuses)}, ${figures.malformed.errors} errors; afterwards ${figures.health.status}; ended with code ${stopped}`,
);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ ...figures, stopped }, null, 2)}\n`);
