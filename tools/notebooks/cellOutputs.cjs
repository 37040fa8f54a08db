'use strict';
const util = require('node:util');
const limits = require('./outputLimits.cjs');

const TEXT = /^(text\/|image\/svg\+xml$|application\/javascript$)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: cursor movements of terminals begin with this character
const CURSOR = /\x1b\[[0-9;?]*[A-HJKSTfhlsu]/g;

/** Notebooks store text as lists of lines. */
const lines = (text) => text.split(/(?<=\n)/);

/** What a terminal would show in the end: each carriage return starts the line anew. */
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

const storeData = (data) =>
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
const settle = (text) => collapse(text) + (text.endsWith('\r') ? '\r' : '');

/** The outputs of one cell, up to the limits. */
class CellOutputs {
  /** @type {object[]} */
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

  /** Adds an output unless there are too many; tells whether it did. */
  #add(output) {
    if (this.list.length >= limits.COUNT_LIMIT) {
      this.#dropped++;
      return false;
    }
    this.list.push(output);
    return true;
  }

  stream(name, text) {
    if (this.#full) {
      this.#written += text.length;
      return;
    }
    let last = this.list.at(-1);
    if (last?.output_type !== 'stream' || last.name !== name) {
      if (!this.#add({ output_type: 'stream', name, text: '' })) return;
      last = this.list.at(-1);
    }
    last.text += text;
    this.#written += text.length;
    // Settling takes as long as the text is, so it is done once per limit and not per write.
    if (this.#kept > 2 * limits.TEXT_LIMIT) this.#trim();
  }

  /** Settles all streams, and cuts them from the end when there is still too much. */
  #trim() {
    for (const output of this.list) {
      if (output.output_type !== 'stream') continue;
      const settled = settle(output.text);
      this.#overwritten += output.text.length - settled.length;
      output.text = settled;
    }
    let over = this.#kept - limits.TEXT_LIMIT;
    if (over <= 0) return;
    this.#full = true;
    for (let i = this.list.length - 1; i >= 0 && over > 0; i--) {
      const output = this.list[i];
      if (output.output_type !== 'stream') continue;
      const { length } = output.text;
      output.text = limits.beginning(output.text, length - over);
      over -= length;
    }
  }

  /** Text that fits into what is left, which counts as written. */
  #fitting(text) {
    const left = Math.max(0, limits.TEXT_LIMIT - this.#kept);
    this.#written += text.length;
    if (text.length <= left) return text;
    this.#full = true;
    return limits.beginning(text, left);
  }

  /** Adds a display, or returns undefined when there is no room for it. */
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

  result(count, text) {
    const data = { 'text/plain': lines(this.#fitting(text)) };
    this.#add({ output_type: 'execute_result', execution_count: count, data, metadata: {} });
  }

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
      .map((output) => (output.output_type === 'stream' ? { ...output, text: lines(collapse(output.text)) } : output))
      .filter((output) => output.output_type !== 'stream' || output.text.join('') !== '');
    const told = [];
    if (this.#full) told.push(limits.textCut(this.#written));
    if (this.#dropped) told.push(limits.outputsCut(this.#dropped));
    return told.length ? [...list, { output_type: 'stream', name: 'stderr', text: told }] : list;
  }
}

/** Collects the outputs of all cells; an updated display replaces its earlier version wherever that stands. */
class Outputs {
  /** @type {Map<string, object[]>} */
  #displays = new Map();
  /** @type {Map<number, CellOutputs>} outputs by execution count */
  #cells = new Map();

  /** @param {number} count execution count of the cell */
  of(count) {
    const cell = this.#cells.get(count) ?? new CellOutputs();
    this.#cells.set(count, cell);
    return cell;
  }

  stream(count, name, text) {
    this.of(count).stream(name, text);
  }

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

  result(count, value) {
    this.of(count).result(count, typeof value === 'string' ? value : util.inspect(value));
  }

  error(count, error) {
    this.of(count).error(error);
  }

  /** The outputs of a cell as they are stored. */
  stored(count) {
    return this.of(count).stored();
  }
}

module.exports = { Outputs, collapse };
