/** The processes that are measured against each other. */
import { fileURLToPath } from 'node:url';
import { Peer } from './peer.mjs';

const here = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url));

/** Our library with an engine, `compiled` or `eager`. */
export const ourPeer = (/** @type {string} */ engine) =>
  new Peer(engine, [process.execPath, here('worker.cjs')], { BORAD_ENGINE: engine });

/** PyTorch in the given Python, with as many threads as we use. */
export const torchPeer = (/** @type {string} */ python, /** @type {number} */ threads) =>
  new Peer('PyTorch', [python, here('torch/worker.py')], { BENCH_THREADS: String(threads) });

/** Which of PyTorch's memory formats is faster depends on the machine. */
const FORMATS = ['contiguous', 'channels_last'];

/**
 * Times a workload in PyTorch by each memory format, in a process for each.
 *
 * @param {string} python
 * @param {number} threads
 * @param {import('./workload.d.ts').Workload} workload
 * @param {number} count runs
 * @param {(format: string) => void} [onFormat] called before each
 */
export async function torchByFormat(python, threads, workload, count, onFormat) {
  /** @type {({ format: string, ready: import('./workload.d.ts').Ready } & import('./workload.d.ts').Measured)[]} */
  const runs = [];
  for (const format of FORMATS) {
    onFormat?.(format);
    const peer = torchPeer(python, threads);
    const ready = await peer.prepare({ ...workload, format });
    runs.push({ format, ready, ...(await peer.runMeasured(count)) });
    await peer.end();
  }
  return runs;
}
