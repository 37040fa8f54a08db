const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text made safe for HTML, in content and in quoted attributes. */
export const escapeHtml = (text) => String(text).replace(/[&<>"]/g, (c) => ENTITIES[c]);

/** Notebooks store text as a string or as a list of lines. */
export const joinLines = (text) => (Array.isArray(text) ? text.join('') : (text ?? ''));

/** JSON that cannot end the script element it stands in. */
export const scriptJson = (value) => JSON.stringify(value).replace(/</g, '\\u003c');
