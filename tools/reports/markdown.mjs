import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import MarkdownIt from 'markdown-it';
import { escapeHtml, joinLines } from './html.mjs';
import { mathPlugin } from './mathPlugin.mjs';

hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('bash', bash);
hljs.registerLanguage('json', json);

/** @typedef {Record<string, Record<string, string | string[]>>} Attachments pictures of a cell by name, then by type */

/** @type {Record<string, string>} */
const TYPES = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
};

/** Source code with its words marked by classes. */
export const highlight = (/** @type {string} */ source, language = 'typescript') =>
  hljs.getLanguage(language) ? hljs.highlight(source, { language }).value : escapeHtml(source);

/** A heading's anchor. */
const slug = (/** @type {string} */ text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/**
 * Pictures become part of the page; links between notebooks become links between reports.
 *
 * @param {string} source
 * @param {string} folder
 * @param {Attachments} attachments
 */
function resolvePicture(source, folder, attachments) {
  if (source.startsWith('data:')) return source;
  if (source.startsWith('attachment:')) {
    const [[type, data]] = Object.entries(attachments[source.slice('attachment:'.length)] ?? { '': '' });
    if (data) return `data:${type};base64,${joinLines(data).trim()}`;
  }
  const file = resolve(folder, decodeURIComponent(source));
  const type = TYPES[extname(file).toLowerCase()];
  if (!type || !existsSync(file)) throw new Error(`picture ${source} is not found in ${folder}`);
  return `data:${type};base64,${readFileSync(file).toString('base64')}`;
}

/**
 * Markdown of a cell as HTML.
 *
 * @param {string} folder that relative pictures are looked for in
 */
export function createMarkdown(folder) {
  const markdown = new MarkdownIt({
    html: true,
    linkify: false,
    highlight: (source, language) => highlight(source, language || 'text'),
  });
  markdown.use(mathPlugin);
  /** @type {{ level: number, text: string, id: string }[]} */
  const headings = [];
  /** @type {Set<string>} */
  const used = new Set();
  markdown.core.ruler.push('report', (state) => {
    state.tokens.forEach((token, i) => {
      if (token.type === 'heading_open') {
        const text = (state.tokens[i + 1].children ?? []).map((child) => child.content).join('');
        let id = slug(text) || 'section';
        while (used.has(id)) id += '-2';
        used.add(id);
        token.attrSet('id', id);
        headings.push({ level: Number(token.tag.slice(1)), text, id });
      }
      if (token.type === 'th_open') token.attrSet('scope', 'col');
      for (const child of token.children ?? []) {
        if (child.type === 'image')
          child.attrSet('src', resolvePicture(child.attrGet('src') ?? '', folder, state.env.attachments ?? {}));
        if (child.type === 'link_open')
          child.attrSet('href', (child.attrGet('href') ?? '').replace(/^(?!\w+:)([^?#]*)\.ipynb(?=$|[?#])/, '$1.html'));
      }
    });
  });
  /** @type {(source: string, attachments?: Attachments) => string} */
  const render = (source, attachments) => markdown.render(source, { attachments });
  return { headings, render };
}
