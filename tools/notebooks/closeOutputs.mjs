/**
 * Comparing outputs whose numbers depend on the processor. A cell says how far they may lie apart, in its metadata:
 * `"borad": { "tolerance": { "relative": 0.001, "absolute": 0.001 } }`; `"words": "vary"` beside them lets names that are sorted by
 * such numbers stand in another order.
 */

/** @typedef {import('./notebook.d.ts').Tolerance} Tolerance */

const NUMBER = /[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** One unit of the last printed digit: what rounding can make of a difference that is next to nothing. */
const lastDigit = (/** @type {string} */ text) => 10 ** -(/\.(\d+)/.exec(text)?.[1].length ?? 0);
const numberOf = (/** @type {string} */ text) => Number(text.replace('−', '-'));
/** @type {(a: number, b: number, tolerance: Tolerance, unit?: number) => boolean} */
const isClose = (a, b, { relative = 0, absolute = 0 }, unit = 0) =>
  Math.abs(a - b) <= absolute + unit * 1.001 + relative * Math.max(Math.abs(a), Math.abs(b));

/**
 * The first difference between two texts that counts: another word, or a number that is too far from the stored one.
 *
 * @param {string} before
 * @param {string} after
 * @param {Tolerance} tolerance
 * @param {string} path
 */
function textDifference(before, after, tolerance, path) {
  const words = [before, after].map((text) => text.replace(NUMBER, '#').replace(/[\s#|<>=-]+/g, ' '));
  const vary = tolerance.words === 'vary';
  if (!vary && words[0] !== words[1]) return `${path}: other words than stored`;
  const [a, b] = [before, after].map((text) => text.match(NUMBER) ?? []);
  if (a.length !== b.length) return vary ? null : `${path}: ${b.length} numbers were ${a.length}`;
  // Where names change places their numbers do as well, so that the sorted ones are compared.
  const order = (/** @type {string[]} */ list) => (vary ? [...list].sort((x, y) => numberOf(x) - numberOf(y)) : list);
  const [was, is] = [order(a), order(b)];
  const at = is.findIndex((text, i) => !isClose(numberOf(was[i]), numberOf(text), tolerance, lastDigit(was[i])));
  return at < 0 ? null : `${path}: ${is[at]} was ${was[at]}`;
}

/** Pictures that are drawn from such numbers are compared by their size alone. */
const isPicture = (/** @type {string} */ type) => type.startsWith('image/') && !type.includes('svg');

/**
 * How far a label stands off its point. It is put where it covers least, so that a point which moves by a millionth can send it to
 * the other side; the point itself is compared.
 *
 * @type {(path: string, key: string) => boolean}
 */
const isOffset = (path, key) => (key === 'ax' || key === 'ay') && /\.annotations\[\d+\]$/.test(path);

/**
 * The first difference between two values that is larger than the tolerance, or null.
 *
 * @param {unknown} before @param {unknown} after
 * @param {Tolerance} tolerance
 * @returns {string | null}
 */
export function closeDifference(before, after, tolerance, path = '') {
  if (typeof before === 'number' && typeof after === 'number')
    return isClose(before, after, tolerance) ? null : `${path}: ${after} was ${before}`;
  if (typeof before === 'string' && typeof after === 'string') return textDifference(before, after, tolerance, path);
  const both = before && after && typeof before === 'object' && typeof after === 'object';
  if (!both || Array.isArray(before) !== Array.isArray(after))
    return Object.is(before, after) ? null : `${path}: ${JSON.stringify(after)} was ${JSON.stringify(before)}`;
  const [was, is] = /** @type {Record<string, unknown>[]} */ ([before, after]);
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  for (const key of keys) {
    if (isPicture(key) && typeof was[key] === 'string' && typeof is[key] === 'string') continue;
    if (isOffset(path, key) && typeof was[key] === 'number' && typeof is[key] === 'number') continue;
    const inner = Array.isArray(before) ? `${path}[${key}]` : `${path}.${key}`;
    const found = closeDifference(was[key], is[key], tolerance, inner);
    if (found) return found;
  }
  return null;
}
