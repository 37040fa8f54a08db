import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const lib = fileURLToPath(new URL('./lib/', import.meta.url));
const tests = fileURLToPath(new URL('./test/', import.meta.url));

// Most of what a test file takes is loading the library. Files share what a worker has loaded, except those that exchange a module,
// a backend or flags of the engine, or look at the memory of their process: each of those gets a process of its own.
const NEEDS_PROCESS =
  /\bvi\.(mock|doMock|resetModules)\(|\b(register|remove)Backend\(|\bsetFlagsFromString\(|\bdefineProperty\(process\b/;
const alone = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && NEEDS_PROCESS.test(readFileSync(join(tests, name), 'utf8')))
  .map((name) => `test/${name.split(sep).join('/')}`);

// Files that take half a minute or more, the longest first: begun last, one of them would keep a worker alone at the end.
const long = [
  ...['tools/runNotebooks', 'oracles/oracles', 'training/killed', 'training/memory', 'methods/killed', 'tools/fuzz'],
  ...['tools/nothingLeaves', 'tools/quickstartOnPhotos', 'training/resumeRun', 'experiments/store', 'methods/contract'],
].map((name) => `/test/${name}.test.ts`);

const rank = ({ moduleId }: TestSpecification) => {
  const found = long.findIndex((name) => moduleId.endsWith(name));
  return found < 0 ? long.length : found;
};

/**
 * Files that want a process of their own first, since a worker keeps what it has loaded only while the next file shares it; among
 * each kind the longest first.
 */
class AloneAndLongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const key = (file: TestSpecification) => (file.project.name === 'alone' ? 0 : long.length + 1) + rank(file);
    return (await super.sort(files)).sort((a, b) => key(a) - key(b));
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
    sequence: { sequencer: AloneAndLongestFirst },
    setupFiles: ['test/ownCores.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: {
          name: 'sharing',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          isolate: false,
          setupFiles: ['test/leaveNothingBehind.ts'],
        },
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
