import { beforeAll, describe, expect, it } from 'vitest';
import { loadTool } from './loadTool';

let duration: (seconds: number) => string;
let partTimes: (parts: [string, number][]) => string;
beforeAll(async () => {
  ({ duration, partTimes } = await loadTool('partTimes.mjs'));
});

describe('times of parts', () => {
  it('are seconds below a minute, else minutes and seconds', () => {
    expect([0.4, 59.4, 59.6, 75, 3600].map(duration)).toEqual(['0 s', '59 s', '1 min 0 s', '1 min 15 s', '60 min 0 s']);
  });

  it('are listed one per line, with their sum at the end', () => {
    const parts: [string, number][] = [
      ['build', 12.2],
      ['unit tests', 300.1],
    ];
    expect(partTimes(parts)).toBe('build       12 s\nunit tests  5 min 0 s\nall         5 min 12 s\n');
  });
});
