/** Which tensors the steps of a phase move, how far, and by whose values. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import type { ConfigOverrides } from '../../lib/borad/config';
import type { TensorMap } from '../../lib/borad/layers';
import { methodOf, type PhaseInput } from '../../lib/borad/methods';
import { joinedMaps, type Times } from '../../lib/borad/methods/diffusion';
import type { InpFormerConfig } from '../../lib/borad/methods/inpformer';
import {
  generatorLosses,
  type HalfDraws,
  type OmiadArchitecture,
  type OmiadConfig,
} from '../../lib/borad/methods/omiad';
import type { SimplenetConfig } from '../../lib/borad/methods/simplenet';
import { normal } from '../compile/agreement';
import { there } from '../there';
import { tinyTeacher } from '../training/tinyRun';
import { smallConfig } from './smallSettings';

const SHAPES: [number, number, number][] = [
  [16, 16, 8],
  [8, 8, 8],
  [4, 4, 8],
];
const IMAGES = 2;
const samples = Array.from({ length: IMAGES }, (_, i) => ({ id: `${i}`, category: 'a' }));

beforeAll(async () => {
  await prepareBackend('cpu');
});

/** Numbers of inputs as tensors. */
function tensors(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(tensors);
  const { shape, data } = tree as { shape?: number[]; data?: Float32Array };
  if (data) return tf.tensor(data, shape);
  return Object.fromEntries(Object.entries(tree as object).map(([name, value]) => [name, tensors(value)]));
}

/** The first step of a phase from a state as training might leave it. */
function stepOf(name: string, { phase: number = 0, ...more }: { phase?: number } & ConfigOverrides = {}) {
  const method = methodOf(name);
  const config = { ...smallConfig(name), ...more } as ReturnType<typeof smallConfig>;
  const architecture = method.architecture(tinyTeacher(), config, ['a', 'b']);
  const initial = method.initialise(createRng(1), architecture, config);
  const state = Object.fromEntries(
    Object.entries(initial).map(([key, tensor], i) => [
      key,
      key.startsWith('adam.') ? tensor : tf.add(tensor, tf.mul(normal(tensor.shape, i), 0.1)),
    ]),
  ) as TensorMap;
  const phase = there(method.phases[number]);
  const steps = { step: 3, steps: 6, phaseStep: 0, phaseSteps: 3 };
  const numbers = phase.inputs({ rng: createRng(3), ...steps, shapes: SHAPES, samples, architecture, config });
  const features = SHAPES.map((shape, i) => normal([IMAGES, ...shape], i + 1) as tf.Tensor4D);
  const input = { features, ...(tensors(numbers) as object) } as PhaseInput;
  return { config, architecture, input, ...phase.step(state, input, { architecture, config }), before: state };
}

/** The greatest change of a tensor. */
const change = (before: TensorMap, after: TensorMap, name: string): number =>
  tf.max(tf.abs(tf.sub(there(after[name]), there(before[name])))).dataSync()[0] ?? Number.NaN;
const under = (state: TensorMap, prefix: string) => Object.keys(state).filter((name) => name.startsWith(prefix));

describe('a step of SimpleNet', () => {
  it("moves the adaptor by its share of the discriminator's rate", () => {
    // From moments of zero Adam moves a weight by a multiple of the rate, whatever its gradient.
    const { before, state, config } = stepOf('simplenet');
    const { adaptorShare } = (config as SimplenetConfig).discriminator;
    expect(adaptorShare).toBeLessThan(1);
    const moved = change(before, state, 'adaptor.weight') / change(before, state, 'd1.weight');
    expect(moved).toBeCloseTo(adaptorShare, 2);
    expect(change(before, state, 'lengths')).toBe(0);
  });
});

describe('a step of Dinomaly', () => {
  it('lets what its settings leave to points that are rebuilt well through to the weights', () => {
    const moved = (rest: number) => {
      const { mining } = smallConfig('dinomaly') as unknown as { mining: object };
      const { before, state } = stepOf('dinomaly', { mining: { ...mining, rest, share: 0.9, growth: 0.1 } });
      return under(state, 'adam.first.').map((name) => change(before, state, name));
    };
    expect(moved(0)).not.toEqual(moved(1));
  });
});

