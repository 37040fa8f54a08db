/** A temporary folder for a set, and what opening it gives. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { DataError } from '../../../lib/borad/base';
import { type Dataset, openDataset } from '../../../lib/borad/datasets';
import { putImage } from '../trees';

/** Call it at the top of a file; `dir` is another, empty folder in each test. */
export function temporaryFolder() {
  const folder = { dir: '' };
  beforeEach(() => {
    folder.dir = join(mkdtempSync(join(tmpdir(), 'borad-folder-')), 'mine');
    mkdirSync(folder.dir);
  });
  afterEach(() => rmSync(dirname(folder.dir), { recursive: true, force: true }));
  const at = (path: string) => join(folder.dir, path);
  const open = (categories: string[] = []): Dataset =>
    openDataset(folder.dir, {
      imageSize: 8,
      categories,
      procedural: { seed: 1, train: 1, testGood: 1, testDefective: 1 },
    });
  return {
    at,
    open,
    /** Writes pictures; each is another one. */
    async images(...paths: string[]): Promise<void> {
      for (const path of paths) await putImage(at(path));
    },
    /** Writes a text; folders are made. */
    text(path: string, content = 'text'): void {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content);
    },
    /** The error that opening gives. */
    refusal(): DataError {
      try {
        open();
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        return error as DataError;
      }
      throw new Error('expected an error');
    },
  };
}

export const ids = ({ samples }: Dataset): string[] => samples.map(({ id }) => id);

/** Ids of the defective images, each with the pixels of its mask, or `-` where it has none. */
export async function maskedPixels(set: Dataset): Promise<string[]> {
  const lines: string[] = [];
  for (const sample of set.samples.filter(({ defect }) => defect !== 'good')) {
    const { mask } = await set.read(sample);
    lines.push(`${sample.id} ${sample.unmasked ? '-' : mask.reduce((sum, value) => sum + value, 0)}`);
  }
  return lines;
}
