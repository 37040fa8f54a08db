import katex from 'katex';
import { asError } from '../asError.mjs';

/**
 * Where the closing dollar of an inline formula stands, or -1: `$5 and $6` is no formula.
 *
 * @param {string} text
 * @param {number} start
 */
function closingDollar(text, start) {
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '$') return /\s/.test(text[i - 1]) || /\d/.test(text[i + 1] ?? '') ? -1 : i;
  }
  return -1;
}

/**
 * @param {import('markdown-it').StateInline} state
 * @param {boolean} silent
 */
function inlineMath(state, silent) {
  const { src, pos } = state;
  if (src[pos] !== '$') return false;
  const display = src[pos + 1] === '$';
  const start = pos + (display ? 2 : 1);
  if (!display && /\s/.test(src[start] ?? ' ')) return false;
  const end = display ? src.indexOf('$$', start) : closingDollar(src, start);
  if (end <= start) return false;
  if (!silent) {
    const token = state.push('math', 'math', 0);
    token.content = src.slice(start, end);
    token.meta = { display };
  }
  state.pos = end + (display ? 2 : 1);
  return true;
}

/**
 * @param {import('markdown-it').StateBlock} state
 * @param {number} startLine
 * @param {number} endLine
 * @param {boolean} silent
 */
function blockMath(state, startLine, endLine, silent) {
  const lineText = (/** @type {number} */ line) =>
    state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
  if (!lineText(startLine).startsWith('$$')) return false;
  let text = lineText(startLine).slice(2);
  let line = startLine;
  while (!text.includes('$$')) {
    line++;
    if (line >= endLine) return false;
    text += `\n${lineText(line)}`;
  }
  if (text.slice(text.indexOf('$$') + 2).trim()) return false;
  if (silent) return true;
  const token = state.push('math', 'math', 0);
  token.block = true;
  token.content = text.slice(0, text.indexOf('$$'));
  token.meta = { display: true };
  state.line = line + 1;
  return true;
}

/**
 * markdown-it plugin: `$x$` and `$$x$$` become HTML with MathML beside it; a formula that TeX does not know throws.
 *
 * @param {import('markdown-it').default} markdown
 */
export function mathPlugin(markdown) {
  markdown.inline.ruler.after('escape', 'math', inlineMath);
  markdown.block.ruler.before('fence', 'math', blockMath, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  markdown.renderer.rules.math = (tokens, i) => {
    const { content, meta, block } = tokens[i];
    let html;
    try {
      html = katex.renderToString(content.trim(), { displayMode: meta.display, throwOnError: true, strict: 'ignore' });
    } catch (error) {
      throw new Error(`formula ${content.trim()}: ${asError(error).message}`);
    }
    return block ? `<p class="formula">${html}</p>\n` : html;
  };
}
