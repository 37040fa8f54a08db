/** BoRAD as the rest of the library sees it: what its switches train, what is kept, what its sizes are. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng, type StoredTensor } from '../../../lib/borad/base';
import {
  type BoradConfig,
  boradMethod,
  drawMasks,
  isTrained,
  moduleTable,
  momentumAt,
} from '../../../lib/borad/methods/borad';
import { biasCorrections, learningRateAt } from '../../../lib/borad/optimisation';
import { there } from '../../there';
import { tinyConfig, tinyTeacher } from '../../training/tinyRun';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const configOf = (...overrides: Parameters<typeof tinyConfig>) => tinyConfig(...overrides) as BoradConfig;
const architectureOf = (config: BoradConfig) => boradMethod.architecture(tinyTeacher(), config, []);

describe('what is trained', () => {
  const HEADS = ['bank', 'merge.weight', 'qs1.weight', 'qg2.bias'];
  const trained = (loss: Partial<BoradConfig['loss']>) => {
    const config = configOf({ loss });
    expect(isTrained('proj.scale.0.convs.0.weight', config)).toBe(true);
    return HEADS.filter((name) => isTrained(`heads.${name}`, config));
  };

  it.each([
    [{}, HEADS],
    [{ shift: false }, HEADS],
    [{ spatial: false }, ['bank', 'qg2.bias']],
    [{ spatial: false, shift: false }, ['qg2.bias']],
    [{ global: false }, ['bank', 'merge.weight', 'qs1.weight']],
    [{ prototypes: false }, ['qs1.weight', 'qg2.bias']],
    [{ spatial: false, prototypes: false }, ['qg2.bias']],
    [{ spatial: false, global: false }, []],
  ])('of the heads under %o is %o, and the rest always', (loss, names) => {
    expect(trained(loss)).toEqual(names);
  });
});

describe('the inputs of a step', () => {
  it('are masks of the run and the step, and the scalars of its schedules', () => {
    const config = configOf({ training: { steps: 20, learningRate: 0.01 }, masking: { probability: 1 } });
    const shapes = [
      [3, 2, 8],
      [2, 1, 8],
      [1, 1, 8],
    ] as const;
    const samples = [1, 2].map((id) => ({ id: `${id}`, category: '' }));
    const [phase] = boradMethod.phases;
    const inputsOf = (step: number) =>
      there(phase).inputs({
        ...{ rng: createRng(5), step, steps: 20, phaseStep: step, phaseSteps: 20, shapes, samples },
        ...{ architecture: architectureOf(config), config },
      }) as unknown as {
        masks: { online: StoredTensor[]; target: StoredTensor[] };
        scalars: { [name: string]: StoredTensor };
      };
    const { masks, scalars } = inputsOf(17);
    const drawn = drawMasks(createRng(5).split('masks 17'), shapes, 2, config.masking);
    const shaped = (view: Float32Array[]) =>
      view.map((data, i) => ({ shape: [2, shapes[i]?.[0], shapes[i]?.[1], 1], data }));
    expect(masks).toEqual({ online: shaped(drawn.online), target: shaped(drawn.target) });
    const { first, second } = biasCorrections(17, config.training.beta1, config.training.beta2);
    const expected = {
      learningRate: learningRateAt(17, config.training),
      firstCorrection: first,
      secondCorrection: second,
      momentum: momentumAt(17, 20, config.momentum),
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(scalars[name]?.shape, name).toEqual([]);
      expect(scalars[name]?.data[0], name).toBeCloseTo(value, 6);
    }
    expect(inputsOf(16).masks).not.toEqual(masks);
    expect(boradMethod.schedules?.(17, 20, config)).toEqual({ momentum: expected.momentum });
  });
});

describe('what a record must hold', () => {
  it('follows from settings: widths of the teacher need no heads', () => {
    const widths = (value: BoradConfig['model']['widths']) => {
      const config = configOf({ model: { widths: value } });
      return boradMethod.implied(config, architectureOf(configOf()));
    };
    expect(widths('teacher')).toEqual({ widths: [8, 8, 8], heads: false, prototypes: 3 });
    expect(widths([8, 8, 8])).toEqual({ widths: [8, 8, 8], heads: false, prototypes: 3 });
    expect(widths([8, 8, 12])).toEqual({ widths: [8, 8, 12], heads: true, prototypes: 3 });
  });

  it('is a momentum that does not fall', () => {
    const momentum = (start: number, end: number) =>
      boradMethod.check?.({ ...configOf(), momentum: { schedule: 'linear', start, end } });
    expect(momentum(0.9, 0.99)).toBeUndefined();
    expect(momentum(0.9, 0.9)).toBeUndefined();
    expect(momentum(0.99, 0.9)).toMatch(/0\.99 is above momentum\.end 0\.9/);
  });
});

describe('what is left at test time', () => {
  const used = [...boradMethod.stateShapes(architectureOf(configOf()), configOf())].filter(([name]) =>
    boradMethod.usedAtTestTime(name),
  );

  it('is projector, fusion and decoder with their statistics', () => {
    expect(new Set(used.map(([name]) => name.split('.')[0]))).toEqual(new Set(['proj', 'mff', 'dec']));
    expect(used.some(([name]) => name.endsWith('running_var'))).toBe(true);
  });

  it('has the values that are counted for it, of the paper too', () => {
    const config = configOf();
    const architecture = architectureOf(config);
    const state = boradMethod.stateShapes(architecture, config);
    const size = (keep: (name: string) => boolean) =>
      [...state].filter(([name]) => keep(name)).reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const { trained } = boradMethod.cost(architecture, config);
    expect(trained).toBe(size((name) => name.startsWith('adam.first.')));
    // Section 4's student with a Wide-ResNet-50-2 has its projector, fusion and decoder at test time.
    const paper = { channels: [256, 512, 1024], strides: [4, 8, 16], signed: false } as Parameters<
      typeof boradMethod.architecture
    >[0];
    const large = configOf({ data: { imageSize: 256 }, model: { widths: 'teacher', prototypes: 7 } });
    const shapes = boradMethod.stateShapes(boradMethod.architecture(paper, large, []), large);
    const values = [...shapes]
      .filter(([name]) => /^(proj|mff|dec)\./.test(name) && !/running_/.test(name))
      .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(boradMethod.paperSize().parameters).toBe(values);
  });

  it('costs what its modules cost, each as often as a pass runs it', () => {
    const config = configOf();
    const architecture = architectureOf(config);
    const total = { state: 0, training: 0, inference: 0 };
    for (const module of moduleTable(architecture)) {
      total.state += module.parameters;
      total.training += module.trainingPasses * module.multiplyAdds;
      total.inference += module.inferencePasses * module.multiplyAdds;
    }
    expect(boradMethod.cost(architecture, config)).toMatchObject(total);
  });

  it('makes maps of what it rebuilds', () => {
    const config = configOf();
    const architecture = architectureOf(config);
    const state = boradMethod.initialise(createRng(1), architecture, config);
    const features = [16, 8, 4].map(
      (side, i) => tf.randomNormal([1, side, side, 8], 0, 1, 'float32', i + 1) as tf.Tensor4D,
    );
    const { seen, rebuilt } = there(boradMethod.rebuild)(features, state, architecture, config);
    expect(seen).toBe(features);
    const maps = boradMethod.map(features, state, architecture, config);
    maps.forEach((map, scale) => {
      const [a, b] = [there(features[scale]), there(rebuilt[scale])];
      const cosine = tf.div(tf.sum(tf.mul(a, b), 3), tf.mul(tf.norm(a, 'euclidean', 3), tf.norm(b, 'euclidean', 3)));
      expect(tf.max(tf.abs(tf.sub(map, tf.sub(1, cosine)))).dataSync()[0]).toBeLessThan(1e-5);
    });
    expect(maps).toHaveLength(3);
  });
});
