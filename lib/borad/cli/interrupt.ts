/**
 * Ctrl-C, or a request to end, once stops at the next safe point, twice ends the process; a closed terminal stops too.
 *
 * @param unit What is finished before the stop, e.g. `step`.
 */
export function interruptSignal(unit = 'step'): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write(`\nStopping after the ${unit} under way; press again to stop at once.\n`);
    controller.abort();
  };
  // A terminal that closes may say so twice, to its shell and to the job, and nobody is left to be impatient.
  const onHangUp = () => controller.abort();
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  process.on('SIGHUP', onHangUp);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
      process.off('SIGHUP', onHangUp);
    },
  };
}
