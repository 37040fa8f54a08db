/** What each pass of the compiler is worth: the training step without it, in turn with the step that has all. */
import { createRequire } from 'node:module';
import { interleave } from './interleave.mjs';
import { ourPeer } from './sides.mjs';

const borad = /** @type {typeof import('borad')} */ (createRequire(import.meta.url)('borad'));
const { median } = borad.statistics;

/**
 * Rows `{ pass, ms, allMs, gain }`; gain is the time without the pass over the time with all.
 *
 * @param {import('./workload.d.ts').Workload} workload
 * @param {readonly string[]} names
 * @param {{ rounds: number, block: number }} options
 * @param {(text: string) => void} report
 */
export async function passRows(workload, names, options, report) {
  /** @type {{ pass: string, nodes?: number, ms: number, allMs: number, gain: number }[]} */
  const rows = [];
  for (const pass of names) {
    report(`without ${pass}`);
    const sides = [ourPeer('compiled'), ourPeer('compiled')];
    await sides[0].prepare(workload);
    const { nodes } = await sides[1].prepare({ ...workload, passes: { [pass]: false } });
    const [all, without] = (await interleave(sides, options)).map(median);
    rows.push({ pass, nodes, ms: without, allMs: all, gain: without / all });
    for (const side of sides) await side.end();
  }
  return rows;
}
