import { closeDifference } from './closeOutputs.mjs';

/** @typedef {import('./notebook.d.ts').Cell} Cell */
/** @typedef {import('./notebook.d.ts').Notebook} Notebook */
/** @typedef {import('./notebook.d.ts').Output} Output */

/** Cells and outputs with this tag may differ between runs: they hold times or rates, and nothing else. */
const VARIES = 'varies';

const join = (/** @type {unknown} */ text) => (Array.isArray(text) ? text.join('') : text);
const codeCells = (/** @type {Notebook} */ notebook) => notebook.cells.filter((cell) => cell.cell_type === 'code');
const short = (/** @type {unknown} */ value) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === undefined ? 'nothing' : text.length > 160 ? `${text.slice(0, 160)} …` : text;
};

/**
 * The first place where two values differ: `.data[0].y[17]: 0.5 was 0.4`.
 *
 * @param {unknown} before
 * @param {unknown} after
 * @returns {string | null}
 */
function firstDifference(before, after, path = '') {
  if (Object.is(before, after)) return null;
  const both = before && after && typeof before === 'object' && typeof after === 'object';
  if (!both || Array.isArray(before) !== Array.isArray(after)) {
    if (typeof before === 'string' && typeof after === 'string' && before.includes('\n')) {
      const [a, b] = [before.split('\n'), after.split('\n')];
      const line = b.findIndex((text, i) => text !== a[i]);
      const at = line < 0 ? b.length : line;
      return `${path} line ${at + 1}: ${short(b[at])} was ${short(a[at])}`;
    }
    return `${path}: ${short(after)} was ${short(before)}`;
  }
  const [was, is] = /** @type {Record<string, unknown>[]} */ ([before, after]);
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const found = firstDifference(was[key], is[key], Array.isArray(before) ? `${path}[${key}]` : `${path}.${key}`);
    if (found) return found;
  }
  return null;
}

/**
 * An output with its text in one piece, so that the way lines are split does not count.
 *
 * @param {Output} output
 */
function whole(output) {
  const copy = /** @type {{ text?: unknown, data?: Record<string, unknown> }} */ ({ ...output });
  if ('text' in copy) copy.text = join(copy.text);
  if (copy.data) copy.data = Object.fromEntries(Object.entries(copy.data).map(([type, value]) => [type, join(value)]));
  return copy;
}

/**
 * What differs between two outputs: anything, or more than the tolerance that the cell's metadata states.
 *
 * @param {Output} before
 * @param {Output} after
 * @param {Cell} cell
 * @param {string} path
 */
function difference(before, after, cell, path) {
  const tolerance = cell.metadata?.borad?.tolerance;
  return tolerance
    ? closeDifference(whole(before), whole(after), tolerance, path)
    : firstDifference(whole(before), whole(after), path);
}

const outputVaries = (/** @type {Output} */ output) => (output?.metadata?.tags ?? []).includes(VARIES);

/**
 * What differs between the committed outputs and those of a fresh run.
 *
 * @param {Notebook} committed
 * @param {Notebook} fresh
 * @returns {string[]} one line per cell that differs
 */
export function compareOutputs(committed, fresh) {
  const [before, after] = [codeCells(committed), codeCells(fresh)];
  /** @type {string[]} */
  const differences = [];
  after.forEach((cell, i) => {
    const where = `code cell ${i + 1}`;
    const old = /** @type {Partial<Cell>} */ (before[i] ?? {});
    if (old.execution_count !== cell.execution_count) {
      differences.push(`${where}: execution count ${cell.execution_count} was ${old.execution_count}`);
    }
    if ((cell.metadata?.tags ?? []).includes(VARIES)) return;
    const [a, b] = [old.outputs ?? [], cell.outputs ?? []];
    if (a.length !== b.length) {
      differences.push(`${where}: ${b.length} outputs were ${a.length}`);
      return;
    }
    const found = b
      .map((output, k) => (outputVaries(output) ? null : difference(a[k], output, cell, `output ${k + 1} `)))
      .find(Boolean);
    if (found) differences.push(`${where}: ${found}`);
  });
  return differences;
}
