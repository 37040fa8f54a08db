/** The package managers that are tried, each in the release that the table names, and what they are called with. */

/**
 * `package` is the npm package that holds the manager; `env` is added to the environment of its commands.
 *
 * @typedef {{ name: string, package: string, version: string, program: string, env: Record<string, string>, add: string[], addForDevelopment: string[], install: string[], run: string[] }} Manager
 */

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
      ...{ name: 'npm', package: 'npm', version: '11', program: 'npm/bin/npm-cli.js', env: {} },
      ...{ add: ['install', ...quiet], addForDevelopment: ['install', '-D', ...quiet] },
      ...{ install: ['ci', ...quiet], run: ['run'] },
    },
    {
      ...{ name: 'pnpm', package: 'pnpm', version: '10', program: 'pnpm/bin/pnpm.cjs', env: {} },
      ...{ add: ['add', ...store], addForDevelopment: ['add', '-D', ...store] },
      ...{ install: ['install', '--no-frozen-lockfile', ...store], run: ['run'] },
    },
    {
      ...{ name: 'yarn', package: 'yarn', version: '1', program: 'yarn/bin/yarn.js', env: {} },
      ...{ add: ['add', ...folder], addForDevelopment: ['add', '-D', ...folder] },
      ...{ install: ['install', ...folder], run: ['run'] },
    },
    {
      ...{ name: 'yarn-berry', package: '@yarnpkg/cli-dist', version: '4', program: '@yarnpkg/cli-dist/bin/yarn.js' },
      env: {
        ...{ YARN_NODE_LINKER: 'node-modules', YARN_ENABLE_SCRIPTS: 'false', YARN_ENABLE_TELEMETRY: 'false' },
        ...{ YARN_ENABLE_GLOBAL_CACHE: 'false', YARN_CACHE_FOLDER: `${cache}/yarn-berry` },
        // Under CI it would refuse to install without a lock file.
        YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      },
      ...{ add: ['add'], addForDevelopment: ['add', '-D'], install: ['install'], run: ['run'] },
    },
  ];
}
