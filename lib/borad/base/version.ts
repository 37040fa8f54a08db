/**
 * Version of this library, as in its package.json (a test compares them).
 *
 * @example
 * ```ts
 * console.log(`borad ${borad.VERSION}`);
 * ```
 */
export const VERSION = '0.2.0';
