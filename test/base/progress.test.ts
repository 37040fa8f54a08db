import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatDuration, progressMode, progressReporter, VERSION } from '../../lib/borad/base';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('progress', () => {
  it('writes durations as people read them', () => {
    expect([0, 65, 3723, -2].map(formatDuration)).toEqual(['0:00', '1:05', '1:02:03', '0:00']);
  });

  it('rewrites one line in a notebook and leaves the summary', () => {
    let text = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      text += chunk;
      return true;
    });
    const progress = progressReporter('notebook')('training', 4);
    progress.update(1, 'loss 2');
    progress.update(2, 'too soon after the last');
    progress.finish('trained');
    expect(text).toMatch(/^\rtraining 1\/4 {2}loss 2\rtrained *\n$/);
  });

  it('estimates the time left without the first step, which compiles', () => {
    const lines: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
    vi.useFakeTimers({ now: 0, toFake: ['Date'] });
    const progress = progressReporter('lines')('training', 60);
    const steps: [seconds: number, done: number][] = [
      [20, 1], // compiling
      [30, 11], // then a step takes a second
      [40, 21],
    ];
    for (const [seconds, done] of steps) {
      vi.setSystemTime(1000 * seconds);
      progress.update(done);
    }
    expect(lines).toEqual(['training 1/60\n', 'training 11/60  0:49 left\n', 'training 21/60  0:39 left\n']);
  });

  it('estimates the time left of a resumed run by the steps done since', () => {
    const lines: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
    vi.useFakeTimers({ now: 0, toFake: ['Date'] });
    const progress = progressReporter('lines')('training', 600);
    vi.setSystemTime(20_000);
    progress.update(501);
    vi.setSystemTime(40_000);
    progress.update(511);
    expect(lines[1]).toBe('training 511/600  2:58 left\n');
  });

  it('says how far the work came where it ended early', () => {
    let text = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      text += chunk;
      return true;
    });
    const progress = progressReporter('lines')('training', 400);
    for (let step = 1; step <= 26; step++) progress.update(step);
    progress.finish();
    expect(text.trimEnd().split('\n').pop()).toBe('training 26/400');
    expect(text).not.toContain('400/400');
  });

  it('is silent when asked, and knows a notebook by its profile', () => {
    const out = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const progress = progressReporter('silent')('training', 4);
    progress.update(1);
    progress.finish();
    expect(out).not.toHaveBeenCalled();
    vi.stubEnv('BORAD_PROFILE', 'quick');
    expect(progressMode()).toBe('notebook');
    vi.stubEnv('BORAD_PROGRESS', 'lines');
    expect(progressMode()).toBe('lines');
  });
});

describe('VERSION', () => {
  it('is that of the package', () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../lib/borad/package.json'), 'utf8'));
    expect(VERSION).toBe(version);
  });
});
