/**
 * The runner of `npm run mutants`: runs each test as it is, then once more for every change of the code that it reaches and that no
 * test has noticed yet. So the modules are loaded once, and a change costs what its tests cost.
 *
 * A line of JSON per test goes to the file MUTANTS_FOUND. MUTANTS_SECONDS names the range of durations of the tests that are
 * repeated, so that quick tests can have their turn first.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { TestRunner } from 'vitest';

const { MUTANTS_FOUND = '', MUTANTS_SECONDS = '0,Infinity' } = process.env;
const [least, most] = MUTANTS_SECONDS.split(',').map(Number);
/** How many times as often as in the intact code a change may be reached before its test counts as one that never ends. */
const PATIENCE = 30;
const HIT_LIMIT = 'Hit count limit';

/** What the changed code looks up: which change is active, and how often it may be reached. */
const switches = /** @type {any} */ (globalThis).__stryker__ ?? {};
/** @type {any} */ (globalThis).__stryker__ = switches;
switches.mutantCoverage ??= { static: {}, perTest: {} };

/** Changes that a test has noticed, by earlier runs and by this one. */
const noticed = new Set(
  readFileSync(MUTANTS_FOUND, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => Object.keys(JSON.parse(line).noticed ?? {})),
);

const write = (/** @type {object} */ found) => appendFileSync(MUTANTS_FOUND, `${JSON.stringify(found)}\n`);

/** Lets messages of the test runner through. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Whether a test passes with one change of the code, or with none.
 *
 * @param {() => unknown} run
 * @param {string} [id]
 * @param {number} [hits] how often the intact code comes to the place
 * @returns {Promise<{ passes: boolean, endless: boolean }>}
 */
async function outcome(run, id, hits = 0) {
  Object.assign(switches, { activeMutant: id, hitCount: id && 0, hitLimit: PATIENCE * hits + 1000 });
  try {
    await run();
    return { passes: true, endless: switches.hitCount > switches.hitLimit };
  } catch (error) {
    return { passes: false, endless: String(error).includes(HIT_LIMIT) };
  } finally {
    switches.activeMutant = undefined;
    await breathe();
  }
}

export default class RepeatTests extends TestRunner {
  /** @param {any} test */
  async runTask(test) {
    const run = /** @type {() => unknown} */ (TestRunner.getTestFn(test));
    const name = `${test.file.name}: ${test.name}`;
    const { perTest } = switches.mutantCoverage;
    delete perTest[name];
    switches.currentTestId = name;
    const started = performance.now();
    await run();
    const seconds = (performance.now() - started) / 1000;
    switches.currentTestId = undefined;
    const hits = /** @type {Record<string, number>} */ (perTest[name] ?? {});
    if (seconds < least || seconds >= most) return;
    const found = /** @type {Record<string, 'Killed' | 'Timeout'>} */ ({});
    const open = Object.keys(hits).filter((id) => !noticed.has(id));
    const repeatable = open.length === 0 || (await outcome(run)).passes;
    for (const id of repeatable ? open : []) {
      const { passes, endless } = await outcome(run, id, hits[id]);
      if (endless || !passes) found[id] = endless ? 'Timeout' : 'Killed';
    }
    // A change that spoils the test for good has said nothing about the changes after it.
    const stillRepeatable = repeatable && (open.length === 0 || (await outcome(run)).passes);
    if (stillRepeatable) for (const id of Object.keys(found)) noticed.add(id);
    write({
      test: name,
      seconds,
      reached: Object.keys(hits),
      ...(stillRepeatable ? { noticed: found } : { once: true }),
    });
  }

  /** @override */
  onAfterRunFiles() {
    write({ atStart: Object.keys(switches.mutantCoverage.static) });
    super.onAfterRunFiles();
  }
}
