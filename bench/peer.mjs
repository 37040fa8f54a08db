/** A process that measures one side: requests and answers are lines of JSON on its standard input and output. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Peer {
  /** @param {string} label Shown in tables. @param {string[]} command Program and arguments. */
  constructor(label, [program, ...args], env = {}) {
    this.label = label;
    this.process = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.errors = '';
    this.process.stderr.on('data', (text) => {
      this.errors = (this.errors + text).slice(-4000);
    });
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
    this.process.stdin.on('error', () => undefined);
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param {object} request
   */
  async ask(request) {
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(`${this.label} ended while it did ${JSON.stringify(request)}:\n${this.errors}`);
      // Libraries greet on standard output too.
      if (!value.startsWith('{')) continue;
      const answer = JSON.parse(value);
      if (answer.error) throw new Error(`${this.label}: ${answer.error}`);
      return answer;
    }
  }

  /**
   * Prepares a workload; returns what it took.
   *
   * @param {import('./workload.d.ts').Workload} workload
   * @returns {Promise<import('./workload.d.ts').Ready>}
   */
  prepare(workload) {
    return this.ask({ prepare: workload });
  }

  /**
   * Milliseconds of each of some runs.
   *
   * @param {number} times
   * @returns {Promise<number[]>}
   */
  async run(times) {
    return (await this.ask({ run: times })).ms;
  }

  /**
   * Milliseconds of each of some runs, and the largest memory of the process so far, MiB.
   *
   * @param {number} times
   * @returns {Promise<import('./workload.d.ts').Measured>}
   */
  runMeasured(times) {
    return this.ask({ run: times });
  }

  async end() {
    this.process.stdin.end();
    await this.ended;
  }
}
