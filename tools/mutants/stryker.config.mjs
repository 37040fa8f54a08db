/** Stryker's settings; tools/mutants.mjs names the files to change and the tests to run. */
const room = process.env.MUTANTS_ROOM;
const file = (/** @type {string} */ ending) => `build/mutants/${room}.${ending}`;

/** Rooms whose tests take seconds: a change that never ends is found out sooner there. */
const QUICK = ['statistics', 'metrics', 'optimisation'];

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.config.mts' },
  // Tests guard that an error is thrown and names what is wrong, not each word of it.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['/figures', '/notebooks', '/reports', '/coverage', '/runs', '/build', 'dist'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // Training tests take a while even unchanged.
  dryRunTimeoutMinutes: 30,
  timeoutMS: QUICK.includes(String(room)) ? 8_000 : 60_000,
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: file('html') },
  jsonReporter: { fileName: file('report.json') },
  tempDirName: 'build/mutants/sandbox',
};
