/** Runs cases in child processes; one that hangs or dies is named, and the others go on. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @typedef {{ number: number, what: string, end: 'right' | 'typed' | 'other', text: string }} Done */
/**
 * @typedef {object} Options
 * @property {number} seed
 * @property {string} scratch a folder for what cases write
 * @property {string} intact the folder of what is damaged
 * @property {number[]} commands cases that the command line reads too
 * @property {number} deadlineS
 * @property {number} jobs
 * @property {(done: Done) => void} onDone
 */
/** @typedef {{ ready?: boolean, stray?: string, finished?: boolean, start?: number, what?: string, done?: number } & Partial<Done>} Report */

const script = fileURLToPath(new URL('./runCases.mjs', import.meta.url));
/** Cases that a child is sent at once; a fresh child then takes over, so that memory of one case is not laid to another. */
const BATCH = 200;
/** Time that the command line has on top of a case's own. */
const COMMAND_S = 60;

/**
 * Runs one batch; resolves with the numbers that are left when a case has taken the child with it.
 *
 * @param {number[]} numbers
 * @param {Omit<Options, 'jobs'>} options
 * @returns {Promise<number[]>}
 */
function runBatch(numbers, { seed, scratch, intact, commands, deadlineS, onDone }) {
  return new Promise((resolve, reject) => {
    const child = fork(script, [String(seed), scratch, intact], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const left = new Set(numbers);
    let running = /** @type {number | undefined} */ (undefined);
    let what = '';
    let timer = /** @type {NodeJS.Timeout | undefined} */ (undefined);
    let fault = '';
    let native = '';
    const kill = () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    process.once('exit', kill);
    child.stderr?.on('data', (chunk) => {
      native = (native + chunk).slice(-1000);
    });
    child.on('message', (/** @type {Report} */ message) => {
      if (message.ready) child.send({ numbers, commands });
      if (message.stray) fault = message.stray;
      if (message.finished) child.disconnect();
      if (message.start !== undefined) {
        running = message.start;
        what = 'the input was not made yet';
        const limit = deadlineS + (commands.includes(running) ? COMMAND_S : 0);
        timer = setTimeout(() => {
          fault = `hangs: no end after ${limit} s`;
          kill();
        }, limit * 1000);
      }
      if (message.what !== undefined && message.done === undefined) what = message.what;
      if (message.done !== undefined) {
        clearTimeout(timer);
        running = undefined;
        left.delete(message.done);
        onDone(/** @type {Done} */ ({ number: message.done, ...message }));
      }
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      process.removeListener('exit', kill);
      kill();
      if (running === undefined && left.size === numbers.length && left.size) {
        reject(new Error(`The cases cannot be run: ${fault || native || `code ${code}, signal ${signal}`}`));
        return;
      }
      if (running !== undefined) {
        left.delete(running);
        const text = fault || `the process ended, by ${signal ?? `code ${code}`}: ${native.trim()}`;
        onDone({ number: running, what, end: 'other', text });
      }
      resolve([...left]);
    });
  });
}

/**
 * Runs all cases, `jobs` children side by side.
 *
 * @param {number[]} numbers
 * @param {Options} options
 */
export async function runCases(numbers, options) {
  const waiting = [...numbers];
  const work = async () => {
    while (waiting.length) {
      let batch = waiting.splice(0, Math.min(BATCH, Math.ceil(numbers.length / options.jobs)));
      while (batch.length) batch = await runBatch(batch, options);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
}
