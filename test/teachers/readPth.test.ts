import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createRng, DataError, readSafetensors } from '../../lib/borad/base';
import { decodePth, readPth } from '../../lib/borad/teachers';
import { mutated } from '../mutations';
import { floats, legacyPth, op, pthEntries, type Written, type WrittenTensor, zipAround, zipPth } from './pthWriter';

const oracles = join(__dirname, '..', 'fixtures', 'oracles');

const raw = (storage: string, bytes: ArrayBufferView, bytesEach: number, shape: number[]): WrittenTensor => ({
  storage,
  bytes: new Uint8Array(bytes.buffer),
  bytesEach,
  shape,
});

const sample: { [name: string]: Written } = {
  'conv.weight': floats([2, 3], [1, -2, 3.5, 0, 1e-20, 7]),
  'conv.bias': floats([2], [0.5, 0.25], { isParameter: true }),
  count: raw('Long', BigInt64Array.of(12n), 8, []),
  note: 'text',
};

const forms: [string, (root: Written) => Uint8Array][] = [
  ['zip', zipPth],
  ['legacy', legacyPth],
];

const refusal = (bytes: Uint8Array): DataError => {
  try {
    decodePth(bytes, 'x.pth');
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  }
  throw new Error('it was read');
};

describe('decodePth', () => {
  it('reads what PyTorch wrote: the same numbers as in the safetensors file beside it', () => {
    const { tensors, ignored } = readPth(join(oracles, 'teacher_weights.pth'));
    const expected = readSafetensors(join(oracles, 'teacher_weights.safetensors')).tensors;
    expect(Object.keys(tensors).sort()).toEqual(expect.arrayContaining(Object.keys(expected).sort()));
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(tensors[name].shape).toEqual(shape);
      expect(Buffer.from(tensors[name].data.buffer).equals(Buffer.from(data.buffer))).toBe(true);
    }
    expect(ignored).toEqual([]);
  });

  for (const [form, write] of forms) {
    it(`reads tensors, parameters and counters: ${form}`, () => {
      const { tensors, types, ignored } = decodePth(write(sample), 'x.pth');
      expect(tensors).toEqual({
        'conv.weight': { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-20, 7) },
        'conv.bias': { shape: [2], data: Float32Array.of(0.5, 0.25) },
        count: { shape: [], data: Float32Array.of(12) },
      });
      expect(types).toEqual({ 'conv.weight': 'F32', 'conv.bias': 'F32', count: 'I64' });
      expect(ignored).toEqual(['note']);
    });

    it(`converts every type: ${form}`, () => {
      const { tensors } = decodePth(
        write({
          half: raw('Half', Uint16Array.of(0x3c00, 0xc000), 2, [2]),
          brain: raw('BFloat16', Uint16Array.of(0x3f80, 0xc000), 2, [2]),
          double: raw('Double', Float64Array.of(1.5, -2), 8, [2]),
          int: raw('Int', Int32Array.of(-70000, 3), 4, [2]),
          short: raw('Short', Int16Array.of(-300, 3), 2, [2]),
          char: raw('Char', Int8Array.of(-3, 3), 1, [2]),
          byte: raw('Byte', Uint8Array.of(200, 3), 1, [2]),
          bool: raw('Bool', Uint8Array.of(1, 0), 1, [2]),
        }),
        'x.pth',
      );
      const values = Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, [...data]]));
      expect(values).toEqual({
        half: [1, -2],
        brain: [1, -2],
        double: [1.5, -2],
        int: [-70000, 3],
        short: [-300, 3],
        char: [-3, 3],
        byte: [200, 3],
        bool: [1, 0],
      });
    });

    it(`honours strides, offsets and shared storages: ${form}`, () => {
      const all = Array.from({ length: 12 }, (_, i) => i);
      const { tensors } = decodePth(
        write({
          transposed: floats([3, 4], all, { strides: [1, 3], key: 'a' }),
          part: floats([2, 2], all, { strides: [4, 2], offset: 1, key: 'a' }),
          repeated: floats([2, 3], all, { strides: [0, 1], offset: 9, key: 'a' }),
          empty: floats([0, 5], all, { key: 'a' }),
        }),
        'x.pth',
      );
      expect([...tensors.transposed.data]).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
      expect([...tensors.part.data]).toEqual([1, 3, 5, 7]);
      expect([...tensors.repeated.data]).toEqual([9, 10, 11, 9, 10, 11]);
      expect(tensors.empty).toEqual({ shape: [0, 5], data: new Float32Array(0) });
    });

    it(`looks one level down where trainers keep the weights: ${form}`, () => {
      const weights = { w: floats([1], [3]) };
      for (const place of ['state_dict', 'model', 'anything']) {
        const { tensors, ignored } = decodePth(write({ epoch: 90, accuracy: 0.5, [place]: weights }), 'x.pth');
        expect(tensors).toEqual({ w: { shape: [1], data: Float32Array.of(3) } });
        expect(ignored).toEqual(['epoch', 'accuracy']);
      }
      expect(decodePth(write({ model: weights, ema: { w: floats([1], [4]) } }), 'x.pth').tensors.w.data[0]).toBe(3);
      expect(refusal(write({ one: weights, two: weights })).message).toMatch(/several: one, two/);
      expect(refusal(write({ epoch: 90 })).message).toMatch(/none; its entries are epoch/);
      expect(refusal(write(['w'])).message).toMatch(/no dictionary of tensors/);
    });

    it(`takes any name for a name: ${form}`, () => {
      const named = Object.fromEntries([
        ['__proto__', floats([1], [1])],
        ['constructor', floats([1], [2])],
      ]);
      const { tensors } = decodePth(write(named), 'x.pth');
      expect(Object.keys(tensors)).toEqual(['__proto__', 'constructor']);
      expect(Object.getPrototypeOf(tensors)).toBe(null);
      expect(({} as { shape?: unknown }).shape).toBe(undefined);
    });

    it(`refuses tensors that leave their storage: ${form}`, () => {
      const four = [1, 2, 3, 4];
      for (const tensor of [
        floats([5], four),
        floats([2, 2], four, { offset: 1 }),
        floats([2, 2], four, { strides: [3, 1] }),
        floats([2], four, { strides: [-1] }),
        floats([4], four, { offset: -1 }),
        floats([100_000], four, { strides: [0] }),
      ])
        expect(refusal(write({ tensor })).message).toMatch(/leaves its storage|whole numbers.*No code was run/);
    });

    it(`refuses what asks for more memory than the file could fill: ${form}`, () => {
      const numbers = new Float32Array(20_000);
      const views = Object.fromEntries(
        Array.from({ length: 50 }, (_, i) => [`v${i}`, floats([20_000], numbers, { key: 'a' })]),
      );
      expect(refusal(write(views)).message).toMatch(/more numbers than it has bytes/);
    });
  }

  it('runs no code: names and opcodes that could are refused by name', () => {
    const attack = (...parts: Buffer[]) => refusal(zipAround(op.proto, ...parts, op.stop)).message;
    const system = op.global('os', 'system');
    const call = [system, op.mark, op.text('touch /tmp/owned'), op.tuple, op.reduce];
    expect(attack(...call)).toMatch(/x\.pth.*"os\.system".*collections\.OrderedDict.*No code was run/);
    expect(attack(op.global('builtins', 'eval'))).toMatch(/builtins\.eval/);
    expect(attack(op.global('torch._utils', '_rebuild_tensor'))).toMatch(/_rebuild_tensor"/);
    expect(attack(op.global('torch', 'FloatStorage\u0000'))).toMatch(/FloatStorage\\u0000/);
    expect(attack(Buffer.from('(ios\nsystem\n'))).toMatch(/opcode 0x69 \(INST\)/);
    expect(attack(Buffer.from([0x81]))).toMatch(/at byte 2 .*opcode 0x81 \(NEWOBJ\) is not allowed/);
    expect(attack(Buffer.from([0x93]))).toMatch(/STACK_GLOBAL/);
    expect(attack(Buffer.from([0x82, 1]))).toMatch(/EXT1/);
    expect(attack(Buffer.from([0x01]))).toMatch(/opcode 0x01 is not allowed/);
    expect(attack(op.global('torch', 'FloatStorage'), op.emptyTuple, op.reduce)).toMatch(/FloatStorage, which is only/);
    expect(attack(op.text('a'), op.emptyTuple, op.reduce)).toMatch(/calls something without a name/);
    expect(attack(op.emptyList, op.none, op.build)).toMatch(/not a dictionary/);
    expect(attack(op.emptyDict, op.mark, op.emptyDict, op.none, op.setItems)).toMatch(/neither text nor a number/);
    expect(refusal(zipAround(Buffer.from([0x80, 4, 0x4e, 0x2e]))).message).toMatch(/protocol 4, at most 2/);
  });

  it('survives pickles that contain themselves or multiply', () => {
    // a list in itself: EMPTY_LIST PUT 0 MARK GET 0 APPENDS
    const loop = Buffer.concat([op.emptyList, op.put(0), op.mark, op.get(0), op.appends]);
    expect(refusal(zipAround(op.proto, loop, op.stop)).message).toMatch(/no dictionary of tensors/);
    const pair = Buffer.concat([op.emptyList, op.mark, op.text('a'), op.none, op.appends]);
    const pairs = Buffer.concat([
      op.emptyList,
      op.mark,
      ...Array.from({ length: 100 }, () => pair),
      op.appends,
      op.put(1),
    ]);
    const ordered = Buffer.concat([op.global('collections', 'OrderedDict'), op.mark, op.get(1), op.tuple, op.reduce]);
    const many = [op.mark, ...Array.from({ length: 200 }, () => ordered), op.tuple];
    expect(refusal(zipAround(op.proto, pairs, ...many, op.stop)).message).toMatch(/more work than its length/);
    const deep = Buffer.alloc(3_000_000, 0x5d);
    expect(refusal(zipAround(op.proto, deep, op.stop)).message).toMatch(/more than 2000000 opcodes/);
  });

  it('reads the ordered dictionaries of Python 2', () => {
    const pair = Buffer.concat([op.emptyList, op.mark, op.text('a'), op.none, op.appends]);
    const ordered = [op.global('collections', 'OrderedDict'), op.mark, op.emptyList, op.mark, pair, op.appends];
    expect(refusal(zipAround(op.proto, ...ordered, op.tuple, op.reduce, op.stop)).message).toMatch(/entries are a/);
  });

  it('unpacks compressed entries, but not those that claim far more than the file', () => {
    expect(decodePth(zipPth(sample, 9), 'x.pth').tensors['conv.bias'].data[0]).toBe(0.5);
    const zeros = { w: floats([4_000_000], new Float32Array(4_000_000)) };
    expect(refusal(zipPth(zeros, 9)).message).toMatch(/entries claim more than \d+ bytes, the file has \d+/);
  });

  it('says what is wrong with files of another form', () => {
    expect(refusal(Buffer.from('<html>Not found</html>')).message).toMatch(/not a file of torch\.save/);
    expect(refusal(new Uint8Array(0)).message).toMatch(/not a file of torch\.save/);
    const { 'w/data.pkl': pickle, ...others } = pthEntries(sample);
    expect(refusal(zipSync(others)).message).toMatch(/0 entries data\.pkl/);
    const entries = pthEntries(sample);
    expect(refusal(zipSync({ ...entries, 'w/byteorder': Buffer.from('big') })).message).toMatch(/big-endian/);
    expect(refusal(legacyPth(sample, false)).message).toMatch(/big-endian/);
    const { 'w/data/0': _, ...without } = entries;
    expect(refusal(zipSync(without)).message).toMatch(/storage 0 of tensor conv\.weight has no bytes, .*need 24/);
    expect(refusal(legacyPth(sample).subarray(0, -9)).message).toMatch(/damaged: it ends/);
    expect(refusal(zipSync({ 'w/data.pkl': pickle.subarray(0, 40) })).message).toMatch(/ends in the middle|takes more/);
  });

  it('tells the file when there is none', () => {
    expect(() => readPth('/nowhere/x.pth')).toThrow(DataError);
  });
});

