// Processes of one thread's work each: kept on one processor, they do not fight for the others.
import { spawn, spawnSync } from 'node:child_process';

/** Whether processes can be kept on one processor each: their threads would fight for the others otherwise. */
export function canPin() {
  return process.platform === 'linux' && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;
}

/**
 * Runs a script in a process of its own, whose output is shown.
 *
 * @param {readonly string[]} script The file and its arguments.
 * @param {number} [processor] Where it is kept; without it, anywhere.
 * @returns {Promise<void>} Rejected where it ends with another code than 0.
 */
export function runPinned(script, processor) {
  const self = [process.execPath, ...script];
  const [command, ...args] = processor === undefined ? self : ['taskset', '-c', String(processor), ...self];
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
      child.on('error', reject);
      child.on('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`exit ${code ?? signal}`))));
    })
  );
}
