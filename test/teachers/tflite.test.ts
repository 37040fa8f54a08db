import { resolve } from 'node:path';
import { Builder } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { DataError, readFile } from '../../lib/borad/base';
import { readTflite } from '../../lib/borad/teachers';
import { convolutionPlan } from '../../lib/borad/teachers/convolutionPlan';

/** A model with one tensor of float16 values, one of float32, and the given operators [code, inputs, outputs]. */
function tinyModel(version: number, operators: [number, number[], number[]][]): Uint8Array {
  const b = new Builder();
  const vector = (offsets: number[]) => {
    b.startVector(4, offsets.length, 4);
    for (const offset of [...offsets].reverse()) b.addOffset(offset);
    return b.endVector();
  };
  const integers = (values: number[]) => {
    b.startVector(4, values.length, 4);
    for (const value of [...values].reverse()) b.addInt32(value);
    return b.endVector();
  };
  const table = (fields: number, fill: () => void) => {
    b.startObject(fields);
    fill();
    return b.endObject();
  };
  const buffer = (bytes: Uint8Array) => {
    const data = b.createByteVector(bytes);
    return table(1, () => b.addFieldOffset(0, data, 0));
  };
  const buffers = vector([
    table(1, () => {}),
    buffer(Uint8Array.of(0x00, 0x3c, 0x00, 0xc0)),
    buffer(new Uint8Array(Float32Array.of(0.25).buffer)),
  ]);
  const tensor = (name: string, shape: number[], type: number, index: number) => {
    const [text, sizes] = [b.createString(name), integers(shape)];
    return table(4, () => {
      b.addFieldOffset(0, sizes, 0);
      b.addFieldInt8(1, type, 0);
      b.addFieldInt32(2, index, 0);
      b.addFieldOffset(3, text, 0);
    });
  };
  const tensors = vector([
    tensor('image', [1, 2], 0, 0),
    tensor('half', [2], 1, 1),
    tensor('single', [1], 0, 2),
    tensor('result', [1, 2], 0, 0),
  ]);
  const codes = vector(operators.map(([code]) => table(4, () => b.addFieldInt8(0, code, 0))));
  const list = vector(
    operators.map(([, inputs, outputs], index) => {
      const [from, to] = [integers(inputs), integers(outputs)];
      return table(5, () => {
        b.addFieldInt32(0, index, 0);
        b.addFieldOffset(1, from, 0);
        b.addFieldOffset(2, to, 0);
      });
    }),
  );
  const [from, to] = [integers([0]), integers([3])];
  const subgraphs = vector([
    table(4, () => {
      b.addFieldOffset(0, tensors, 0);
      b.addFieldOffset(1, from, 0);
      b.addFieldOffset(2, to, 0);
      b.addFieldOffset(3, list, 0);
    }),
  ]);
  const model = table(5, () => {
    b.addFieldInt32(0, version, 0);
    b.addFieldOffset(1, codes, 0);
    b.addFieldOffset(2, subgraphs, 0);
    b.addFieldOffset(4, buffers, 0);
  });
  b.finish(model, 'TFL3');
  return b.asUint8Array();
}

describe('readTflite', () => {
  it('reads tensors, constants and operators', () => {
    const model = readTflite(tinyModel(3, [[0, [0, 1], [3]]]), 'tiny.tflite');
    expect(model.tensors.map(({ name, shape, type }) => [name, shape, type])).toEqual([
      ['image', [1, 2], 'float32'],
      ['half', [2], 'float16'],
      ['single', [1], 'float32'],
      ['result', [1, 2], 'float32'],
    ]);
    expect(Array.from(model.tensors[1].data() as Float32Array)).toEqual([1, -2]);
    expect(Array.from(model.tensors[2].data() as Float32Array)).toEqual([0.25]);
    expect(model.tensors[0].data()).toBeUndefined();
    expect(model.operators[0]).toMatchObject({ kind: 'add', inputs: [0, 1], outputs: [3], activation: 'none' });
    expect([model.inputs, model.outputs]).toEqual([[0], [3]]);
  });

  it('refuses other files, other versions and damaged ones', () => {
    expect(() => readTflite(new Uint8Array(40), 'x.tflite')).toThrow(DataError);
    expect(() => readTflite(tinyModel(2, []), 'x.tflite')).toThrow(/x\.tflite.*schema 2/);
    const damaged = tinyModel(3, [[0, [0, 1], [3]]]);
    damaged.set([0xff, 0xff, 0xff, 0x7f], 0);
    expect(() => readTflite(damaged, 'x.tflite')).toThrow(DataError);
  });

  it('walks the detector that comes along: layers as its maker lists them', () => {
    const file = resolve(__dirname, '../../lib/borad/assets/objectron_solution_packed_assets.data');
    const model = readTflite(readFile(file).subarray(184), file);
    const plan = convolutionPlan(model, [157, 168, 194], file);
    expect(plan.weights.reduce((sum, { data }) => sum + data.length, 0)).toBe(534464);
    const wider = convolutionPlan(model, [158, 169, 195], file);
    expect(wider.weights.reduce((sum, { data }) => sum + data.length, 0)).toBe(590336);
    // Stem, first depthwise, first projection.
    expect(plan.steps.slice(0, 3)).toMatchObject([
      { kind: 'conv2d', strides: [2, 2], padding: 'same', activation: 'relu6', output: 148 },
      { kind: 'depthwiseConv2d', strides: [1, 1], padding: 'same', activation: 'relu6', output: 149 },
      { kind: 'conv2d', strides: [1, 1], padding: 'same', activation: 'none', output: 150 },
    ]);
    expect(plan.weights.slice(0, 4).map(({ shape }) => shape)).toEqual([[3, 3, 3, 32], [32], [3, 3, 32, 1], [32]]);
    expect(plan.steps.filter(({ kind }) => kind === 'add').length).toBe(8);
  });
});

describe('convolutionPlan', () => {
  it('refuses operators that it does not know, naming them', () => {
    const model = readTflite(tinyModel(3, [[22, [0], [3]]]), 'x.tflite');
    expect(() => convolutionPlan(model, [3], 'x.tflite')).toThrow(/operator 22 before tensor 3/);
  });

  it('refuses tensors that nothing computes', () => {
    const model = readTflite(tinyModel(3, [[0, [0, 0], [3]]]), 'x.tflite');
    expect(() => convolutionPlan(model, [9], 'x.tflite')).toThrow(DataError);
  });
});
