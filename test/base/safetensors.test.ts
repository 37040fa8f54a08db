import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DataError, encodeSafetensors, halfToFloat, readSafetensors, writeSafetensors } from '../../lib/base';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-safetensors-'));
});

describe('safetensors', () => {
  it('reads back what it wrote, with metadata, and leaves no other file', () => {
    const file = join(folder, 'a.safetensors');
    const tensors = {
      'b.weight': { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-20, 7) },
      a: { shape: [], data: Float32Array.of(4) },
      none: { shape: [0, 3], data: new Float32Array(0) },
    };
    writeSafetensors(file, tensors, { step: '12' });
    const read = readSafetensors(file);
    expect(read.metadata).toEqual({ step: '12' });
    expect(read.tensors).toEqual(tensors);
    expect(readdirSync(folder)).toEqual(['a.safetensors']);
  });

  it('gives equal bytes for equal content in any order', () => {
    const x = { shape: [1], data: Float32Array.of(1) };
    const y = { shape: [1], data: Float32Array.of(2) };
    expect(Buffer.from(encodeSafetensors({ x, y }))).toEqual(Buffer.from(encodeSafetensors({ y, x })));
  });

  it('converts half precision', () => {
    // 0x3c00 = 1, 0xc000 = -2, 0x0001 = 2^-24 (smallest subnormal), 0x7bff = 65504 (largest)
    expect([0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000].map(halfToFloat)).toEqual([1, -2, 2 ** -24, 65504, -0]);
    expect(halfToFloat(0x7c00)).toBe(Number.POSITIVE_INFINITY);
    expect(halfToFloat(0x7e00)).toBeNaN();
  });

  it.each([
    ['too short', Buffer.from('abc'), /3 bytes/],
    [
      'header longer than the file',
      Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}')]),
      /claims 255 bytes/,
    ],
    ['header not JSON', Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{x')]), /not JSON/],
  ])('refuses a file that is %s, naming it', (_, bytes, message) => {
    const file = join(folder, 'bad.safetensors');
    writeFileSync(file, bytes);
    expect(() => readSafetensors(file)).toThrow(DataError);
    expect(() => readSafetensors(file)).toThrow(message);
    expect(() => readSafetensors(file)).toThrow(file);
  });

  it('refuses offsets outside of the file and unknown types', () => {
    const withHeader = (header: object) => {
      const json = Buffer.from(JSON.stringify(header));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(json.length));
      const file = join(folder, 'offsets.safetensors');
      writeFileSync(file, Buffer.concat([length, json, Buffer.alloc(4)]));
      return file;
    };
    expect(() => readSafetensors(withHeader({ t: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }))).toThrow(
      /bytes 0 to 8 of 4/,
    );
    expect(() => readSafetensors(withHeader({ t: { dtype: 'F8', shape: [1], data_offsets: [0, 1] } }))).toThrow(
      /type F8/,
    );
  });
});
