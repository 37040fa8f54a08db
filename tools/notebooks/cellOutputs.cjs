'use strict';
const util = require('node:util');

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

/** Collects the outputs of all cells; an updated display replaces its earlier version wherever that stands. */
class Outputs {
  /** @type {Map<string, object[]>} */
  #displays = new Map();
  /** @type {Map<number, object[]>} outputs by execution count */
  #cells = new Map();

  /** @param {number} count execution count of the cell */
  of(count) {
    if (!this.#cells.has(count)) this.#cells.set(count, []);
    return this.#cells.get(count);
  }

  stream(count, name, text) {
    const outputs = this.of(count);
    const last = outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name) last.text += text;
    else outputs.push({ output_type: 'stream', name, text });
  }

  display(count, content, update) {
    const id = content.transient?.display_id;
    const earlier = id ? (this.#displays.get(id) ?? []) : [];
    if (update && earlier.length) {
      for (const output of earlier)
        Object.assign(output, { data: storeData(content.data), metadata: content.metadata ?? {} });
      return;
    }
    const output = { output_type: 'display_data', data: storeData(content.data), metadata: content.metadata ?? {} };
    this.of(count).push(output);
    if (id) this.#displays.set(id, [...earlier, output]);
  }

  result(count, value) {
    const text = typeof value === 'string' ? value : util.inspect(value);
    this.of(count).push({
      output_type: 'execute_result',
      execution_count: count,
      data: { 'text/plain': lines(text) },
      metadata: {},
    });
  }

  error(count, error) {
    this.of(count).push({ output_type: 'error', ...error });
  }

  /** The outputs of a cell as they are stored. */
  stored(count) {
    return this.of(count)
      .map((output) => (output.output_type === 'stream' ? { ...output, text: lines(collapse(output.text)) } : output))
      .filter((output) => output.output_type !== 'stream' || output.text.join('') !== '');
  }
}

module.exports = { Outputs, collapse };
