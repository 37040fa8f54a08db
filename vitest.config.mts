import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const lib = fileURLToPath(new URL('./lib/', import.meta.url));

// Rooms whose tests stand in for no module and change nothing of the process: they share what a worker has loaded, which is most
// of their time. Every other test file gets a process of its own.
const sharing = [
  ...['ablations', 'claims', 'config', 'detection', 'diagnostics', 'dilemma', 'display', 'embedding', 'evaluation'],
  ...['features', 'layers', 'limitations', 'measures', 'methods', 'metrics', 'optimisation', 'paperTables', 'report'],
  ...['rivals', 'statistics', 'theory', 'verdicts'],
].map((room) => `test/${room}/**/*.test.ts`);
// The layouts of datasets have a file system that fails.
sharing.push('test/datasets/*.test.ts');

// Files that take half a minute or more, the longest first: begun last, one of them would keep a worker alone at the end.
const long = [
  ...['tools/runNotebooks', 'oracles/oracles', 'training/killed', 'training/memory', 'methods/killed', 'tools/fuzz'],
  ...['tools/nothingLeaves', 'tools/quickstartOnPhotos', 'training/resumeRun', 'experiments/store', 'methods/contract'],
  'sweeps/queues',
].map((name) => `/test/${name}.test.ts`);

const rank = ({ moduleId }: TestSpecification) => {
  const found = long.findIndex((name) => moduleId.endsWith(name));
  return found < 0 ? long.length : found;
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
      { extends: true, test: { name: 'sharing', include: sharing, isolate: false } },
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...sharing] },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      exclude: ['**/dist/**', '**/*.d.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
});
