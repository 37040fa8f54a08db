/** The package managers that are tried, each in the release that the table names, and what they are called with. */

/** @typedef {{ name: string, version: string, program: string, add: string[], addForDevelopment: string[], install: string[], run: string[] }} Manager */

/**
 * No dependency needs a script at installation; that of onnxruntime-node downloads CUDA libraries. Caches lie in the scratch
 * folder, so that each manager fetches everything, as on a machine that it is new on.
 *
 * @param {string} cache an empty folder
 * @returns {Manager[]}
 */
export function managers(cache) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--cache', `${cache}/npm`];
  const store = ['--ignore-scripts', '--store-dir', `${cache}/pnpm`];
  const folder = ['--ignore-scripts', '--non-interactive', '--cache-folder', `${cache}/yarn`];
  return [
    {
      ...{ name: 'npm', version: '11', program: 'npm/bin/npm-cli.js' },
      ...{ add: ['install', ...quiet], addForDevelopment: ['install', '-D', ...quiet] },
      ...{ install: ['ci', ...quiet], run: ['run'] },
    },
    {
      ...{ name: 'pnpm', version: '10', program: 'pnpm/bin/pnpm.cjs' },
      ...{ add: ['add', ...store], addForDevelopment: ['add', '-D', ...store] },
      ...{ install: ['install', '--no-frozen-lockfile', ...store], run: ['run'] },
    },
    {
      ...{ name: 'yarn', version: '1', program: 'yarn/bin/yarn.js' },
      ...{ add: ['add', ...folder], addForDevelopment: ['add', '-D', ...folder] },
      ...{ install: ['install', ...folder], run: ['run'] },
    },
  ];
}
