import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { withListed } from '../../../lib/borad/cli/score/listedPhotos';
import { watchPhotos } from '../../../lib/borad/cli/score/watchPhotos';

const folder = mkdtempSync(join(tmpdir(), 'borad-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Watches the folder; before each look after the first one of the steps is done, and after the last the watching ends. */
async function watched(steps: (() => void)[]): Promise<string[][]> {
  const controller = new AbortController();
  const left = [...steps];
  const groups: string[][] = [];
  const list = async () =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  const pause = async () => {
    const step = left.shift();
    if (step) step();
    else controller.abort();
  };
  for await (const group of watchPhotos({ list, every: 1, signal: controller.signal, pause }))
    groups.push(group.map((file) => file.slice(folder.length + 1)));
  return groups;
}

const nothing = () => {};

describe('watchPhotos', () => {
  it('gives each file once, when it has stopped to grow', async () => {
    writeFileSync(join(folder, 'a.png'), 'whole');
    const groups = await watched([
      () => writeFileSync(join(folder, 'b.png'), 'half'),
      () => appendFileSync(join(folder, 'b.png'), ' and more'),
      () => appendFileSync(join(folder, 'b.png'), ' and the rest'),
      nothing,
      nothing,
      nothing,
    ]);
    expect(groups).toEqual([['a.png'], ['b.png']]);
  });

  it('gives a file again when it has changed, and none that is empty or gone', async () => {
    writeFileSync(join(folder, 'c.png'), '');
    const groups = await watched([
      nothing,
      () => {
        writeFileSync(join(folder, 'a.png'), 'another photo');
        rmSync(join(folder, 'b.png'));
      },
      nothing,
      nothing,
    ]);
    expect(groups).toEqual([['a.png', 'b.png'], ['a.png']]);
  });
});

describe('withListed', () => {
  it('puts the names of the input in the place of -', async () => {
    const lines = (text: string) => withListed(['first', '-', 'last'], Readable.from([Buffer.from(text)]));
    expect(await lines('a b.png\nc.png\r\n\n')).toEqual(['first', 'a b.png', 'c.png', 'last']);
    expect(await lines('a\nb.png\0c.png\0')).toEqual(['first', 'a\nb.png', 'c.png', 'last']);
    expect(await withListed(['photo.png'])).toEqual(['photo.png']);
  });
});
