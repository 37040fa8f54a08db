/**
 * What was caught, as an error; Node.js's own carry a code.
 *
 * @param {unknown} thrown
 * @returns {Error & { code?: string }}
 */
export const asError = (thrown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));