describe('the weights of losses', () => {
  const total = (name: string, loss: object) => there(there(stepOf(name, { loss }).losses.total).dataSync()[0]);

  it("multiply MambaAD's loss", () => {
    expect(total('mambaad', { weight: 3 })).toBeCloseTo(3 * total('mambaad', { weight: 1 }), 4);
  });

  it("multiply INP-Former's coherence alone", () => {
    const power = { power: (smallConfig('inpformer') as InpFormerConfig).loss.power };
    const at = (lambdaCoherence: number) => total('inpformer', { ...power, lambdaCoherence });
    const { coherence } = stepOf('inpformer').losses;
    expect(at(3) - at(1)).toBeCloseTo(2 * there(there(coherence).dataSync()[0]), 4);
  });
});

/** What a second phase begins with, and the leader of each tensor under a prefix has the same values. */
function begunWith(name: string, leaders: { [prefix: string]: string }) {
  const before = stepOf(name).state;
  const leading = (tensor: string, prefix: string) => tensor.replace(prefix, leaders[prefix] ?? '');
  const followers = Object.keys(leaders).flatMap((prefix) =>
    under(before, prefix).map((one) => [one, prefix] as const),
  );
  const differing = (state: TensorMap) =>
    followers.filter(([one, prefix]) => change(state, { [one]: there(state[leading(one, prefix)]) }, one) > 0).length;
  const moments = (state: TensorMap) =>
    under(state, 'adam.').filter((one) => there(tf.max(tf.abs(there(state[one]))).dataSync()[0]) > 0).length;
  const counts = (state: TensorMap) => ({
    followers: followers.length,
    differing: differing(state),
    moments: moments(state),
  });
  const first = counts(before);
  const begun = there(there(methodOf(name).phases[1]).begin)(before);
  return { first, begun: counts(begun) };
}

describe('the second phase', () => {
  it.each([
    ['diad', { 'guide.encoder.': 'unet.encoder.' }],
    ['omiad', { 'phi.': 'gen.', 'psi.': 'gen.' }],
  ])('of %s begins with copies of what the first has trained, and with fresh moments', (name, leaders) => {
    const { first, begun } = begunWith(name, leaders as { [prefix: string]: string });
    expect(first.followers).toBeGreaterThan(0);
    expect(first.differing).toBeGreaterThan(0);
    expect(first.moments).toBeGreaterThan(0);
    expect(begun).toEqual({ followers: first.followers, differing: 0, moments: 0 });
  });
});

describe('a step of DiAD', () => {
  it('moves the denoiser at first, and nothing of the guide', () => {
    const { before, state } = stepOf('diad');
    const moves = (prefix: string) => under(state, prefix).some((name) => change(before, state, name) > 0);
    expect(['unet.encoder.', 'unet.decoder.', 'guide.'].map(moves)).toEqual([true, true, false]);
  });

  it("moves the guide and the denoiser's decoder afterwards, and leaves its encoder", () => {
    const { before, state } = stepOf('diad', { phase: 1 });
    const moves = (prefix: string) => under(state, prefix).some((name) => change(before, state, name) > 0);
    expect(['guide.', 'unet.decoder.', 'unet.encoder.'].map(moves)).toEqual([true, true, false]);
  });
});

describe('a step of OmiAD', () => {
  it('moves the generator alone at first', () => {
    const { before, state } = stepOf('omiad');
    const moves = (prefix: string) => under(state, prefix).some((name) => change(before, state, name) > 0);
    expect(['gen.', 'psi.', 'phi.'].map(moves)).toEqual([true, false, false]);
  });

  it('distils from the frozen network, and the generator by the scores of this very step', () => {
    const { before, state, losses, input, architecture, config } = stepOf('omiad', { phase: 1 });
    const moves = (prefix: string) => under(state, prefix).some((name) => change(before, state, name) > 0);
    expect(['gen.', 'psi.', 'phi.'].map(moves)).toEqual([true, true, false]);
    // The generator before its step, against psi after its own.
    const seen = { ...before, ...Object.fromEntries(under(state, 'psi.').map((name) => [name, there(state[name])])) };
    const { generator, start } = input as unknown as { generator: HalfDraws; start: Times };
    const { distillation } = config as unknown as OmiadConfig;
    const clean = joinedMaps(input.features);
    const shape = architecture as unknown as OmiadArchitecture;
    const { total } = generatorLosses(clean, generator, start, seen, shape, distillation);
    expect(there(losses.total).dataSync()[0]).toBeCloseTo(there(total.dataSync()[0]), 5);
  });
});
