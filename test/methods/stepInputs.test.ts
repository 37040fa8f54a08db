/** What each method draws for a step: out of streams of these names, which recorded runs were made with, and the rate of its schedule. */
import { describe, expect, it } from 'vitest';
import { createRng, drawNormals, type Rng } from '../../lib/borad/base';
import type { ConfigOverrides } from '../../lib/borad/config';
import { methodOf } from '../../lib/borad/methods';
import { drawTimes, timesInput } from '../../lib/borad/methods/diffusion';
import { drawMask } from '../../lib/borad/methods/omiad';
import { tinyTeacher } from '../training/tinyRun';
import { smallConfig } from './smallSettings';

const SHAPES = [
  [16, 16, 8],
  [8, 8, 8],
  [4, 4, 8],
] as const;
const CHANNELS = 24;
const IMAGES = 4;
const STEPS = 40;
const samples = Array.from({ length: IMAGES }, (_, i) => ({ id: `${i}`, category: 'a' }));
const seed = () => createRng(3);

// biome-ignore lint/suspicious/noExplicitAny: each method has settings, shapes and inputs of its own
type Own = any;

/** The inputs of a step, as they are fed. */
function drawn(name: string, step: number, { phase = 0, first = 0, ...training }: ConfigOverrides = {}) {
  const method = methodOf(name);
  const config = smallConfig(name, { steps: STEPS, ...(training as ConfigOverrides) });
  const architecture = method.architecture(tinyTeacher(), config, ['a', 'b']);
  const steps = { step, steps: STEPS, phaseStep: step - Number(first), phaseSteps: STEPS - Number(first) };
  const context = { rng: seed(), ...steps, shapes: SHAPES, samples, architecture, config };
  return { config, architecture, inputs: method.phases[Number(phase)].inputs(context) } as { [part: string]: Own };
}

/** The numbers of a leaf, and those that one draw after the other gives. */
const values = ({ data }: { data: ArrayLike<number> }) => Array.from(data);
const each = (length: number, draw: () => number) => Array.from(Float32Array.from({ length }, draw));

describe('the streams of a step', () => {
  it('are `rows STEP` and `noise STEP` in SimpleNet', () => {
    const { inputs, config } = drawn('simplenet', 7);
    const { rows } = config.discriminator;
    const places = seed().split('rows 7');
    expect(values(inputs.rows)).toEqual(Array.from({ length: rows }, () => places.int(IMAGES * 16 * 16)));
    const noise = seed().split('noise 7');
    expect(inputs.noise.shape).toEqual([rows, CHANNELS]);
    expect(values(inputs.noise)).toEqual(each(rows * CHANNELS, () => noise.normal()));
  });

  it('is `jitter STEP` in UniAD', () => {
    const { inputs } = drawn('uniad', 7);
    const length = IMAGES * 4 * 4 * CHANNELS;
    expect(values(inputs.noise)).toEqual(Array.from(drawNormals(seed().split('jitter 7'), length)));
  });

  it('is `dropout STEP` in Dinomaly, for one layer after the other', () => {
    const { inputs, config, architecture } = drawn('dinomaly', 7);
    const { dropout } = config.transformer;
    const stream = seed().split('dropout 7');
    const expected = [architecture.width, architecture.hidden, architecture.width].map((channels) =>
      each(IMAGES * 4 * 4 * channels, () => (stream.uniform() < dropout ? 0 : 1 / (1 - dropout))),
    );
    expect(inputs.masks.map(values)).toEqual(expected);
  });

  const noiseOf = (rng: Rng, { size }: { size: number[] }) =>
    Array.from(drawNormals(rng, IMAGES * size[0] * size[1] * CHANNELS));

  it('are `times STEP` and `noise STEP` in both phases of DiAD', () => {
    for (const phase of [0, 1]) {
      const { inputs, architecture } = drawn('diad', 7, { phase, first: 5 });
      const times = drawTimes(seed().split('times 7'), IMAGES, [0, 999]);
      expect(inputs.times).toEqual(timesInput(times, architecture.width));
      expect(values(inputs.noise)).toEqual(noiseOf(seed().split('noise 7'), architecture));
    }
  });

  it('are one for each thing that a half of a step draws in OmiAD', () => {
    const masked = drawn('omiad', 7);
    const { width } = masked.architecture;
    const { rate } = masked.config.masking;
    const times = drawTimes(seed().split('times 7'), IMAGES, [0, 999]);
    expect(masked.inputs.times).toEqual(timesInput(times, width));
    expect(masked.inputs.mask).toEqual(drawMask(seed().split('mask 7'), times, masked.architecture, rate));
    expect(values(masked.inputs.noise)).toEqual(noiseOf(seed().split('noise 7'), masked.architecture));

    const { inputs, architecture, config } = drawn('omiad', 7, { phase: 1, first: 5 });
    const { start, times: range } = config.distillation;
    const starts = new Array<number>(IMAGES).fill(start);
    expect(inputs.start).toEqual(timesInput(starts, width));
    for (const half of ['score', 'generator']) {
      const stream = (what: string) => seed().split(`${half} ${what} 7`);
      expect(inputs[half].times).toEqual(timesInput(drawTimes(stream('times'), IMAGES, range), width));
      expect(inputs[half].mask).toEqual(drawMask(stream('mask'), starts, architecture, rate));
      expect(values(inputs[half].noise)).toEqual(noiseOf(stream('noise'), architecture));
      expect(values(inputs[half].e)).toEqual(noiseOf(stream('e'), architecture));
    }
  });
});

