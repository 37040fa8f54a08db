'use strict';

/** Errors of a stream whose reader has gone: `| head -1`, a closed terminal. */
const GONE = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/**
 * Lets a command finish its work, with its own exit code, when nobody reads its output any more: what is printed from then
 * on is dropped. Output that is lost for another reason (a full disk) is reported on standard error, and the command fails.
 *
 * @param {string} name of the command, before the message
 */
function keepGoingWithoutReader(name) {
  const lost = (/** @type {NodeJS.WriteStream} */ stream) => (/** @type {NodeJS.ErrnoException} */ error) => {
    if (GONE.has(error.code ?? '') || stream === process.stderr || process.exitCode) return;
    process.exitCode = 1;
    process.stderr.write(`${name}: standard output cannot be written: ${error.message}.\n`);
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', lost(stream));
}

module.exports = { keepGoingWithoutReader };
