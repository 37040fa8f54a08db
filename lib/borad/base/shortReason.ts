/** What other libraries throw, as a part of one line. */

/** Characters; native libraries put whole graphs and stacks into their messages. */
const LONGEST = 400;

/**
 * The message of anything that was thrown, without line breaks, stack or final full stop, cut where it is too long to be read.
 *
 * @param thrown An error, or whatever else a library throws.
 */
export function shortReason(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  const line = message
    .split('\n')
    .filter((part) => !/^\s+at .+[:)]\d*\)?$/.test(part))
    .join(' ')
    // Control characters would move the cursor of the terminal.
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (line.length > LONGEST) return `${line.slice(0, LONGEST).trimEnd()} ...`;
  return line.replace(/\.$/, '') || 'no reason is given';
}
