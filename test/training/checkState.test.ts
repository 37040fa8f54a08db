import { describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { methodOf, type RunConfig } from '../../lib/borad/methods';
import type { StoredState } from '../../lib/borad/training';
import { checkState } from '../../lib/borad/training/checkState';
import { smallConfig } from '../methods/smallSettings';
import { tinyTeacher } from './tinyRun';

/** A state of zeros, whole or with those of some names only. */
function stateOf(name: string, keep: (key: string) => boolean = () => true) {
  const config: RunConfig = smallConfig(name);
  const method = methodOf(name);
  const architecture = method.architecture(tinyTeacher(), config, ['a', 'b']);
  const state: StoredState = {};
  for (const [key, shape] of method.stateShapes(architecture, config))
    if (keep(key)) state[key] = { shape: [...shape], data: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
  return { state, check: () => checkState(state, { architecture, config }, 'w.safetensors'), method };
}

const { usedAtTestTime } = methodOf('borad');

describe('checkState', () => {
  it('tells a whole state from one that is kept for test time', () => {
    expect(stateOf('borad').check()).toBe('training');
    expect(stateOf('borad', usedAtTestTime).check()).toBe('test');
    // All of a memory is used at test time: what is fitted can be fitted no further, and nothing is missing.
    expect(stateOf('patchcore').check()).toBe('training');
  });

  it('names three of what is missing, and counts the rest', () => {
    const only = (gone: number) => {
      const { state, check } = stateOf('borad', usedAtTestTime);
      for (const key of Object.keys(state).slice(0, gone)) delete state[key];
      const names = Object.keys(stateOf('borad', usedAtTestTime).state).slice(0, 3);
      return { check, names };
    };
    const [three, five] = [only(3), only(5)];
    expect(three.check).toThrow(DataError);
    expect(three.check).toThrow(expect.objectContaining({ file: 'w.safetensors' }));
    expect(three.check).toThrow(`missing are ${three.names.join(', ')}. Restore`);
    expect(five.check).toThrow(`missing are ${five.names.join(', ')} and 2 more. Restore`);
  });

  it('wants all of a training state where a part of it is there', () => {
    const { check } = stateOf('borad', (key) => usedAtTestTime(key) || key === 'heads.bank');
    expect(check).toThrow(/missing are .* more/);
  });

  it('refuses in a state for test time what it would refuse in a whole one', () => {
    const { state, check } = stateOf('borad', usedAtTestTime);
    state.more = { shape: [1], data: Float32Array.of(0) };
    expect(check).toThrow(/unknown are more/);
  });

  it('names a tensor of another shape, that is not finite, or is a variance below 0', () => {
    const spoilt = (change: (tensor: { shape: number[]; data: Float32Array }) => void, name: string) => {
      const { state, check } = stateOf('borad');
      change(state[name] as { shape: number[]; data: Float32Array });
      return check;
    };
    const name = 'mff.bn2.running_var';
    expect(spoilt((tensor) => tensor.shape.unshift(1), name)).toThrow(
      /running_var has shape \[1,8\], run\.json says \[8\]/,
    );
    for (const at of [0, 7])
      expect(spoilt(({ data }) => data.fill(Number.NaN, at, at + 1), 'mff.bn2.bias')).toThrow(/bn2\.bias holds NaN/);
    expect(spoilt(({ data }) => data.fill(-1, 3, 4), name)).toThrow(/running_var is a variance and has negative/);
    expect(spoilt(({ data }) => data.fill(-1), 'mff.bn2.bias')()).toBe('training');
    expect(spoilt(({ data }) => data.fill(1), name)()).toBe('training');
  });
});
