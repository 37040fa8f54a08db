/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text made safe for HTML, in content and in quoted attributes. */
export const escapeHtml = (/** @type {unknown} */ text) => String(text).replace(/[&<>"]/g, (c) => ENTITIES[c]);

/**
 * Notebooks store text as a string or as a list of lines.
 *
 * @param {unknown} text
 * @returns {string}
 */
export const joinLines = (text) => (Array.isArray(text) ? text.join('') : String(text ?? ''));

/** JSON that cannot end the script element it stands in. */
export const scriptJson = (/** @type {unknown} */ value) => JSON.stringify(value).replace(/</g, '\\u003c');
