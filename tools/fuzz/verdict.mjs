/** What a damaged input may end in: the right result or a typed error. */

import { asError } from '../asError.mjs';
import { UsageError } from '../notebooks/notebookFile.mjs';
import { borad } from './library.mjs';

/** Thrown by a check whose result is not what the input says. */
export class WrongResult extends Error {}

/**
 * Throws {WrongResult} unless `isRight`.
 *
 * @param {boolean} isRight
 * @param {string} message
 */
export function expectRight(isRight, message) {
  if (!isRight) throw new WrongResult(message);
}

/**
 * @param {() => Promise<void>} check resolves when the result is right
 * @param {boolean} harmless whether the damage is one that must not matter, so that an error is wrong too
 * @returns {Promise<{ end: 'right' | 'typed' | 'other', text: string }>}
 */
export async function verdictOf(check, harmless) {
  try {
    await check();
    return { end: 'right', text: '' };
  } catch (error) {
    const { name, message, stack } = asError(error);
    const text = `${name}: ${message}`;
    const isTyped = error instanceof borad.BoradError || error instanceof UsageError;
    if (!isTyped || error instanceof WrongResult) return { end: 'other', text: isTyped ? text : (stack ?? text) };
    if (!message || /\n\s+at /.test(message)) return { end: 'other', text: `no clear message: ${text}` };
    if (harmless) return { end: 'other', text: `refused, though the damage must not matter: ${text}` };
    return { end: 'typed', text };
  }
}
