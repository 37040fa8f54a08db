/**
 * Gives a worker its own part of the processor: onnxruntime would take a thread per core in each, and threads that spin while
 * they wait slow the other worker down. Where the system cannot do it, tests are slower and the same.
 */
import { spawnSync } from 'node:child_process';
import { inject } from 'vitest';

const bound = globalThis as { coresOfWorker?: string };
const cores = inject('cores')[Number(process.env.VITEST_POOL_ID) - 1];
// A worker may run many files.
if (cores && bound.coresOfWorker !== cores) {
  spawnSync('taskset', ['-a', '-c', '-p', cores, String(process.pid)]);
  bound.coresOfWorker = cores;
}
