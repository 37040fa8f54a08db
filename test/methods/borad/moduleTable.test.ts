import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng } from '../../../lib/borad/base';
import { sumCosts } from '../../../lib/borad/layers';
import { disposeModel } from '../../../lib/borad/methods';
import {
  type Architecture,
  architectureFor,
  featureShapes,
  initialModel,
  type ModelPart,
  measureParts,
  moduleTable,
  partSums,
  reconstructForTest,
  type Triple,
} from '../../../lib/borad/methods/borad';
import { resnetCosts } from '../../../lib/borad/teachers';
import { there } from '../../there';

beforeAll(async () => {
  await prepareBackend('wasm');
});

const wide = { channels: [256, 512, 1024] as Triple, strides: [4, 8, 16] as Triple, signed: false };
const thin = { channels: [24, 32, 96] as Triple, strides: [8, 16, 32] as Triple, signed: true };
const paper = architectureFor(wide, 256, { widths: 'teacher', prototypes: 7 });
const standard = architectureFor(thin, 256, { widths: [32, 64, 128], prototypes: 7 });

const of = (architecture: Architecture, part: ModelPart) =>
  moduleTable(architecture).filter((row) => row.part === part);

/** Multiply-adds of one image through the model, passes counted. */
const forward = (architecture: Architecture, passes: 'inferencePasses' | 'trainingPasses', parts: ModelPart[]) =>
  moduleTable(architecture)
    .filter((row) => parts.includes(row.part))
    .reduce((sum, row) => sum + row[passes] * row.multiplyAdds, 0);

describe("the paper's network", () => {
  it('has the parameters of Table 7', () => {
    expect(sumCosts(of(paper, 'projector')).parameters).toBe(15_486_912);
    expect(sumCosts(of(paper, 'momentumProjector')).parameters).toBe(15_486_912);
    expect(sumCosts(of(paper, 'fusion')).parameters).toBe(30_829_568);
    expect(sumCosts(of(paper, 'decoder')).parameters).toBe(24_917_504);
  });

  it('has alignment heads of 26.09 M, of which prototypes and one predictor make the 9.310 M of Table 7', () => {
    const heads = of(paper, 'prototypeHeads');
    const size = (pattern: RegExp) => sumCosts(heads.filter(({ module }) => pattern.test(module))).parameters;
    expect(size(/bank/)).toBe(917_504);
    expect(size(/merge/)).toBe(8_390_656);
    expect(size(/qs/)).toBe(8_392_704);
    expect(size(/qg/)).toBe(8_392_704);
    expect(size(/bank|qs/)).toBe(9_310_208);
    expect(sumCosts(heads).parameters).toBe(26_093_568);
  });

  it('takes 37.416 G multiply-adds at test time and 51.694 G in training before the heads', () => {
    const teacher = sumCosts(resnetCosts(256)).multiplyAdds;
    const student: ModelPart[] = ['projector', 'fusion', 'decoder'];
    expect(teacher + forward(paper, 'inferencePasses', [...student, 'momentumProjector', 'prototypeHeads'])).toBe(
      37_416_337_408,
    );
    expect(teacher + forward(paper, 'trainingPasses', [...student, 'momentumProjector'])).toBe(51_693_748_224);
  });

  it('has the maps of method.md', () => {
    expect(featureShapes(paper)).toEqual([
      [64, 64, 256],
      [32, 32, 512],
      [16, 16, 1024],
    ]);
    const last = (part: ModelPart, pattern: RegExp) =>
      of(paper, part).filter(({ module }) => pattern.test(module))[0].output;
    expect(last('fusion', /blocks\.2\.conv3/)).toEqual([8, 8, 2048]);
    expect(last('decoder', /layers\.2\.5\.conv3/)).toEqual([64, 64, 256]);
  });
});

