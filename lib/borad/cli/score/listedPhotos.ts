/** Names of photos from standard input, for `find ... | borad score -`. */
import type { Readable } from 'node:stream';

/** The argument that stands for the list. */
const LIST = '-';

/** The arguments with the names from the input in place of `-`: one per line, or ended by zero bytes (`find -print0`). */
export async function withListed(given: readonly string[], input: Readable = process.stdin): Promise<string[]> {
  if (!given.includes(LIST)) return [...given];
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  const names = text.split(text.includes('\0') ? '\0' : /\r?\n/).filter((name) => name !== '');
  return given.flatMap((argument) => (argument === LIST ? names : [argument]));
}
