import { delimiter, dirname, join } from 'node:path';
import { nodePackage } from './nodePackage.mjs';
import { withoutOuterNpm } from './outerNpm.mjs';
import { runLogged } from './runLogged.mjs';

/**
 * Node and npm that `npm install` laid into `folder`, and their environment: that Node comes first in PATH.
 *
 * @param {string} folder
 */
function underTest(folder) {
  const modules = join(folder, 'node_modules');
  const node = join(modules, nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const env = withoutOuterNpm(process.env);
  const path = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[path] = `${dirname(node)}${delimiter}${env[path] ?? ''}`;
  return { node, npm: join(modules, 'npm', 'bin', 'npm-cli.js'), env };
}

/**
 * Runs one command of a step; its output goes to the end of the file `log`. True if it succeeded.
 *
 * @param {import('./stepsOf.mjs').Command} command
 * @param {{ cwd: string, folder: string, log: string }} options
 */
export function runCommand([program, ...args], { cwd, folder, log }) {
  const { node, npm, env } = underTest(folder);
  /** @type {Record<string, string[]>} */
  const programs = {
    node: [node],
    npm: [node, npm],
    'host npm': [process.execPath, String(process.env.npm_execpath)],
  };
  const [command, ...first] = programs[program];
  return runLogged([command, ...first, ...args], { title: `${program} ${args.join(' ')}`, cwd, env, log });
}
