/** Where the time of a training step goes, by onnxruntime's own profile of its operators. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kindsOf } from './operatorKinds.mjs';

const require = createRequire(import.meta.url);
const { room } = require('./library.cjs');
const { stepRun } = require('./stepRun.cjs');

/** @param {string} folder @returns {{ cat: string, name: string, dur: number, ts: number, args: { op_name?: string } }[]} */
function eventsIn(folder) {
  const [file] = readdirSync(folder);
  return JSON.parse(readFileSync(join(folder, file ?? 'profile'), 'utf8'));
}

/**
 * Sums of milliseconds, largest first.
 *
 * @param {{ operator: string, kind: string, ms: number }[]} rows @param {'operator' | 'kind'} key
 */
function shares(rows, key) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const row of rows) sums.set(row[key], (sums.get(row[key]) ?? 0) + row.ms);
  const total = rows.reduce((sum, { ms }) => sum + ms, 0);
  return [...sums].map(([name, ms]) => ({ name, ms, share: ms / total })).sort((a, b) => b.ms - a.ms);
}

/**
 * The profiles in a file with new ones in it: steps may be profiled one at a time. Those of another machine or other counts go.
 *
 * @param {string} file @param {{ machine: object, rows: { name: string }[] }} measured
 */
export function withEarlier(file, measured) {
  if (!existsSync(file)) return measured;
  const { rows: earlier, ...about } = JSON.parse(readFileSync(file, 'utf8'));
  const { rows, ...ours } = measured;
  if (JSON.stringify(about) !== JSON.stringify(ours)) return measured;
  const names = rows.map(({ name }) => name);
  return {
    ...ours,
    rows: [...earlier.filter((/** @type {{ name: string }} */ { name }) => !names.includes(name)), ...rows],
  };
}

/**
 * Milliseconds by operator and by kind: of each operator the least over the steps, since whatever disturbs a machine only adds.
 *
 * @param {import('./stepRun.cjs').StepWorkload} workload a training step
 * @param {{ warmUp: number, steps: number, threads: number }} counts
 */
export async function profileOf(workload, { warmUp, steps, threads }) {
  await room('backend').prepareBackend();
  const folder = mkdtempSync(join(tmpdir(), 'borad-profile-'));
  try {
    const run = await stepRun({ ...workload, threads, profile: join(folder, 'step') }, { engine: 'compiled' });
    for (let step = 0; step < warmUp + steps; step++) await run.run();
    const kinds = kindsOf(room('base').present(run.graph, 'the graph'));
    await run.dispose();
    const durations = new Map();
    for (const { cat, name, dur, args } of eventsIn(folder)) {
      if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
      const node = name.slice(0, -'_kernel_time'.length);
      const known = durations.get(node) ?? { operator: args.op_name, times: [] };
      known.times.push(dur / 1000);
      durations.set(node, known);
    }
    const rows = [...durations].map(([node, { operator, times }]) => ({
      operator,
      kind: kinds.get(node) ?? 'norms and the rest',
      ms: Math.min(...times.slice(warmUp)),
    }));
    return {
      ms: rows.reduce((sum, { ms }) => sum + ms, 0),
      kinds: shares(rows, 'kind'),
      operators: shares(rows, 'operator'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
