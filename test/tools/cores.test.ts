import { beforeAll, describe, expect, it } from 'vitest';
import { loadTool } from './loadTool';

// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let cores: any;
beforeAll(async () => {
  cores = await loadTool('cores.mjs');
});

describe('cores', () => {
  it('are read from a list of numbers and ranges', () => {
    expect(cores.coresOf('0-2,5,7-8')).toEqual([0, 1, 2, 5, 7, 8]);
    expect(cores.coresOf('3')).toEqual([3]);
  });

  it('are divided evenly, each to one part', () => {
    expect(cores.divided([0, 1], 2)).toEqual(['0', '1']);
    expect(cores.divided([0, 1, 4, 5, 6], 2)).toEqual(['0,1', '4,5,6']);
  });

  it('are left to the system where a part would have none, or is alone', () => {
    expect(cores.divided([0], 2)).toBeNull();
    expect(cores.divided([0, 1], 1)).toBeNull();
    expect(cores.coreLists(1)).toEqual([undefined]);
  });

  it('bind a command that has some', () => {
    expect(cores.onCores('0,1', ['node', 'x.mjs'])).toEqual(['taskset', '-c', '0,1', 'node', 'x.mjs']);
    expect(cores.onCores(undefined, ['node', 'x.mjs'])).toEqual(['node', 'x.mjs']);
  });
});
