import { join } from 'node:path';
import { copyProject } from '../matrix/copyProject.mjs';
import { writeEmptyProject } from './emptyProject.mjs';

/** @typedef {import('./managers.mjs').Manager} Manager */
/** @typedef {{ name: string, needs?: string[], commands: string[][], prepare?: () => void }} Step commands as the shell's, each for Node */
/** @typedef {{ manager: Manager, place: string, folder: string, steps: Step[] }} Trial */

const BORAD = 'node_modules/borad/bin/borad.js';
const TSC = 'node_modules/typescript/bin/tsc';

/** Eight generated images of one category, and a few to score. */
const FEW = ['train=8', 'testGood=2', 'testDefective=2'].flatMap((few) => ['--set', `data.procedural.${few}`]);

/** @type {Step} */
const SCORE = {
  name: 'score',
  needs: ['train 20 steps'],
  commands: [
    [BORAD, 'generate', '--out', 'few', '--categories', 'nut', '--size', '128', ...FEW],
    [BORAD, 'score', '--run', 'run', 'few/nut/test/good/000.png', '--out', 'scored'],
  ],
};

/**
 * The packed library in an empty TypeScript project: installed, pruned, compiled, used from both kinds of modules.
 *
 * @param {Manager} manager
 * @param {{ program: string, tarball: string, folder: string }} at program: the manager's own file
 * @returns {Trial}
 */
export const inEmptyProject = (manager, { program, tarball, folder }) => ({
  manager,
  place: 'tarball in an empty project',
  folder,
  steps: [
    {
      name: 'install',
      commands: [[program, ...manager.add, tarball]],
      prepare: () => writeEmptyProject(folder),
    },
    { name: 'prune', needs: ['install'], commands: [[BORAD, 'prune', '--yes']] },
    {
      name: 'build',
      needs: ['prune'],
      commands: [[program, ...manager.addForDevelopment, 'typescript@5.9', '@types/node@20'], [TSC]],
    },
    { name: 'train 20 steps', needs: ['build'], commands: [['out/measure.cjs'], ['out/train.mjs']] },
    SCORE,
  ],
});

/**
 * A clone: installed, built, pruned, used by its command line.
 *
 * @param {Manager} manager
 * @param {{ program: string, root: string, folder: string }} at
 * @returns {Trial}
 */
export const inClone = (manager, { program, root, folder }) => ({
  manager,
  place: 'clone',
  folder,
  steps: [
    { name: 'install', commands: [[program, ...manager.install]], prepare: () => copyProject(root, folder) },
    { name: 'build', needs: ['install'], commands: [[program, ...manager.run, 'build']] },
    { name: 'prune', needs: ['build'], commands: [[program, ...manager.run, 'prune']] },
    {
      name: 'train 20 steps',
      needs: ['prune'],
      commands: [
        [
          ...[BORAD, 'train', '--data', 'procedural', '--preset', 'quick', '--out', 'run', ...FEW],
          ...['data.categories=["nut"]', 'data.imageSize=128', 'training.steps=20', 'training.batchSize=4'].flatMap(
            (setting) => ['--set', setting],
          ),
        ],
      ],
    },
    SCORE,
  ],
});

/** Where a trial's packages lie. */
export const modulesOf = (/** @type {Trial} */ { folder }) => join(folder, 'node_modules');
