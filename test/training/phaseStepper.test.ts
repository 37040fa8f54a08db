import { expect, it } from 'vitest';
import type { Method, Phase, StepContext } from '../../lib/borad/methods';
import { phaseStepper, type StepNumbers, type Stepper } from '../../lib/borad/training';
import { tinyConfig } from './tinyRun';

it('tells each phase its own steps beside those of the run, and hands the state to the next', async () => {
  const told: (string | number)[][] = [];
  const phase = (name: string, share: number): Phase => ({
    ...{ name, share, reads: [], losses: ['total'] },
    inputs: ({ step, steps, phaseStep, phaseSteps }: StepContext) => {
      told.push([name, step, steps, phaseStep, phaseSteps]);
      return {};
    },
    step: () => expect.unreachable('the steps are stood in for'),
  });
  // A phase's own beginning is asked for once, before its first step.
  const begin = (state: object) => ({ ...state, 'begun anew': 0 });
  const method = { phases: [phase('first', 0.4), { ...phase('second', 0.6), begin }] } as unknown as Method;
  const begun: string[][] = [];
  const stepper = await phaseStepper(
    {},
    {
      ...{ method, config: tinyConfig({ training: { steps: 5 } }), shapes: [], from: 0 },
      architecture: { channels: [] } as never,
      create: (state, numbers, { phase: { name } }): Stepper => {
        expect(numbers).toEqual({ features: [] });
        begun.push([name, ...Object.keys(state)]);
        return {
          engine: 'eager',
          step: async () => ({ total: 0 }),
          isFinite: async () => true,
          read: async () => ({ [`after ${name}`]: { shape: [1], data: Float32Array.of(1) } }),
          dispose: () => {},
        };
      },
    },
  );
  // Each phase is prepared with the inputs of its first step.
  told.length = 0;
  for (let step = 0; step < 5; step++) await stepper.step(step, { samples: [] });
  expect(told.filter((one, i) => one.join() !== told[i - 1]?.join())).toEqual([
    ['first', 0, 5, 0, 2],
    ['first', 1, 5, 1, 2],
    ['second', 2, 5, 0, 3],
    ['second', 3, 5, 1, 3],
    ['second', 4, 5, 2, 3],
  ]);
  expect(begun).toEqual([['first'], ['second', 'after first', 'begun anew']]);
});

it('prepares and feeds a phase by what it reads, and hands on what its stepper is', async () => {
  const made: StepNumbers[] = [];
  const fed: StepNumbers[] = [];
  const phase = {
    name: 'one',
    share: 1,
    reads: ['features', 'copies', 'labels'],
    losses: ['total'],
    inputs: () => ({}),
  };
  const plain = { ...phase, name: 'two', share: 0, reads: undefined };
  const label = { shape: [2], data: Float32Array.of(3, 4) };
  const samplesSeen: unknown[] = [];
  const withInputs = (one: object) => ({
    ...one,
    inputs: ({ samples }: StepContext) => {
      samplesSeen.push(samples);
      return {};
    },
  });
  const method = {
    phases: [withInputs({ ...phase, share: 0.5 }), withInputs({ ...plain, share: 0.5 })],
    copies: { stream: 's', count: () => 1, label: () => label },
  } as unknown as Method;
  const state = { w: { shape: [1], data: Float32Array.of(7) } };
  const stepper = await phaseStepper(
    {},
    {
      ...{ method, config: tinyConfig({ training: { steps: 4, batchSize: 2 } }), shapes: [[2, 3, 4]], from: 0 },
      architecture: { channels: [] } as never,
      create: (_, numbers): Stepper => {
        made.push(numbers);
        return {
          ...{ engine: 'compiled', provider: 'cpu', bytes: 5, isFinite: async () => false, read: async () => state },
          step: async (given) => {
            fed.push(given);
            return { total: 0 };
          },
          dispose() {},
        };
      },
    },
  );
  const zeros = { shape: [2, 2, 3, 4], data: new Float32Array(48) };
  const labels = { shape: [2, 2], data: Float32Array.of(3, 4, 3, 4) };
  expect(made).toEqual([{ features: [zeros], copies: [zeros], labels }]);
  expect(samplesSeen).toEqual([
    [
      { id: '', category: '' },
      { id: '', category: '' },
    ],
  ]);
  expect([stepper.engine, stepper.provider, stepper.bytes, await stepper.isFinite()]).toEqual([
    'compiled',
    'cpu',
    5,
    false,
  ]);
  expect(await stepper.read()).toBe(state);
  expect([stepper.reads(0), stepper.reads(3)]).toEqual([['features', 'copies', 'labels'], ['features']]);
  const [features, copies] = [[Float32Array.of(1)], [Float32Array.of(2)]];
  const samples = [{ id: 'a', category: 'c' }];
  await stepper.step(0, { samples, features, copies, labels });
  expect(fed[0]).toEqual({
    features: [{ shape: [1, 2, 3, 4], data: features[0] }],
    copies: [{ shape: [1, 2, 3, 4], data: copies[0] }],
    labels,
  });
  await expect(stepper.step(1, { samples, features, labels })).rejects.toThrow(/copies for the phase one/);
  await stepper.step(2, { samples, features });
  expect(fed[1]).toEqual({ features: [{ shape: [1, 2, 3, 4], data: features[0] }] });
});
