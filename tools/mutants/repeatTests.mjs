/**
 * The runner of `npm run mutants`: runs each test as it is, then once more for every change of the code that it reaches and that no
 * test has noticed yet. So the modules are loaded once, and a change costs what its tests cost.
 *
 * A line of JSON per test goes to the file MUTANTS_FOUND. Tests that take MUTANTS_SECONDS or longer have their turn in a later run, and
 * those that had theirs in an earlier one are not repeated.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { TestRunner } from 'vitest';

const { MUTANTS_FOUND = '', MUTANTS_SECONDS = 'Infinity' } = process.env;
/** How many times as long as the intact code, and as often at its places, a changed one may run before it counts as one that never ends. */
const PATIENCE = { time: 4, hits: 10 };
/** What comes on top, for tests that take next to none. */
const GRACE = { seconds: 0.2, hits: 1e6 };
/** A changed test that waits for so long, all but without using the processor, waits for what never comes. */
const IDLE = { looks: 10, everyMs: 1000, seconds: 0.02 };
/** Reaching a change so often costs less than asking for the time. */
const HITS_PER_LOOK = 1024;
const NEVER_ENDS = 'the changed code does not come to an end';
/** What is reached while a test is repeated is counted under this name; without one it would count as computed on loading. */
const AGAIN = 'again';

/** What the changed code looks up: which change is active, and how often it may be reached. */
const switches = /** @type {any} */ (globalThis).__stryker__ ?? {};
/** @type {any} */ (globalThis).__stryker__ = switches;
switches.mutantCoverage ??= { static: {}, perTest: {} };

