import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createRng,
  DataError,
  decodeNumbers,
  decodeSafetensors,
  encodeSafetensors,
  halfToFloat,
  type NumberType,
  readSafetensors,
  writeSafetensors,
} from '../../lib/borad/base';
import { mutated } from '../mutations';

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

/** A file of that header and that many bytes of numbers. */
function around(json: string | Buffer, size = 0): Uint8Array {
  const header = Buffer.from(json);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(size)]);
}

const entry = (begin: number, end: number, shape = [(end - begin) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('decodeSafetensors', () => {
  it('tells the types that tensors were stored as', () => {
    const bytes = around(JSON.stringify({ a: entry(0, 4, [2], 'F16'), b: entry(4, 12, [1], 'I64') }), 12);
    expect(decodeSafetensors(bytes, 'x').types).toEqual({ a: 'F16', b: 'I64' });
  });

  it('takes any name for a name', () => {
    const named = Object.fromEntries([
      ['__proto__', { shape: [1], data: Float32Array.of(1) }],
      ['toString', { shape: [1], data: Float32Array.of(2) }],
    ]);
    const { tensors } = decodeSafetensors(encodeSafetensors(named), 'x');
    expect(Object.keys(tensors)).toEqual(['__proto__', 'toString']);
    expect(Object.values(tensors)[0]).toEqual({ shape: [1], data: Float32Array.of(1) });
    const type = { ...entry(0, 4), dtype: 'toString' };
    expect(() => decodeSafetensors(around(JSON.stringify({ a: type }), 4), 'x')).toThrow(/type toString/);
  });

  it.each([
    ['a list', '[]', 0, /not an object/],
    ['null', 'null', 0, /not an object/],
    ['no text', Buffer.from([0x7b, 0xff, 0x7d]), 0, /not JSON/],
    ['a tensor that is null', '{"a":null}', 0, /"a" in its header is not an object/],
    ['metadata that is a list', '{"__metadata__":[]}', 0, /not an object/],
    ['metadata that is no text', '{"__metadata__":{"a":1}}', 0, /metadata "a" is not text/],
    [
      'a name twice',
      '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F16","shape":[0],"data_offsets":[0,0]}}',
      0,
      /twice/,
    ],
    [
      'a name twice, spelt differently',
      '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
      0,
      /twice/,
    ],
    ['a field twice', '{"a":{"dtype":"F16","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4, /twice/],
    ['a further field', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', 4, /nothing else/],
    ['a type that is no text', '{"a":{"dtype":{"toString":1},"shape":[1],"data_offsets":[0,4]}}', 4, /has type \{/],
    ['a negative size', JSON.stringify({ a: entry(0, 4, [-1]) }), 4, /whole numbers/],
    ['a broken size', JSON.stringify({ a: entry(0, 4, [0.5, 2]) }), 4, /whole numbers/],
    ['sizes beyond counting', JSON.stringify({ a: entry(0, 0, [2 ** 53, 0]) }), 0, /whole numbers/],
    ['sizes that multiply beyond counting', JSON.stringify({ a: entry(0, 4, [2 ** 40, 2 ** 40]) }), 4, /bytes 0 to 4/],
    ['three offsets', JSON.stringify({ a: { ...entry(0, 4), data_offsets: [0, 4, 4] } }), 4, /needs dtype, shape/],
    ['offsets backwards', JSON.stringify({ a: entry(4, 0, []) }), 4, /bytes 4 to 0/],
    ['a hole', JSON.stringify({ a: entry(0, 4), b: entry(8, 12) }), 12, /b starts at byte 8, .* ends at 4/],
    ['an overlap', JSON.stringify({ a: entry(0, 8), b: entry(4, 12) }), 12, /b starts at byte 4, .* ends at 8/],
    ['bytes that belong to no tensor', JSON.stringify({ a: entry(0, 4) }), 8, /end at byte 4 of 8/],
  ])('refuses a header with %s', (_, json, size, message) => {
    const read = () => decodeSafetensors(around(json, size), 'some.safetensors');
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
    expect(read).toThrow(/some\.safetensors/);
  });

  it('refuses a header of more than 100 MB', () => {
    const bytes = new Uint8Array(100_000_010);
    new DataView(bytes.buffer).setBigUint64(0, 100_000_002n, true);
    expect(() => decodeSafetensors(bytes, 'x')).toThrow(/at most 100000000/);
  });

  it('gives tensors or a DataError for 10,000 damaged files, nothing else', () => {
    const whole = encodeSafetensors(
      {
        'a.weight': { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
        'b "quoted"': { shape: [], data: Float32Array.of(7) },
        none: { shape: [0], data: new Float32Array(0) },
      },
      { step: '3' },
    );
    const rng = createRng(7);
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const copy = mutated(whole, rng);
      try {
        for (const { shape, data } of Object.values(decodeSafetensors(copy, 'x').tensors)) {
          if (data.length !== shape.reduce((a, b) => a * b, 1))
            throw new Error(`[${shape}] has ${data.length} numbers`);
        }
      } catch (error) {
        if (!(error instanceof DataError)) throw new Error(`copy ${i} (${copy.toString()}): ${(error as Error).stack}`);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5000);
  });
});

describe('decodeNumbers', () => {
  it('reads every type wherever the bytes lie', () => {
    const at = (array: ArrayBufferView) => {
      const shifted = new Uint8Array(array.byteLength + 1);
      shifted.set(new Uint8Array(array.buffer), 1);
      return shifted.subarray(1);
    };
    const read = (array: ArrayBufferView, type: NumberType) => [...decodeNumbers(at(array), type, 2)];
    expect(read(Float64Array.of(1.5, -3), 'F64')).toEqual([1.5, -3]);
    expect(read(Float32Array.of(1.5, -3), 'F32')).toEqual([1.5, -3]);
    expect(read(Uint16Array.of(0x3c00, 0xc000), 'F16')).toEqual([1, -2]);
    expect(read(Uint16Array.of(0x3f80, 0xc000), 'BF16')).toEqual([1, -2]);
    expect(read(BigInt64Array.of(-5n, 2n ** 40n), 'I64')).toEqual([-5, 2 ** 40]);
    expect(read(Int32Array.of(-70000, 2), 'I32')).toEqual([-70000, 2]);
    expect(read(Int16Array.of(-300, 2), 'I16')).toEqual([-300, 2]);
    expect(read(Int8Array.of(-3, 2), 'I8')).toEqual([-3, 2]);
    expect(read(Uint8Array.of(200, 2), 'U8')).toEqual([200, 2]);
    expect(read(Uint8Array.of(2, 0), 'BOOL')).toEqual([1, 0]);
  });
});
