/** The processes that are measured against each other. */
import { fileURLToPath } from 'node:url';
import { Peer } from './peer.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Our library with an engine, `compiled` or `eager`. */
export const ourPeer = (engine) => new Peer(engine, [process.execPath, here('worker.cjs')], { BORAD_ENGINE: engine });

/** PyTorch in the given Python, with as many threads as we use. */
export const torchPeer = (python, threads) =>
  new Peer('PyTorch', [python, here('torch/worker.py')], { BENCH_THREADS: String(threads) });
