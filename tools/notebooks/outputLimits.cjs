'use strict';
/** How much output of a cell a notebook keeps, so that neither the file nor the run's memory grows without end. */

/** Characters of text per cell: streams, results and errors together. */
const TEXT_LIMIT = 1_000_000;
/** Characters of one displayed form: a picture in base64, a figure in JSON, HTML. */
const FORM_LIMIT = 8_000_000;
/** Characters of all that a cell displays. */
const DISPLAY_LIMIT = 32_000_000;
/** Outputs per cell, streams that take turns included. */
const COUNT_LIMIT = 2_000;

const megabytes = (/** @type {number} */ characters) => `${(characters / 1e6).toFixed(1)} MB`;

/**
 * The beginning of a text, without half of a character at its end.
 *
 * @param {string} text
 * @param {number} length
 */
function beginning(text, length) {
  const cut = text.slice(0, Math.max(0, length));
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/**
 * Characters that a value takes in a notebook.
 *
 * @param {unknown} value
 */
function sizeOf(value) {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value) && value.every((line) => typeof line === 'string'))
    return value.reduce((sum, line) => sum + line.length, 0);
  return JSON.stringify(value)?.length ?? 0;
}

/** The sentence that stands where text was cut. */
const textCut = (/** @type {number} */ total) =>
  `\n[Text cut: the cell wrote ${megabytes(total)}, of which a notebook keeps ${megabytes(TEXT_LIMIT)}.]\n`;

/** The sentence that stands for outputs that were not kept. */
const outputsCut = (/** @type {number} */ count) =>
  `[${count} more ${count === 1 ? 'output' : 'outputs'} of the cell not kept: a notebook keeps ${COUNT_LIMIT}, and ${megabytes(DISPLAY_LIMIT)} of pictures and figures, per cell.]\n`;

/**
 * The forms of a display that are small enough; a sentence as text in place of the others.
 *
 * @param {Record<string, unknown>} data forms by media type
 * @returns {Record<string, unknown>}
 */
function smallForms(data) {
  const large = Object.keys(data).filter((type) => sizeOf(data[type]) > FORM_LIMIT);
  if (!large.length) return data;
  const kept = Object.fromEntries(Object.entries(data).filter(([type]) => !large.includes(type)));
  const told = large.map((type) => `${type} of ${megabytes(sizeOf(data[type]))}`).join(', ');
  const sentence = `[Not kept: ${told}; a notebook keeps up to ${megabytes(FORM_LIMIT)} per picture or figure.]\n`;
  return {
    ...kept,
    'text/plain': 'text/plain' in kept ? `${[kept['text/plain']].flat().join('')}\n${sentence}` : sentence,
  };
}

module.exports = {
  TEXT_LIMIT,
  DISPLAY_LIMIT,
  COUNT_LIMIT,
  beginning,
  megabytes,
  sizeOf,
  outputsCut,
  smallForms,
  textCut,
};