const before = readFileSync(MUTANTS_FOUND, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
/** Changes that a test has noticed, by earlier runs and by this one. */
const noticed = new Set(before.flatMap((found) => Object.keys(found.noticed ?? {})));
/** Tests that had their turn. */
const done = new Set(before.map(({ id }) => id));

const write = (/** @type {object} */ found) => appendFileSync(MUTANTS_FOUND, `${JSON.stringify(found)}\n`);

/** Seconds that this process has used of the processor: other processes do not count. */
const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** The events by which an error that nobody waits for reaches the process. */
const STRAY = ['unhandledRejection', 'uncaughtException'];

/**
 * Lets a change go on failing after its test, or where nobody waits for it: the backends' own listeners would end the process, and with it
 * what all tests after it have to say. Such an error alone counts as noticed by nobody.
 */
function outliveStrayErrors() {
  for (const event of STRAY) {
    process.removeAllListeners(event);
    process.on(event, () => {});
  }
}

/**
 * Suites of a test from its file down.
 *
 * @param {any} suite @returns {any[]}
 */
const suitesTo = (suite) => ('filepath' in suite ? [suite] : [...suitesTo(suite.suite ?? suite.file), suite]);

/**
 * A test as the runner runs it again: what is done after each test, then what is done before each, then the test.
 *
 * @param {any} test
 * @returns {{ tidy(): Promise<void>, run(): Promise<void> }}
 */
function repeatable(test) {
  const suites = suitesTo(test.suite ?? test.file);
  const run = /** @type {() => unknown} */ (TestRunner.getTestFn(test));
  const call = async (/** @type {any[]} */ from, /** @type {'beforeEach' | 'afterEach'} */ name) => {
    for (const suite of from) for (const hook of TestRunner.getSuiteHooks(suite)[name]) await hook(test.context, suite);
  };
  return {
    tidy: () => call([...suites].reverse(), 'afterEach'),
    async run() {
      await call(suites, 'beforeEach');
      await run();
    },
  };
}

/** Lets messages of the test runner through. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Takes the count of what is reached, and ends the code that reaches it when its time is over. Every loop of the changed files comes by
 * here.
 *
 * @param {number} seconds @param {number} most how often anything may be reached: a list that grows for ever ends the process
 * @returns {() => number} how often anything was reached
 */
function endAfter(seconds, most) {
  const end = processorSeconds() + seconds;
  let hits = 0;
  switches.mutantCoverage.perTest[AGAIN] = new Proxy(
    {},
    {
      set() {
        hits++;
        if (hits > most || (hits % HITS_PER_LOOK === 0 && processorSeconds() > end)) throw new Error(NEVER_ENDS);
        return true;
      },
    },
  );
  return () => hits;
}

/**
 * Fails once nothing has moved for a while.
 *
 * @param {Promise<void>} running
 * @returns {Promise<void>}
 */
async function unlessIdle(running) {
  let [last, quiet] = [processorSeconds(), 0];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const idle = new Promise((_, reject) => {
    timer = setInterval(() => {
      const now = processorSeconds();
      quiet = now - last < IDLE.seconds ? quiet + 1 : 0;
      last = now;
      if (quiet >= IDLE.looks) reject(new Error(NEVER_ENDS));
    }, IDLE.everyMs);
  });
  try {
    await Promise.race([running, idle]);
  } finally {
    clearInterval(timer);
  }
}

/**
 * Whether a test passes with one change of the code, or with none, and what it took.
 *
 * @param {{ tidy(): Promise<void>, run(): Promise<void> }} test
 * @param {string} [id]
 * @param {{ seconds: number, hits: number }} [limit]
 * @returns {Promise<{ passes: boolean, endless: boolean, seconds: number, hits: number }>}
 */
async function outcome(
  { tidy, run },
  id,
  limit = { seconds: Number.POSITIVE_INFINITY, hits: Number.POSITIVE_INFINITY },
) {
  outliveStrayErrors();
  await tidy();
  const started = processorSeconds();
  const taken = () => processorSeconds() - started;
  switches.activeMutant = id;
  const hits = endAfter(limit.seconds, limit.hits);
  try {
    await (id === undefined ? run() : unlessIdle(run()));
    return { passes: true, endless: false, seconds: taken(), hits: hits() };
  } catch (error) {
    const endless = taken() > limit.seconds || String(error).includes(NEVER_ENDS);
    return { passes: false, endless, seconds: taken(), hits: hits() };
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
    const isTurn = seconds < Number(MUTANTS_SECONDS) && !done.has(test.id);
    if (isTurn) write({ id: test.id, ...(await this.#repeat(name, repeatable(test), hits, seconds)) });
    switches.currentTestId = undefined;
  }

  /**
   * @param {string} name @param {{ tidy(): Promise<void>, run(): Promise<void> }} run @param {Record<string, number>} hits @param {number} seconds
   */
  async #repeat(name, run, hits, seconds) {
    const found = /** @type {Record<string, 'Killed' | 'Timeout'>} */ ({});
    const open = Object.keys(hits).filter((id) => !noticed.has(id));
    const intact = open.length > 0 ? await outcome(run) : undefined;
    const passesAgain = intact?.passes ?? true;
    const limit = {
      seconds: PATIENCE.time * (intact?.seconds ?? 0) + GRACE.seconds,
      hits: PATIENCE.hits * (intact?.hits ?? 0) + GRACE.hits,
    };
    for (const id of passesAgain ? open : []) {
      const { passes, endless } = await outcome(run, id, limit);
      if (endless || !passes) found[id] = endless ? 'Timeout' : 'Killed';
    }
    // A change that spoils the test for good has said nothing about the changes after it.
    const stillRepeatable = passesAgain && (open.length === 0 || (await outcome(run)).passes);
    if (stillRepeatable) for (const id of Object.keys(found)) noticed.add(id);
    return {
      test: name,
      seconds,
      reached: Object.keys(hits),
      ...(stillRepeatable ? { noticed: found } : { once: true }),
    };
  }

  /** @override */
  onAfterRunFiles() {
    write({ atStart: Object.keys(switches.mutantCoverage.static) });
    super.onAfterRunFiles();
  }
}
