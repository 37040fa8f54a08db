import { expect, it } from 'vitest';
import type { Method, Phase, StepContext } from '../../lib/borad/methods';
import { phaseStepper, type Stepper } from '../../lib/borad/training';
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
  const method = { phases: [phase('first', 0.4), phase('second', 0.6)] } as unknown as Method;
  const begun: string[][] = [];
  const stepper = await phaseStepper(
    {},
    {
      ...{ method, config: tinyConfig({ training: { steps: 5 } }), shapes: [], from: 0 },
      architecture: { channels: [] } as never,
      create: (state, _, { phase: { name } }): Stepper => {
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
  expect(begun).toEqual([['first'], ['second', 'after first']]);
});
