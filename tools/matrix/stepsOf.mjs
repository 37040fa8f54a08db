import { join } from 'node:path';
import { copyProject } from './copyProject.mjs';
import { nodePackage } from './nodePackage.mjs';

/** @typedef {{ node: string, npm: string }} Version */
/** @typedef {[program: string, ...args: string[]]} Command */
/** @typedef {{ name: string, needs?: string[], cwd: string, commands: Command[], prepare?: () => void }} Step */

/** Tests that take seconds and touch TensorFlow.js, files and settings. */
const QUICK_TESTS = ['test/base', 'test/config', 'test/layers', 'test/metrics'];

/** Six generated images of one category: enough to train three steps and score a photo. */
const FEW_IMAGES = ['train=4', 'testGood=1', 'testDefective=1'].flatMap((few) => ['--set', `data.procedural.${few}`]);

/**
 * The steps for one version, `{ node, npm }`, in `folder`. A step has commands, each `[program, ...args]` with 'node' and
 * 'npm' for those under test, and 'host npm' for the one that is there already.
 *
 * @param {Version} version
 * @param {string} root
 * @param {string} folder
 * @returns {Step[]}
 */
export function stepsOf(version, root, folder) {
  const copy = join(folder, 'project');
  /** @type {(...args: string[]) => Command} */
  const borad = (...args) => ['node', 'node_modules/borad/bin/borad.js', ...args];
  /** @type {(name: string, needs: string[], ...commands: Command[]) => Step} */
  const inCopy = (name, needs, ...commands) => ({ name, needs, cwd: copy, commands });
  return [
    {
      name: 'get Node',
      cwd: folder,
      commands: [['host npm', 'install', '--prefix', folder, `${nodePackage()}@${version.node}`, `npm@${version.npm}`]],
    },
    {
      ...inCopy('install', ['get Node'], ['npm', 'ci', '--no-audit', '--no-fund']),
      prepare: () => copyProject(root, copy),
    },
    inCopy('build', ['install'], ['npm', 'run', 'build']),
    inCopy('doctor', ['build'], borad('doctor')),
    inCopy('quick tests', ['build'], ['node', 'node_modules/vitest/vitest.mjs', 'run', ...QUICK_TESTS]),
    inCopy(
      'train 3 steps',
      ['build'],
      borad('generate', '--out', 'data/few', '--categories', 'nut', '--size', '128', ...FEW_IMAGES),
      borad(
        ...['train', '--data', 'data/few', '--preset', 'quick', '--out', 'runs/few'],
        ...['--set', 'training.steps=3', '--set', 'training.batchSize=2', '--set', 'data.imageSize=128'],
      ),
    ),
    inCopy(
      'score',
      ['train 3 steps'],
      borad('score', '--run', 'runs/few', 'data/few/nut/test/good/000.png', '--out', 'scored'),
    ),
  ];
}
