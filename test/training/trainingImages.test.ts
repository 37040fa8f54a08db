import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CancelledError, DataError, progressReporter, sha256Of } from '../../lib/borad/base';
import { imageHash } from '../../lib/borad/features';
import { checkImages, imageContent, saveImages } from '../../lib/borad/training/trainingImages';
import { there } from '../there';
import { tinyDataset } from './tinyRun';

const folder = mkdtempSync(join(tmpdir(), 'borad-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const silent = progressReporter('silent');
const dataset = tinyDataset(32);
const samples = dataset.samples.slice(0, 6);

/** Content as it would be of images by id and hash. */
const content = (entries: [string, string][]) => ({ sha256: entries.join(), images: new Map(entries) });
const six = 'abcdef'.split('').map((id): [string, string] => [id, `${id}0`]);

describe('imageContent', () => {
  it('is of the images in their order, each with the first digits of its own', async () => {
    const said: (string | number)[] = [];
    const report = (what: string, total: number) => {
      said.push(what, total);
      return { update: (done: number) => said.push(done), finish: (text?: string) => said.push(text ?? 'ended') };
    };
    const found = there(await imageContent(dataset, samples.slice(0, 2), report as typeof silent));
    expect(said).toEqual(['hashing images', 2, 1, 2, 'hashed 2 training images']);
    expect([...found.images.keys()]).toEqual(samples.slice(0, 2).map(({ id }) => id));
    for (const hash of found.images.values()) expect(hash).toMatch(/^[0-9a-f]{12}$/);
    const turned = there(await imageContent(dataset, [...samples.slice(0, 2)].reverse(), silent));
    expect(turned.sha256).not.toBe(found.sha256);
    const hashes = await Promise.all(samples.slice(0, 2).map((sample) => imageHash(dataset, sample)));
    expect(found.sha256).toBe(sha256Of(Buffer.from(hashes.join('\n'))));
    expect([...found.images.values()]).toEqual(hashes.map((hash) => hash.slice(0, 12)));
  });

  it('is none of a set that settings fix, unless it has files', async () => {
    const procedural = { ...dataset, name: 'procedural' };
    expect(await imageContent(procedural, samples, silent)).toBeUndefined();
    const files = samples.slice(0, 2).map((sample, i) => (i === 0 ? { ...sample, file: 'none.png' } : sample));
    await expect(imageContent(procedural, files, silent)).rejects.toThrow(/none\.png/);
    expect((await imageContent(dataset, samples.slice(0, 1), silent))?.images.size).toBe(1);
  });

  it('stops between two images', async () => {
    const stop = new AbortController();
    const cancelling = {
      ...dataset,
      read: (sample: Parameters<typeof dataset.read>[0]) => {
        stop.abort();
        return dataset.read(sample);
      },
    };
    const stopped = imageContent(cancelling, samples, silent, stop.signal);
    await expect(stopped).rejects.toThrow(CancelledError);
    await expect(stopped).rejects.toThrow('Stopped after hashing 1 of 6 images; nothing was trained.');
  });
});

describe('checkImages', () => {
  it('lets the same images through', () => {
    expect(() => checkImages(folder, 'x', { sha256: 'x', images: new Map() })).not.toThrow();
  });

  const told = (now: [string, string][]) => {
    const own = mkdtempSync(join(folder, 'run-'));
    saveImages(own, content(six));
    try {
      checkImages(own, content(six).sha256, content(now));
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).file).toBe(own);
      return /with its own: (.*)\. Restore them/.exec((error as Error).message)?.[1];
    }
    return 'nothing';
  };

  it('names three that differ, are new or missing, and counts the rest', () => {
    const changed = (...ids: string[]) =>
      six.map(([id, hash]): [string, string] => [id, ids.includes(id) ? 'other' : hash]);
    expect(told(changed('b'))).toBe('1 of 6 differ: b');
    expect(told(changed('b', 'c', 'e'))).toBe('3 of 6 differ: b, c, e');
    expect(told(changed('b', 'c', 'e', 'f'))).toBe('4 of 6 differ: b, c, e and 1 more');
    expect(told([...six.slice(1), ['g', 'g0']])).toBe('2 of 6 differ: g, a (missing)');
    expect(told(six.slice(0, 4))).toBe('2 of 6 differ: e (missing), f (missing)');
    expect(told([...six, ['g', 'g0']])).toBe('1 of 7 differ: g');
    expect(told([...six].reverse())).toBe('their order differs');
  });

  it('says less where the list of images cannot be read', () => {
    for (const text of ['{', 'null', '3']) {
      writeFileSync(join(folder, 'images.json'), text);
      expect(() => checkImages(folder, 'x', content(six))).toThrow(/with its own: at least one differs\./);
    }
    expect(() => checkImages(folder, 'x', undefined)).toThrow(/with its own: these are procedural\./);
  });
});
