import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const lib = fileURLToPath(new URL('./lib/', import.meta.url));

// Rooms whose tests stand in for no module and change nothing of the process: they share what a worker has loaded, which is most
// of their time. Every other test file gets a process of its own.
const sharing = [
  ...['claims', 'config', 'detection', 'diagnostics', 'dilemma', 'display', 'embedding', 'evaluation', 'features'],
  ...['layers', 'limitations', 'methods', 'metrics', 'optimisation', 'paperTables', 'report', 'statistics', 'theory'],
].map((room) => `test/${room}/**/*.test.ts`);

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