describe('the learning rate of a step', () => {
  const rate = (name: string, step: number, more: ConfigOverrides = {}) =>
    drawn(name, step, more).inputs.scalars.learningRate.data[0];
  const own = (name: string) => drawn(name, 0).config.training.learningRate;

  it.each(['uniad', 'vitad'])('rises over the first steps in %s', (name) => {
    const { warmup } = drawn(name, 0).config.schedule;
    expect(warmup).toBeGreaterThan(1);
    expect(rate(name, 0)).toBeCloseTo(own(name) / warmup, 9);
    expect(rate(name, warmup - 2)).toBeCloseTo((own(name) * (warmup - 1)) / warmup, 9);
    expect(rate(name, warmup - 1)).toBeCloseTo(own(name), 9);
  });

  it.each(['rd4ad', 'simplenet', 'mambaad', 'borad'])(
    'is whole from the first step in %s, and a tenth after 80%%',
    (name) => {
      expect(rate(name, 0)).toBeCloseTo(own(name), 9);
      expect(rate(name, 31)).toBeCloseTo(own(name), 9);
      expect(rate(name, 32)).toBeCloseTo(own(name) / 10, 9);
    },
  );

  it.each(['dinomaly', 'inpformer'])('rises from 0 and ends along a cosine in %s', (name) => {
    const { warmup, last } = drawn(name, 0).config.optimiser;
    expect(rate(name, 0)).toBe(0);
    expect(rate(name, Math.round(warmup * STEPS))).toBeCloseTo(own(name), 9);
    expect(rate(name, STEPS - 1)).toBeLessThan(1.1 * last * own(name));
  });

  it('is that of the segmentation in the second phase of DeSTSeg, over the steps of the phase', () => {
    const { segmentation } = drawn('destseg', 20, { phase: 1, first: 20 }).config;
    expect(segmentation.learningRate).not.toBe(own('destseg'));
    const second = (step: number) => rate('destseg', step, { phase: 1, first: 20 });
    expect(second(20)).toBeCloseTo(segmentation.learningRate, 9);
    expect(second(35)).toBeCloseTo(segmentation.learningRate, 9);
    expect(second(36)).toBeCloseTo(segmentation.learningRate / 10, 9);
  });

  it("does not fall in OmiAD's distillation, which has a rate of its own", () => {
    const { learningRate } = drawn('omiad', 20, { phase: 1, first: 20 }).config.distillation;
    expect(learningRate).not.toBe(own('omiad'));
    for (const step of [20, 39]) expect(rate('omiad', step, { phase: 1, first: 20 })).toBeCloseTo(learningRate, 9);
  });
});
