import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const lib = fileURLToPath(new URL('./lib/', import.meta.url));

export default defineConfig({
  // The packages by their sources: `borad`, `borad/metrics`, `borad-notebooks/report`.
  resolve: {
    alias: [
      { find: /^borad-notebooks(\/.*)?$/, replacement: `${lib}notebooks$1` },
      { find: /^borad(\/.*)?$/, replacement: `${lib}borad$1` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      exclude: ['**/dist/**', '**/*.d.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
});