describe('damaged .pth files', () => {
  const written = { ...sample, nested: { list: [1, 2.5, null, true], big: 2n ** 60n } };
  it.each([
    ['zip', zipPth(written)],
    ['compressed zip', zipPth(written, 9)],
    ['legacy', legacyPth(written)],
    // The pickle alone, so that more of the damage is met by the machine that runs it.
    ['pickle', pthEntries(written)['w/data.pkl']],
    ['PyTorch', readFileSync(join(oracles, 'teacher_weights.pth')).subarray(0)],
  ])('give tensors or a DataError, nothing else: %s', (form, bytes) => {
    const rng = createRng(11).split(form);
    const count = form === 'PyTorch' ? 100 : 10_000;
    let refused = 0;
    for (let i = 0; i < count; i++) {
      const damaged = mutated(bytes, rng);
      const copy =
        form === 'pickle' ? zipSync({ ...pthEntries(written), 'w/data.pkl': damaged }, { level: 0 }) : damaged;
      try {
        for (const { shape, data } of Object.values(decodePth(copy, 'x.pth').tensors)) {
          if (data.length !== shape.reduce((a, b) => a * b, 1))
            throw new Error(`[${shape}] has ${data.length} numbers`);
        }
      } catch (error) {
        if (!(error instanceof DataError)) {
          throw new Error(
            `copy ${i}: ${(error as Error).stack}\n${Buffer.from(copy).toString('base64').slice(0, 4000)}`,
          );
        }
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(form === 'PyTorch' ? 20 : count / 4);
  });
});
