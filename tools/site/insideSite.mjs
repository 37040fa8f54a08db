import { basename } from 'node:path';

/**
 * A report's body for readers who have the site alone: what leads to a file of the project that is not in it becomes words, with the
 * file's path.
 *
 * @param {string} body
 */
export function insideSite(body) {
  return body.replace(/<a href="\.\.\/([^"#?]+)[^"]*">([\s\S]*?)<\/a>/g, (_, path, text) =>
    text.includes(basename(path)) ? text : `${text} (<code>${path}</code>)`,
  );
}