describe('moduleTable against the tensors and kernels of a real model', () => {
  for (const [name, architecture] of Object.entries({
    'default teacher': standard,
    'unsigned teacher without heads': architectureFor(
      { channels: [8, 16, 32], strides: [4, 8, 16], signed: false },
      64,
      { widths: 'teacher', prototypes: 3 },
    ),
  })) {
    it(`${name}: parameters and names`, () => {
      const model = initialModel(createRng(1), architecture);
      const sizes = new Map<string, number>();
      for (const [tensor, { size }] of Object.entries(model.parameters)) {
        // A batch norm belongs to the convolution before it.
        const module = tensor
          .replace(/\.(weight|bias)$/, '')
          .replace('short_bn', 'short')
          .replace(/(mff)\.bn/, '$1.down')
          .replace(/\.bn(\d)$/, '.conv$1');
        sizes.set(module, (sizes.get(module) ?? 0) + size);
      }
      const table = moduleTable(architecture).filter(({ trainable }) => trainable);
      expect(Object.fromEntries(table.map(({ module, parameters }) => [module, parameters]))).toEqual(
        Object.fromEntries(sizes),
      );
      disposeModel(model);
    });

    it(`${name}: multiply-adds of each part as measured`, async () => {
      const before = tf.memory().numTensors;
      const measured = await measureParts(architecture);
      expect(tf.memory().numTensors).toBe(before);
      const { bank, merge, ...sums } = partSums(architecture);
      const expected = { ...sums, merge: { multiplyAdds: bank.multiplyAdds + merge.multiplyAdds } };
      const found = Object.entries(measured).map(([part, { multiplyAdds }]) => [part, multiplyAdds]);
      const counted = Object.entries(expected).map(([part, { multiplyAdds }]) => [part, multiplyAdds]);
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(counted));
    });

    it(`${name}: the decoder gives the teacher's shapes`, () => {
      const model = initialModel(createRng(1), architecture);
      const features = featureShapes(architecture).map((shape) => tf.ones([1, ...shape]) as tf.Tensor4D);
      const before = tf.memory().numTensors;
      tf.engine().startScope();
      const { maps, fused } = reconstructForTest(features, model, architecture);
      expect(maps.map(({ shape }) => shape.slice(1))).toEqual(featureShapes(architecture));
      const last = of(architecture, 'fusion').filter(({ module }) => module === 'mff.blocks.2.conv3')[0];
      expect(fused.shape.slice(1)).toEqual(last.output);
      tf.engine().endScope();
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose(features);
      disposeModel(model);
    });
  }

  it('has the passes of a training forward: fusion and merge twice, test time without heads', () => {
    const passes = Object.fromEntries(
      moduleTable(standard).map(({ module, inferencePasses, trainingPasses }) => [
        module,
        [inferencePasses, trainingPasses],
      ]),
    );
    expect(passes['proj.scale.0.convs.0']).toEqual([1, 1]);
    expect(passes['momentum.scale.0.convs.0']).toEqual([0, 1]);
    expect(passes['mff.down1a']).toEqual([1, 2]);
    expect(passes['dec.heads.0']).toEqual([1, 1]);
    expect(passes['heads.merge']).toEqual([0, 2]);
    expect(passes['heads.qg1']).toEqual([0, 1]);
  });
});

describe('the modules of a small network', () => {
  const small: Architecture = {
    ...{ channels: [6, 8, 10], widths: [8, 8, 12], heads: true, signed: true, midSize: [2, 3], prototypes: 5 },
  };
  const rows = () => moduleTable(small);
  const row = (name: string) => there(rows().find(({ module }) => module === name));

  it('have heads of 1 x 1 with biases on the maps of their scales', () => {
    // Pixels, inputs and outputs of each head; a bias per output.
    const sizes = [
      [16 * 24, 8, 6],
      [8 * 12, 8, 8],
      [4 * 6, 12, 10],
    ] as const;
    sizes.forEach(([pixels, input, output], scale) => {
      expect(row(`dec.heads.${scale}`)).toMatchObject({
        parameters: input * output + output,
        multiplyAdds: pixels * input * output,
      });
    });
  });

  it('have a bank at each location, read twice, and dense layers of a row per prototype', () => {
    expect(row('heads.bank')).toMatchObject({
      output: [2, 3, 24],
      parameters: 6 * 5 * 24,
      multiplyAdds: 2 * 6 * 5 * 24,
    });
    expect(row('heads.qg1')).toMatchObject({
      ...{ output: [5, 1, 24], parameters: 24 * 24 + 24, multiplyAdds: 5 * 24 * 24, normalised: 5 * 24 },
    });
    expect(row('heads.merge')).toMatchObject({ parameters: 48 * 24 + 24, multiplyAdds: 6 * 48 * 24 });
  });

  it('add up by part', () => {
    const sums = partSums(small);
    const prefixes = {
      ...{ projector: 'proj.', fusion: 'mff.', decoder: 'dec.', bank: 'heads.bank', merge: 'heads.merge' },
      ...{ spatialPredictor: 'heads.qs', globalPredictor: 'heads.qg' },
    };
    for (const [part, prefix] of Object.entries(prefixes))
      expect(sums[part as keyof typeof sums], part).toEqual(
        sumCosts(rows().filter(({ module }) => module.startsWith(prefix))),
      );
  });
});
