/**
 * Our side: prepares workloads and times runs, as `peer.mjs` asks. The engine is the one that BORAD_ENGINE names, the built
 * library the one in the folder BORAD_DIST, or the project's.
 */
const { createInterface } = require('node:readline');
const { room } = require('./library.cjs');
const { executionFromEnvironment, executionOf } = room('engine');
const { coresetRun } = require('./coresetRun.cjs');
const { detectorRun } = require('./detectorRun.cjs');
const { methodDetector, methodStep } = require('./methodRun.cjs');
const { scanRun } = require('./scanRun.cjs');
const { stepRun } = require('./stepRun.cjs');

const answer = (/** @type {object} */ value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const execution = executionOf(executionFromEnvironment());

/**
 * What readies a workload of a kind; kinds that are not named are detectors of BoRAD.
 *
 * @type {Record<string, (workload: any, execution: any) => Promise<import('./workload.d.ts').Run>>}
 */
const RUNS = {
  borad: stepRun,
  distillation: stepRun,
  scan: scanRun,
  'method step': methodStep,
  'method detector': methodDetector,
  'method fit': coresetRun,
};
const prepare = (/** @type {import('./workload.d.ts').Workload} */ workload) =>
  (RUNS[workload.kind] ?? detectorRun)(workload, execution);

async function main() {
  await room('backend').prepareBackend();
  /** @type {import('./workload.d.ts').Run | undefined} */
  let current;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.prepare) {
      current?.dispose();
      const started = performance.now();
      current = await prepare(request.prepare);
      answer({ readyMs: performance.now() - started, ...current.info });
    } else {
      /** @type {number[]} */
      const ms = [];
      for (let i = 0; i < request.run; i++) {
        const started = performance.now();
        await current?.run();
        ms.push(performance.now() - started);
      }
      answer({ ms, peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024) });
    }
  }
  current?.dispose();
}

main().catch((error) => {
  answer({ error: error.stack });
  process.exitCode = 1;
});
