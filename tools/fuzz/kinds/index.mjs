import { config } from './config.mjs';
import { data } from './data.mjs';
import { image } from './image.mjs';
import { mask } from './mask.mjs';
import { notebook } from './notebook.mjs';
import { run } from './run.mjs';
import { teacher } from './teacher.mjs';

/**
 * The kinds of input that are damaged.
 *
 * @typedef {object} Kind
 * @property {number} share of all cases, in hundredths
 * @property {(folder: string) => Promise<void>} [prepare] makes what all cases of the kind start from, once
 * @property {(intact: string) => Promise<void>} [warmUp] what a process does before its first case of the kind
 * @property {(rng: import('../library.mjs').Rng, folder: string, intact: string) => Promise<Case>} build writes one damaged input to a folder
 *
 * @typedef {object} Case
 * @property {string} what the damage in words
 * @property {boolean} [harmless] whether an error is wrong too
 * @property {() => Promise<void>} check resolves when the result is right
 * @property {string[]} [command] words of the command line that reads the same input
 */

/** @type {Record<string, Kind>} */
export const KINDS = { image, data, run, mask, notebook, config, teacher };

/** The kind of each of a hundred cases, spread evenly, and so on by hundreds. */
const ORDER = Object.entries(KINDS)
  .flatMap(([name, { share }]) => Array.from({ length: share }, (_, i) => ({ name, at: (i + 0.5) / share })))
  .sort((a, b) => a.at - b.at)
  .map(({ name }) => name);

/**
 * The name of the kind of a case.
 *
 * @param {number} number
 */
export const kindOf = (number) => ORDER[number % ORDER.length];
