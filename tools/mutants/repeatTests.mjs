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
/**
 * How many times as often as in the intact code a change may be reached, and how many times as long it may take the processor, before
 * its test counts as one that never ends.
 */
const PATIENCE = { hits: 30, time: 5 };
/** Reaching a change so often costs less than asking for the time. */
const HITS_PER_LOOK = 1024;
const HIT_LIMIT = 'Hit count limit';
/** What is reached while a test is repeated is counted under this name; without one it would count as computed on loading. */
const AGAIN = 'again';

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

/** Seconds that this process has used of the processor: other processes do not count. */
const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Lets messages of the test runner through. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** @param {number} hits @param {number} seconds of the intact code */
function limitHits(hits, seconds) {
  const most = PATIENCE.hits * hits + 1000;
  const end = processorSeconds() + PATIENCE.time * seconds + 1;
  let looks = 0;
  Object.defineProperty(switches, 'hitLimit', {
    configurable: true,
    get: () => (++looks % HITS_PER_LOOK === 0 && processorSeconds() > end ? -1 : most),
  });
}

/**
 * Whether a test passes with one change of the code, or with none.
 *
 * @param {() => unknown} run
 * @param {string} [id]
 * @param {number} [hits] how often the intact code comes to the place
 * @param {number} [seconds] how long the intact test takes
 * @returns {Promise<{ passes: boolean, endless: boolean }>}
 */
async function outcome(run, id, hits = 0, seconds = 0) {
  Object.assign(switches, { activeMutant: id, hitCount: id && 0 });
  limitHits(hits, seconds);
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
    const started = processorSeconds();
    await run();
    const seconds = processorSeconds() - started;
    switches.currentTestId = AGAIN;
    const hits = /** @type {Record<string, number>} */ (perTest[name] ?? {});
    if (seconds >= least && seconds < most) await this.#repeat(name, run, hits, seconds);
    switches.currentTestId = undefined;
  }

  /**
   * @param {string} name @param {() => unknown} run @param {Record<string, number>} hits @param {number} seconds
   */
  async #repeat(name, run, hits, seconds) {
    const found = /** @type {Record<string, 'Killed' | 'Timeout'>} */ ({});
    const open = Object.keys(hits).filter((id) => !noticed.has(id));
    const repeatable = open.length === 0 || (await outcome(run)).passes;
    for (const id of repeatable ? open : []) {
      const { passes, endless } = await outcome(run, id, hits[id], seconds);
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
