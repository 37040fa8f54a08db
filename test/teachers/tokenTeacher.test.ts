/** A teacher whose ONNX file gives tokens, in the layout of DINOv2-small: patches of 14 pixels, a class token in front. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, DataError, OptionError, ShapeError } from '../../lib/borad/base';
import type { OnnxGraph, OnnxNode } from '../../lib/borad/compile/onnx/model';
import { serialiseOnnx } from '../../lib/borad/compile/onnx/serialise';
import { onnxTeacher } from '../../lib/borad/teachers';

const folder = mkdtempSync(join(tmpdir(), 'borad-tokens-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PATCH = 14;
const WIDTH = 6;
const SIZE = 8 * PATCH;
/** An extent that the file leaves free. */
const FREE = -1;

const rng = createRng(5);
const filter = Float32Array.from({ length: WIDTH * 3 * PATCH * PATCH }, () => rng.normal() / 20);
const pixels = Float32Array.from({ length: 2 * SIZE * SIZE * 3 }, () => rng.range(0, 255));

const node = (operator: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}) => ({
  ...{ operator, name: output, inputs, outputs: [output], attributes },
});
const sizes = (name: string, values: number[]) => ({
  ...{ name, type: 'int64' as const, shape: [values.length], data: BigInt64Array.from(values.map(BigInt)) },
});

/** A patch embedding and a class token, the mean of all patches: `[B, 1 + N, C]`, and what a pooler would give. */
function network(leading: number, side: number): OnnxGraph {
  return {
    name: 'tokens',
    nodes: [
      node('Conv', ['pixel_values', 'filter'], 'patches', { kernel_shape: [PATCH, PATCH], strides: [PATCH, PATCH] }),
      node('Reshape', ['patches', 'flat'], 'rows'),
      node('Transpose', ['rows'], 'tokens', { perm: [0, 2, 1] }),
      node('ReduceMean', ['tokens', 'axis'], 'class', { keepdims: 1 }),
      node('Concat', [...Array.from({ length: leading }, () => 'class'), 'tokens'], 'last_hidden_state', { axis: 1 }),
      node('Squeeze', ['class', 'axis'], 'pooler_output'),
    ],
    constants: [
      { name: 'filter', type: 'float32', shape: [WIDTH, 3, PATCH, PATCH], data: filter },
      sizes('flat', [0, WIDTH, -1]),
      sizes('axis', [1]),
    ],
    inputs: [{ name: 'pixel_values', type: 'float32', shape: [FREE, 3, side, side] }],
    outputs: [
      { name: 'last_hidden_state', type: 'float32', shape: [FREE, FREE, WIDTH] },
      { name: 'pooler_output', type: 'float32', shape: [FREE, WIDTH] },
    ],
    laidOut: true,
  };
}

function written(name: string, leading: number, side = FREE): string {
  const file = join(folder, name);
  writeFileSync(file, serialiseOnnx(network(leading, side)));
  return file;
}

const outputs = ['last_hidden_state'];

/** The same patches by TensorFlow.js, pooled. */
const expected = (pooling: number) =>
  tf.tidy(() => {
    const scaled = tf.div(tf.tensor4d(pixels, [2, SIZE, SIZE, 3]), 255);
    const image = tf.div(tf.sub(scaled, [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]) as tf.Tensor4D;
    const kernel = tf.transpose(tf.tensor4d(filter, [WIDTH, 3, PATCH, PATCH]), [2, 3, 1, 0]);
    const map = tf.conv2d(image, kernel as tf.Tensor4D, PATCH, 'valid');
    return pooling === 1 ? map : tf.avgPool(map, pooling, pooling, 'valid');
  });

beforeAll(() => prepareBackend('wasm'));

describe('a teacher of tokens', () => {
  it.each([1, 5])(
    'gives three scales of the grid behind %i leading tokens, in an image size of its own',
    async (leading) => {
      const teacher = onnxTeacher(written(`leading${leading}.onnx`, leading), { outputs });
      // 256 pixels are no whole number of patches: the file is tried with 224.
      expect(teacher).toMatchObject({
        triedSize: 224,
        channels: [WIDTH, WIDTH, WIDTH],
        strides: [14, 28, 56],
        signed: true,
      });
      const maps = await teacher.run(pixels, [2, SIZE, SIZE, 3]);
      for (const [scale, pooling] of [1, 2, 4].entries()) {
        const right = expected(pooling);
        expect(maps[scale].shape).toEqual(right.shape);
        const values = right.dataSync();
        maps[scale].data.forEach((value, i) => {
          if (Math.abs(value - values[i]) > 1e-4) throw new Error(`scale ${scale}, value ${i}: ${value}, ${values[i]}`);
        });
        right.dispose();
      }
      teacher.dispose();
    },
  );

  it('takes three outputs of tokens, one per scale', async () => {
    const teacher = onnxTeacher(written('three.onnx', 1), { outputs: [...outputs, ...outputs, ...outputs] });
    expect((await teacher.run(pixels, [2, SIZE, SIZE, 3])).map(({ shape }) => shape[1])).toEqual([8, 4, 2]);
    teacher.dispose();
  });

  it('refuses images that do not fill the coarsest scale, and outputs that are no tokens of a grid', async () => {
    const file = written('free.onnx', 1);
    const teacher = onnxTeacher(file, { outputs });
    const odd = 6 * PATCH;
    const few = new Float32Array(odd * odd * 3);
    await expect(teacher.run(few, [1, odd, odd, 3])).rejects.toThrow(ShapeError);
    await expect(teacher.run(few, [1, odd, odd, 3])).rejects.toThrow(/multiple of 56/);
    expect(() => onnxTeacher(file)).toThrow(OptionError);
    expect(() => onnxTeacher(file)).toThrow(/or one of tokens.*pooler_output/);
    expect(() => onnxTeacher(written('many.onnx', 9), { outputs })).toThrow(DataError);
    expect(() => onnxTeacher(written('many.onnx', 9), { outputs })).toThrow(/at most 8 tokens in front/);
    const names = [...outputs, ...outputs, 'pooler_output'];
    expect(() => onnxTeacher(file, { outputs: names })).toThrow(/maps or tokens throughout/);
    teacher.dispose();
  });

  it('keeps to the size that a file fixes', () => {
    const teacher = onnxTeacher(written('fixed.onnx', 1, SIZE), { outputs });
    expect(teacher).toMatchObject({ triedSize: SIZE, strides: [14, 28, 56] });
    teacher.dispose();
  });
});
