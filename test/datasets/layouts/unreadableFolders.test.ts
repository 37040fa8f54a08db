import * as fs from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { checkDataset, findDatasets } from '../../../lib/borad/datasets';
import { mvtecTree } from '../trees';
import { temporaryFolder } from './openFolder';

/** Folders that the disk refuses to list; the tests may run as a user who may read everything. */
const forbidden = new Map<string, string>();

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const readdirSync = (path: string, ...rest: unknown[]) => {
    const code = forbidden.get(path);
    if (code) throw Object.assign(new Error(`${code}: refused, scandir '${path}'`), { code });
    return (real.readdirSync as (...args: unknown[]) => unknown)(path, ...rest);
  };
  return { ...real, default: { ...real, readdirSync }, readdirSync };
});

const { at, refusal } = temporaryFolder();

describe('a folder that cannot be listed', () => {
  it.each([
    ['EACCES', /Cannot list the folder .*good: permission denied\. Give yourself permission to read it/],
    ['EIO', /Cannot list the folder .*good: EIO: refused.*Check the disk/],
  ])('is named with the remedy: %s', async (code, message) => {
    await mvtecTree(at(''), ['nut']);
    forbidden.set(at('nut/test/good'), code);
    const error = refusal();
    expect(error.message).toMatch(message);
    expect(error.file).toBe(at('nut/test/good'));
    await expect(checkDataset(at(''))).rejects.toThrow(message);
    expect(findDatasets(at('..'))[0].problem).toMatch(message);
  });

  it('does not stop the search for sets, nor does a link that leads nowhere', async () => {
    await mvtecTree(at(''), ['nut']);
    fs.symlinkSync(at('nowhere'), at('../gone'));
    fs.symlinkSync('loop', at('../loop'));
    expect(findDatasets(at('..')).map(({ name, images, problem }) => [name, images, problem])).toEqual([
      ['mine', 4, ''],
    ]);
  });
});
