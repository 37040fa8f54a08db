/** What every method owes the rest of the library, whatever it computes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import { exportOnnx, type TensorTree } from '../../lib/borad/compile';
import { filterMap, measureWork, type TensorMap } from '../../lib/borad/layers';
import { type BaseArchitecture, type Method, methodOf, type PhaseInput, type RunConfig } from '../../lib/borad/methods';
import { difference, normal } from '../compile/agreement';
import { runInFreshProcess } from '../compile/freshProcess';
import { tinyTeacher } from '../training/tinyRun';
import { methods, smallConfig } from './smallSettings';

const BATCH = 4;
const SHAPES = [
  [16, 16, 8],
  [8, 8, 8],
  [4, 4, 8],
] as const;

interface Small {
  method: Method;
  config: RunConfig;
  architecture: BaseArchitecture;
}

function small(method: Method): Small {
  const config = smallConfig(method.name);
  return { method, config, architecture: method.architecture(tinyTeacher(), config, ['a', 'b']) };
}

const initial = ({ method, architecture, config }: Small, seed = 1): TensorMap =>
  method.initialise(createRng(seed), architecture, config);

const features = (batch = BATCH): tf.Tensor4D[] =>
  SHAPES.map((shape, i) => normal([batch, ...shape], i + 1) as tf.Tensor4D);

/** The inputs of the first step as tensors. */
function stepInput({ method, architecture, config }: Small): PhaseInput {
  const samples = Array.from({ length: BATCH }, (_, i) => ({ id: `${i}`, category: 'a' }));
  const context = { rng: createRng(3), step: 0, steps: 6, phaseStep: 0, phaseSteps: 6, shapes: SHAPES, samples };
  const numbers = method.phases[0].inputs({ ...context, architecture, config });
  const tensors = (tree: unknown): unknown => {
    if (Array.isArray(tree)) return tree.map(tensors);
    const leaf = tree as { shape?: number[]; data?: Float32Array };
    if (leaf.data) return tf.tensor(leaf.data, leaf.shape as number[]);
    return Object.fromEntries(Object.entries(tree as object).map(([name, value]) => [name, tensors(value)]));
  };
  const copies = method.phases[0].reads?.includes('copies') ? { copies: features() } : {};
  return { features: features(), ...copies, ...(tensors(numbers) as object) } as PhaseInput;
}

