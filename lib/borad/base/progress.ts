/** Progress of long work: a bar on a terminal, plain lines elsewhere, one line that is rewritten in a notebook. */
import type * as CliProgress from 'cli-progress';
import { environment } from './environment';

export interface Progress {
  /** Work done so far, of the total that `start` named. */
  update(done: number, detail?: string): void;
  /** Ends the display; `summary` is the line that stays, by default how far the work came. */
  finish(summary?: string): void;
}

export type ProgressMode = 'terminal' | 'lines' | 'notebook' | 'silent';

/** Starts the display of one piece of work of `total` units. */
export type ProgressReporter = (title: string, total: number) => Progress;

/** Seconds as 1:05 or 1:02:03. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A tslab kernel, or the project's notebook runner (which names its profile), is executing cells. */
function inNotebook(): boolean {
  return environment().BORAD_PROFILE !== undefined || process.argv.some((argument) => /tslab/.test(argument));
}

/** The fitting mode for where the process runs; `BORAD_PROGRESS` overrides it. */
export function progressMode(): ProgressMode {
  const forced = environment().BORAD_PROGRESS;
  if (forced === 'terminal' || forced === 'lines' || forced === 'notebook' || forced === 'silent') return forced;
  if (inNotebook()) return 'notebook';
  return process.stderr.isTTY ? 'terminal' : 'lines';
}

/**
 * Estimates the time left from the second report on: the first step also compiles and fills caches, and a run that goes
 * on from a checkpoint did not do the steps before its first report.
 */
function timeLeft(total: number): (done: number) => string | undefined {
  let first: { done: number; at: number } | undefined;
  return (done) => {
    const now = Date.now();
    if (done > 0) first ??= { done, at: now };
    if (!first || done <= first.done) return undefined;
    return formatDuration(((now - first.at) / 1000 / (done - first.done)) * (total - done));
  };
}

function withTimeLeft(
  title: string,
  total: number,
  write: (line: string, last: boolean) => void,
  every: number,
): Progress {
  const leftAt = timeLeft(total);
  let printed = 0;
  let reached = 0;
  return {
    update(done, detail = '') {
      const left = leftAt(done);
      reached = done;
      const now = Date.now();
      if (now - printed < every || done === 0) return;
      printed = now;
      write(`${title} ${done}/${total}${detail ? `  ${detail}` : ''}${left ? `  ${left} left` : ''}`, false);
    },
    finish: (summary = `${title} ${reached}/${total}`) => write(summary, true),
  };
}

/**
 * A reporter for the mode. Bars and lines go to standard error, so that results on standard output stay clean.
 *
 * @example
 * ```ts
 * const photos = ['a.png', 'b.png', 'c.png'];
 * const progress = borad.progressReporter('silent')('reading photos', photos.length);
 * photos.forEach((_, i) => progress.update(i + 1));
 * progress.finish();
 * ```
 */
export function progressReporter(mode: ProgressMode = progressMode()): ProgressReporter {
  if (mode === 'silent') return () => ({ update() {}, finish() {} });
  if (mode === 'lines') {
    return (title, total) => withTimeLeft(title, total, (line) => process.stderr.write(`${line}\n`), 10_000);
  }
  if (mode === 'notebook') {
    let width = 0;
    return (title, total) =>
      withTimeLeft(
        title,
        total,
        (line, last) => {
          process.stdout.write(`\r${line.padEnd(width)}${last ? '\n' : ''}`);
          width = last ? 0 : line.length;
        },
        500,
      );
  }
  return (title, total) => {
    // Loaded with the first bar, so that importing borad stays quick.
    const { Presets, SingleBar } = require('cli-progress') as typeof CliProgress;
    const format = `${title} [{bar}] {value}/{total}  {detail}  {left} left`;
    const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, fps: 5, barsize: 24 }, Presets.rect);
    const leftAt = timeLeft(total);
    bar.start(total, 0, { detail: '', left: '?' });
    return {
      update(done, detail = '') {
        bar.update(done, { detail, left: leftAt(done) ?? '?' });
      },
      finish(summary) {
        bar.stop();
        if (summary) process.stderr.write(`${summary}\n`);
      },
    };
  };
}
