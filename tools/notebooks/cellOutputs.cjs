'use strict';
const util = require('node:util');
const limits = require('./outputLimits.cjs');

/** @typedef {import('./notebook.d.ts').Output} Output */
/** @typedef {import('./notebook.d.ts').CellError} CellError */
/** @typedef {{ data: Record<string, unknown>, metadata?: object, transient?: { display_id?: string } }} Display what a cell shows */
/** @typedef {Output & { output_type: 'stream', text: string }} Stream its text in one piece until it is stored */

const TEXT = /^(text\/|image\/svg\+xml$|application\/javascript$)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: cursor movements of terminals begin with this character
const CURSOR = /\x1b\[[0-9;?]*[A-HJKSTfhlsu]/g;

/** Notebooks store text as lists of lines. */
const lines = (/** @type {string} */ text) => text.split(/(?<=\n)/);

/**
 * What a terminal would show in the end: each carriage return starts the line anew.
 *
 * @param {string} text
 */
function collapse(text) {
  return text
    .replace(CURSOR, '')
    .split('\n')
    .map((line) => {
      const versions = line.split('\r').filter((part) => part !== '');
      return versions.at(-1) ?? '';
    })
    .join('\n');
}

const storeData = (/** @type {Record<string, unknown>} */ data) =>
  Object.fromEntries(
    Object.entries(data).map(([type, value]) => [
      type,
      typeof value === 'string' && TEXT.test(type) ? lines(value) : value,
    ]),
  );

/**
 * Text of a stream as far as it is settled: what carriage returns have overwritten is gone, and a return at the end still
 * counts.
 */
const settle = (/** @type {string} */ text) => collapse(text) + (text.endsWith('\r') ? '\r' : '');

/** @type {(output: Output | undefined) => output is Stream} */
const isStream = (output) => output?.output_type === 'stream';

/** The outputs of one cell, up to the limits. */
class CellOutputs {
  /** @type {Output[]} */
  list = [];
  /** Characters written by the cell, and how many of them are no longer there because later text took their place. */
  #written = 0;
  #overwritten = 0;
  #displayed = 0;
  #full = false;
  #dropped = 0;

  get #kept() {
    return this.#written - this.#overwritten;
  }

  /**
   * Adds an output unless there are too many; tells whether it did.
   *
   * @param {Output} output
   */
  #add(output) {
    if (this.list.length >= limits.COUNT_LIMIT) {
      this.#dropped++;
      return false;
    }
    this.list.push(output);
    return true;
  }

  /** @param {string} name @param {string} text */
  stream(name, text) {
    if (this.#full) {
      this.#written += text.length;
      return;
    }
    let last = this.list.at(-1);
    if (!isStream(last) || last.name !== name) {
      /** @type {Stream} */
      const begun = { output_type: 'stream', name, text: '' };
      if (!this.#add(begun)) return;
      last = begun;
    }
    last.text += text;
    this.#written += text.length;
    // Settling takes as long as the text is, so it is done once per limit and not per write.
    if (this.#kept > 2 * limits.TEXT_LIMIT) this.#trim();
  }

  /** Settles all streams, and cuts them from the end when there is still too much. */
  #trim() {
    for (const output of this.list) {
      if (!isStream(output)) continue;
      const settled = settle(output.text);
      this.#overwritten += output.text.length - settled.length;
      output.text = settled;
    }
    let over = this.#kept - limits.TEXT_LIMIT;
    if (over <= 0) return;
    this.#full = true;
    for (let i = this.list.length - 1; i >= 0 && over > 0; i--) {
      const output = this.list[i];
      if (!isStream(output)) continue;
      const { length } = output.text;
      output.text = limits.beginning(output.text, length - over);
      over -= length;
    }
  }

  /**
   * Text that fits into what is left, which counts as written.
   *
   * @param {string} text
   */
  #fitting(text) {
    const left = Math.max(0, limits.TEXT_LIMIT - this.#kept);
    this.#written += text.length;
    if (text.length <= left) return text;
    this.#full = true;
    return limits.beginning(text, left);
  }

  /**
   * Adds a display, or returns undefined when there is no room for it.
   *
   * @param {Output} output
   */
  display(output) {
    const size = limits.sizeOf(output.data);
    if (this.#displayed + size > limits.DISPLAY_LIMIT) {
      this.#dropped++;
      return undefined;
    }
    if (!this.#add(output)) return undefined;
    this.#displayed += size;
    return output;
  }

  /** @param {number} count @param {string} text */
  result(count, text) {
    const data = { 'text/plain': lines(this.#fitting(text)) };
    this.#add({ output_type: 'execute_result', execution_count: count, data, metadata: {} });
  }

  /** @param {CellError} error */
  error({ ename, evalue, traceback }) {
    this.#add({
      output_type: 'error',
      ename,
      evalue: this.#fitting(evalue),
      traceback: traceback.map((line) => this.#fitting(line)),
    });
  }

  /** As they are stored. */
  stored() {
    if (!this.#full && this.#kept > limits.TEXT_LIMIT) this.#trim();
    const list = this.list
      .map((output) => (isStream(output) ? { ...output, text: lines(collapse(output.text)) } : output))
      .filter(({ output_type, text }) => output_type !== 'stream' || [text].flat().join('') !== '');
    const told = [];
    if (this.#full) told.push(limits.textCut(this.#written));
    if (this.#dropped) told.push(limits.outputsCut(this.#dropped));
    return told.length ? [...list, { output_type: 'stream', name: 'stderr', text: told }] : list;
  }
}

/** Collects the outputs of all cells; an updated display replaces its earlier version wherever that stands. */
class Outputs {
  /** @type {Map<string, Output[]>} */
  #displays = new Map();
  /** @type {Map<number, CellOutputs>} outputs by execution count */
  #cells = new Map();

  /** @param {number} count execution count of the cell */
  of(count) {
    const cell = this.#cells.get(count) ?? new CellOutputs();
    this.#cells.set(count, cell);
    return cell;
  }

  /** @param {number} count @param {string} name @param {string} text */
  stream(count, name, text) {
    this.of(count).stream(name, text);
  }

  /** @param {number} count @param {Display} content @param {boolean} update */
  display(count, content, update) {
    const id = content.transient?.display_id;
    const earlier = id ? (this.#displays.get(id) ?? []) : [];
    const shown = { data: storeData(limits.smallForms(content.data)), metadata: content.metadata ?? {} };
    if (update && earlier.length) {
      for (const output of earlier) Object.assign(output, shown);
      return;
    }
    const output = this.of(count).display({ output_type: 'display_data', ...shown });
    if (id && output) this.#displays.set(id, [...earlier, output]);
  }

  /** @param {number} count @param {unknown} value */
  result(count, value) {
    this.of(count).result(count, typeof value === 'string' ? value : util.inspect(value));
  }

  /** @param {number} count @param {CellError} error */
  error(count, error) {
    this.of(count).error(error);
  }

  /**
   * The outputs of a cell as they are stored.
   *
   * @param {number} count
   */
  stored(count) {
    return this.of(count).stored();
  }
}

module.exports = { Outputs, collapse };
