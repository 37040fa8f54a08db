/** Mutates files of a room and runs its tests over all changes in one process, changes of what is computed on loading apart. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { startVitest } from 'vitest/node';

/** Tests that take longer are repeated only for changes that no quicker test has noticed. */
const QUICK_S = 0.1;
/** Tests that take longer are repeated only where that is asked for. */
const LONG_S = 2;
const runner = fileURLToPath(new URL('./repeatTests.mjs', import.meta.url));
const silent = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {}, error() {} };

/** @typedef {{ line: number, column: number }} Place */
/** @typedef {{ id: string, fileName: string, location: { start: Place, end: Place }, replacement: string, status?: string }} Mutant */
/** @typedef {{ test?: string, reached?: string[], noticed?: Record<string, string>, once?: boolean, atStart?: string[] }} Finding */

/**
 * One run of the tests over instrumented code.
 *
 * @param {{ root: string, tests: string[], code: Map<string, string>, env: Record<string, string>, repeat: boolean }} options
 * @returns {Promise<boolean>} whether all tests passed
 */
async function runTests({ root, tests, code, env, repeat }) {
  const instrumented = {
    name: 'instrumented-code',
    enforce: /** @type {const} */ ('pre'),
    load: (/** @type {string} */ id) => code.get(id.split('?')[0]),
  };
  const vitest = await startVitest(
    'test',
    [],
    {
      ...{ config: /** @type {false} */ (false), root, include: tests, watch: false, env },
      ...{ pool: /** @type {const} */ ('forks'), isolate: false, maxWorkers: 1, bail: repeat ? 0 : 1 },
      ...{ testTimeout: 600_000, hookTimeout: 600_000, reporters: repeat ? ['default'] : [], silent: true },
      ...(repeat ? { runner } : {}),
    },
    {
      plugins: [instrumented],
      resolve: {
        alias: [
          { find: /^borad-notebooks(\/.*)?$/, replacement: `${join(root, 'lib/notebooks')}$1` },
          { find: /^borad(\/.*)?$/, replacement: `${join(root, 'lib/borad')}$1` },
        ],
      },
    },
  );
  const passed = vitest.state.getCountOfFailedTests() === 0 && vitest.state.getFailedFilepaths().length === 0;
  await vitest.close();
  return passed;
}

/** @param {string} file @returns {Finding[]} */
const findingsIn = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/**
 * Lines and columns from 1 on, as reports count them.
 *
 * @param {Place} place
 */
const placed = ({ line, column }) => ({ line: line + 1, column: column + 1 });

/**
 * The report of a room in Stryker's form: what became of each change of its files.
 *
 * @param {{ root: string, files: string[], tests: string[], folder: string, long: boolean }} options files: below the root; folder: for
 *   what is written on the way; long: repeat long tests too
 * @returns {Promise<{ files: Record<string, { source: string, mutants: object[] }>, once: string[] }>} once: tests that cannot be repeated
 *   in one process, whose word on changes is missing
 */
export async function mutateInProcess({ root, files, tests, folder, long }) {
  const sources = files.map((file) => ({
    name: join(root, file),
    content: readFileSync(join(root, file), 'utf8'),
    mutate: true,
  }));
  const options = { plugins: null, excludedMutations: ['StringLiteral'], ignorers: [] };
  const instrumenter = new Instrumenter(/** @type {any} */ (silent));
  const result = await instrumenter.instrument(/** @type {any} */ (sources), /** @type {any} */ (options));
  const mutants = /** @type {Mutant[]} */ (/** @type {unknown} */ (result.mutants));
  const code = new Map(
    result.files.map((/** @type {{ name: string, content: string }} */ { name, content }) => [name, content]),
  );
  mkdirSync(folder, { recursive: true });
  const found = join(folder, 'found.jsonl');
  rmSync(found, { force: true });
  writeFileSync(found, '');
  const shared = { root, tests, code };
  for (const seconds of [QUICK_S, LONG_S, ...(long ? [Number.POSITIVE_INFINITY] : [])])
    await runTests({ ...shared, env: { MUTANTS_FOUND: found, MUTANTS_SECONDS: String(seconds) }, repeat: true });

  const findings = findingsIn(found);
  const status = new Map(findings.flatMap(({ noticed = {} }) => Object.entries(noticed)));
  const reached = new Set(findings.flatMap(({ reached = [] }) => reached));
  // What a test reaches, too, has had its say above.
  const atStart = [...new Set(findings.flatMap(({ atStart = [] }) => atStart))].filter((id) => !reached.has(id));
  for (const [i, id] of atStart.entries()) {
    console.log(`${i + 1} of ${atStart.length} changes of what only loading or hooks reach`);
    const passed = await runTests({ ...shared, env: { __STRYKER_ACTIVE_MUTANT__: id }, repeat: false });
    status.set(id, passed ? 'Survived' : 'Killed');
  }
  process.exitCode = 0;
  /** @param {Mutant} mutant */
  const stateOf = ({ id, status: own }) => own ?? status.get(id) ?? (reached.has(id) ? 'Survived' : 'NoCoverage');
  return {
    files: Object.fromEntries(
      files.map((file, i) => [
        file,
        {
          source: sources[i].content,
          mutants: mutants
            .filter(({ fileName }) => fileName === join(root, file))
            .map((mutant) => ({
              ...mutant,
              status: stateOf(mutant),
              location: { start: placed(mutant.location.start), end: placed(mutant.location.end) },
            })),
        },
      ]),
    ),
    once: [...new Set(findings.filter(({ once }) => once).map(({ test }) => String(test)))],
  };
}
