import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const lib = fileURLToPath(new URL('./lib/', import.meta.url));

// Rooms whose tests stand in for no module and leave the process as it was: they share what a worker has loaded, which is most
// of their time. Every other test file gets a process of its own.
const sharing = [
  ...['ablations', 'claims', 'compile', 'config', 'detection', 'diagnostics', 'dilemma', 'display', 'embedding'],
  ...['evaluation', 'features', 'layers', 'limitations', 'measures', 'methods', 'metrics', 'optimisation'],
  ...['paperTables', 'report', 'rivals', 'statistics', 'theory', 'training', 'verdicts'],
].map((room) => `test/${room}/**/*.test.ts`);
// The layouts of datasets have a file system that fails.
sharing.push('test/datasets/*.test.ts');

// Files that take 12 seconds or more (those that guard engine, contract and reference vectors stay among the others), the longest
// first: they train, kill what trains, run notebooks, open browsers. `npm test` leaves them to `npm test -- --all`.
const long = [
  ...['tools/runNotebooks', 'methods/killed', 'tools/stockNbconvert', 'tools/changes', 'training/killed', 'tools/fuzz'],
  ...['sweeps/queues', 'tools/site', 'training/chooseStepper', 'training/stepCache', 'experiments/store'],
  ...['training/trajectory', 'tools/reports/keyboard', 'tools/reports/pdf', 'cli/train', 'face/examples'],
  ...['tools/quickstartOnPhotos', 'tools/nothingLeaves', 'methods/otherShapes', 'cli/wide', 'tools/editions'],
  ...['deploy/detectorGraph', 'training/resumeRun', 'sweeps/sweep', 'cli/score', 'teachers/readPth'],
  ...['training/memory', 'cli/exportMethods', 'cli/score/outputs', 'tools/flags', 'cli/evaluate'],
  ...['training/divergence', 'serving/pages'],
].map((name) => `test/${name}.test.ts`);
// The others that would keep a worker alone at the end, were they begun last.
const first = ['oracles/oracles', 'methods/contract'].map((name) => `test/${name}.test.ts`);
for (const name of [...long, ...first])
  if (!existsSync(fileURLToPath(new URL(name, import.meta.url))))
    throw new Error(`vitest.config.mts lists ${name}, which is not there.`);

const order = [...first, ...long];
const rank = ({ moduleId }: TestSpecification) => {
  const found = order.findIndex((name) => moduleId.endsWith(`/${name}`));
  return found < 0 ? order.length : found;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  // The packages by their sources: `borad`, `borad/metrics`, `borad-notebooks/report`.
  resolve: {
    alias: [
      { find: /^borad-notebooks(\/.*)?$/, replacement: `${lib}notebooks$1` },
      { find: /^borad(\/.*)?$/, replacement: `${lib}borad$1` },
    ],
  },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['test/workers.ts'],
    sequence: { sequencer: LongestFirst },
    setupFiles: ['test/ownCores.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      {
        extends: true,
        test: { name: 'sharing', include: sharing, exclude: [...configDefaults.exclude, ...long], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...sharing, ...long],
        },
      },
      { extends: true, test: { name: 'long', include: long } },
    ],
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      exclude: ['**/dist/**', '**/*.d.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
});
