/** The word that callers must know. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { DataError, readFile } from '../base';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Characters that a token has at least. */
const SHORTEST = 16;

/**
 * Reads a token: the file's text without white space around it.
 *
 * @throws {DataError} the file cannot be read, or its text is shorter than 16 characters or has white space inside.
 */
export function readToken(file: string): string {
  const token = readFile(file).toString('utf8').trim();
  if (token.length >= SHORTEST && !/\s/.test(token)) return token;
  throw new DataError(
    `${file}: expected a token of at least ${SHORTEST} characters without white space, got ${token.length} characters. Make one: node -p "crypto.randomBytes(24).toString('base64url')".`,
    { file },
  );
}

/** Whether a header `Authorization` is `Bearer` and the token; takes as long for wrong tokens, whatever they begin with. */
export function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = digest(`Bearer ${token}`);
  return (authorization = '') => timingSafeEqual(digest(authorization), expected);
}
