import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng, DataError, OptionError } from '../../lib/borad/base';
import {
  type FeatureFileHeader,
  featureFileBytes,
  featureValues,
  openFeatureFile,
  writeFeatureFile,
} from '../../lib/borad/features';

const folder = mkdtempSync(join(tmpdir(), 'borad-features-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const header: FeatureFileHeader = {
  key: 'a key',
  type: 'float32',
  count: 5,
  shapes: [
    [4, 4, 3],
    [2, 2, 6],
  ],
};

function imageAt(index: number): Float32Array[] {
  const rng = createRng(7).split(index);
  return header.shapes.map(([h, w, c]) => Float32Array.from({ length: h * w * c }, () => rng.normal()));
}

function written(name: string, of: FeatureFileHeader = header): string {
  const file = join(folder, name);
  const writer = writeFeatureFile(file, of);
  for (let i = writer.done; i < of.count; i++) writer.append(imageAt(i));
  writer.finish();
  return file;
}

describe('feature files', () => {
  it('give back what was written, in any order', () => {
    const opened = openFeatureFile(written('plain'));
    expect(opened.header).toEqual(header);
    const [fine, coarse] = opened.gather([3, 0, 3]);
    expect([...fine]).toEqual([...imageAt(3)[0], ...imageAt(0)[0], ...imageAt(3)[0]]);
    expect([...coarse]).toEqual([...imageAt(3)[1], ...imageAt(0)[1], ...imageAt(3)[1]]);
    opened.verify();
    expect(() => opened.gather([5])).toThrow(OptionError);
    opened.close();
    opened.close();
  });

  it('round to half precision in half the room', () => {
    const half = { ...header, type: 'float16' as const };
    const file = written('half', half);
    expect(readFileSync(file).length).toBe(featureFileBytes(half));
    expect(featureFileBytes(header) - featureFileBytes(half)).toBe(header.count * featureValues(header.shapes) * 2);
    const opened = openFeatureFile(file);
    const [fine] = opened.gather([1]);
    fine.forEach((value, i) => {
      expect(Math.abs(value - imageAt(1)[0][i])).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -10));
    });
    opened.close();
  });

  it('continue from wherever a killed process stopped, and end the same', () => {
    const whole = readFileSync(written('whole'));
    const rng = createRng(3);
    for (let i = 0; i < 20; i++) {
      const file = join(folder, `killed-${i}`);
      writeFileSync(`${file}.part`, whole.subarray(0, rng.int(whole.length)));
      const writer = writeFeatureFile(file, header);
      for (let k = writer.done; k < header.count; k++) writer.append(imageAt(k));
      writer.finish();
      expect(readFileSync(file).equals(whole)).toBe(true);
    }
  });

  it('keep nothing of a part after a damaged record, or with another header', () => {
    const whole = readFileSync(written('whole-2'));
    const size = (whole.length - 4096 - 4) / header.count;
    const bytes = Buffer.from(whole);
    bytes[4096 + 2 * size + 5] ^= 1;
    writeFileSync(join(folder, 'damaged.part'), bytes);
    const damaged = writeFeatureFile(join(folder, 'damaged'), header);
    expect(damaged.done).toBe(2);
    damaged.close();
    writeFileSync(join(folder, 'other.part'), whole);
    const other = writeFeatureFile(join(folder, 'other'), { ...header, key: 'another key' });
    expect(other.done).toBe(0);
    expect(() => other.finish()).toThrow(OptionError);
    other.close();
  });

  it('say which file is damaged, whatever byte was changed', () => {
    const file = written('to-damage');
    const whole = readFileSync(file);
    const rng = createRng(5);
    const padding = whole.subarray(0, 4096).lastIndexOf('}') + 1;
    for (let i = 0; i < 300; i++) {
      let at = rng.int(whole.length);
      // The rest of the header's block is zeros that nobody reads.
      while (at >= padding && at < 4096) at = rng.int(whole.length);
      const bytes = Buffer.from(whole);
      bytes[at] ^= 1 << rng.int(8);
      writeFileSync(file, bytes);
      const read = () => {
        const opened = openFeatureFile(file);
        try {
          opened.verify();
          return opened.header;
        } finally {
          opened.close();
        }
      };
      // A changed key is still a key: the cache compares it with the one that it asked for.
      let outcome: unknown;
      try {
        outcome = read();
      } catch (error) {
        outcome = error;
      }
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(DataError);
        expect(outcome.message).toContain(file);
      } else {
        expect(outcome).not.toEqual(header);
      }
    }
  });

  it('refuse to be opened when they are cut off, and when they are not there', () => {
    const file = written('to-cut');
    truncateSync(file, 5000);
    expect(() => openFeatureFile(file)).toThrow(/damaged/);
    truncateSync(file, 10);
    expect(() => openFeatureFile(file)).toThrow(/damaged/);
    expect(() => openFeatureFile(join(folder, 'nothing'))).toThrow(DataError);
  });
});
