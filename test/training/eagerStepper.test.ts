import type * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { MemoryError } from '../../lib/borad/base';
import { eagerStepper, type StepperSettings } from '../../lib/borad/training/stepper';

it('refuses a state that WebAssembly cannot hold twice, before a step', async () => {
  await prepareBackend('wasm');
  const state = (size: number) => ({ weight: { size } as tf.Tensor });
  const settings = { phase: {} } as StepperSettings;
  expect(() => eagerStepper(state(3e8), settings)).toThrow(MemoryError);
  expect(() => eagerStepper(state(3e8), settings)).toThrow(
    /needs about 2\.2 GiB of memory, WebAssembly has 2\.0 GiB left.*compiled/,
  );
  expect(eagerStepper(state(2e8), settings).engine).toBe('eager');
});