describe.each(methods)('%s', (name, method) => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('is called what its registry calls it, and says what it is', () => {
    expect(method.name).toBe(name);
    expect(methodOf(name)).toBe(method);
    expect(method.paper.title.length).toBeGreaterThan(10);
    expect(method.paper.year).toBeGreaterThan(2010);
    expect(method.phases.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(method.phases.length ? 1 : 0, 12);
    if (method.phases.length === 0) expect(method.fit).toBeTypeOf('function');
    for (const { losses } of method.phases) expect(losses[0]).toBe('total');
  });

  it('has an architecture that survives JSON, agrees with what settings imply, and fixes the state', () => {
    const { architecture, config } = small(method);
    expect(method.architectureSchema.parse(JSON.parse(JSON.stringify(architecture)))).toEqual(architecture);
    for (const missing of Object.keys(architecture)) {
      const rest = Object.fromEntries(Object.entries(architecture).filter(([key]) => key !== missing));
      expect(method.architectureSchema.safeParse(rest).success, missing).toBe(false);
    }
    expect(architecture).toMatchObject(method.implied(config, architecture));
    const state = initial({ method, architecture, config });
    const shapes = Object.entries(state).map(([key, { shape }]) => [key, shape]);
    expect(new Map(shapes as [string, number[]][])).toEqual(method.stateShapes(architecture, config));
    expect(Object.keys(state).some(method.usedAtTestTime)).toBe(true);
  });

  it('draws the same state from the same seed and another from another', () => {
    const one = small(method);
    const values = (seed: number) => Object.values(initial(one, seed)).map((tensor) => Array.from(tensor.dataSync()));
    expect(values(1)).toEqual(values(1));
    if (method.phases.length) expect(values(2)).not.toEqual(values(1));
  });

  it('takes a step: every moment moves, every loss is named and finite, no tensor is left behind', async () => {
    if (!method.phases.length) return;
    const one = small(method);
    const [phase] = method.phases;
    const before = initial(one);
    const input = stepInput(one);
    const alive = tf.memory().numTensors;
    const { state, losses } = phase.step(before, input, one);
    expect(Object.keys(state)).toEqual(Object.keys(before));
    expect(Object.keys(losses).sort()).toEqual([...phase.losses].sort());
    for (const loss of Object.values(losses)) expect(Number.isFinite(loss.dataSync()[0])).toBe(true);
    const made = Object.keys(state).length + Object.keys(losses).length;
    expect(tf.memory().numTensors - alive).toBe(made);
    for (const [key, tensor] of Object.entries(state)) expect(tensor.shape, key).toEqual(before[key].shape);
    expect(Object.keys(state).some((key) => tf.any(tf.notEqual(state[key], before[key])).dataSync()[0])).toBe(true);
  });

  it('maps images from what is used at test time alone, each by itself', () => {
    const one = small(method);
    const state = filterMap(initial(one), method.usedAtTestTime);
    const maps = method.map(features(), state, one.architecture, one.config);
    for (const map of maps) {
      expect(map.shape[0]).toBe(BATCH);
      expect(map.rank).toBe(3);
      expect(map.dataSync().every(Number.isFinite)).toBe(true);
    }
    const alone = features().map((map) => tf.slice(map, [1, 0, 0, 0], [1, -1, -1, -1]) as tf.Tensor4D);
    const single = method.map(alone, state, one.architecture, one.config);
    single.forEach((map, scale) => {
      const expected = tf.slice(maps[scale], [1, 0, 0], [1, -1, -1]).dataSync();
      expect(difference(map.dataSync(), expected)).toBeLessThan(1e-4);
    });
  });

  it('rebuilds what it sees, shape by shape, where it rebuilds', () => {
    const one = small(method);
    const state = filterMap(initial(one), method.usedAtTestTime);
    const result = method.rebuild?.(features(), state, one.architecture, one.config);
    if (!result) return;
    expect(result.rebuilt.map(({ shape }) => shape)).toEqual(result.seen.map(({ shape }) => shape));
    for (const map of [...result.seen, ...result.rebuilt]) {
      expect(map.shape[0]).toBe(BATCH);
      expect(map.rank).toBe(4);
      expect(map.dataSync().every(Number.isFinite)).toBe(true);
    }
  });

  it('counts the multiply-adds that its map really takes', async () => {
    const one = small(method);
    const state = filterMap(initial(one), method.usedAtTestTime);
    const { multiplyAdds } = await measureWork(() => method.map(features(1), state, one.architecture, one.config));
    const { inference, trained, state: values } = method.cost(one.architecture, one.config);
    expect(inference).toBe(multiplyAdds);
    expect(values).toBeGreaterThanOrEqual(trained);
    expect(method.paperSize().parameters ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('is exported as one ONNX file that gives the same maps in a process of its own', async () => {
    const one = small(method);
    const state = filterMap(initial(one), method.usedAtTestTime);
    const input = { state, features: features(2) };
    const map = (given: typeof input) => ({
      maps: method.map(given.features, given.state, one.architecture, one.config),
    });
    const folder = mkdtempSync(join(tmpdir(), 'borad-export-'));
    try {
      const file = join(folder, 'detector.onnx');
      await exportOnnx(map as unknown as (tree: TensorTree) => TensorTree, input, file, { name });
      const leaves: [string, tf.Tensor][] = [
        ...Object.entries(state).map(([key, tensor]): [string, tf.Tensor] => [`state/${key}`, tensor]),
        ...input.features.map((tensor, i): [string, tf.Tensor] => [`features/${i}`, tensor]),
      ];
      const { values, others } = runInFreshProcess(file, leaves);
      expect(others).toEqual([]);
      map(input).maps.forEach((expected, i) => {
        expect(difference(values[`maps/${i}`].data, expected.dataSync())).toBeLessThan(1e-4);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
