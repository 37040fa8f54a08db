import { describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, OptionError } from '../../lib/borad/base';
import { resolveConfig, settings } from '../../lib/borad/config';
import { DEFAULT_METHOD, disposeModel, METHODS, methodOf } from '../../lib/borad/methods';

const teacher = {
  channels: [24, 32, 96] as [number, number, number],
  strides: [8, 16, 32] as [number, number, number],
  signed: true,
};

describe('methodOf', () => {
  it('names the methods there are where one is unknown', () => {
    for (const name of ['nothing', 'constructor', '__proto__', 7, undefined])
      expect(() => methodOf(name)).toThrow(OptionError);
    expect(() => methodOf('patchcor')).toThrow(/expected one of borad.*got "patchcor"/);
  });

  it('is what a configuration names, BoRAD without a name', () => {
    expect(resolveConfig({}).method).toBe(DEFAULT_METHOD);
    expect(() => resolveConfig({ method: 'nothing' })).toThrow(/method: expected one of/);
  });
});

describe.each(Object.values(METHODS).map((method) => [method.name, method] as const))('method %s', (name, method) => {
  it('is registered under its name, and its phases share the run', () => {
    expect(methodOf(name)).toBe(method);
    if (method.phases.length > 0) expect(method.phases.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    else expect(method.fit).toBeTypeOf('function');
    for (const { losses } of method.phases) expect(losses[0]).toBe('total');
  });

  it('describes every setting, and refuses those it does not have', () => {
    for (const { key, description } of settings(name)) expect(description, key).not.toBe('');
    expect(() => resolveConfig({ method: name, nothing: { at: 1 } })).toThrow(/unknown setting nothing/);
    for (const section of Object.keys(method.sections))
      expect(() => resolveConfig({ method: name, [section]: { nothing: 1 } })).toThrow(
        `unknown setting ${section}.nothing`,
      );
  });

  it('starts with the state that its shapes say, and implies what its architecture says', async () => {
    await prepareBackend();
    const config = resolveConfig({ method: name, data: { imageSize: 256 } });
    const architecture = method.architecture(teacher, config, ['a', 'b']);
    expect(method.architectureSchema.parse(JSON.parse(JSON.stringify(architecture)))).toEqual(architecture);
    expect(architecture).toMatchObject(method.implied(config, architecture));
    const state = method.initialise(createRng(1), architecture, config);
    const shapes = method.stateShapes(architecture, config);
    expect(Object.fromEntries(Object.entries(state).map(([key, { shape }]) => [key, shape]))).toEqual(
      Object.fromEntries(shapes),
    );
    expect([...shapes.keys()].some((key) => method.usedAtTestTime(key))).toBe(true);
    const { trained, state: values } = method.cost(architecture, config);
    expect(values).toBeGreaterThanOrEqual(trained);
    expect(method.paperSize().parameters ?? 0).toBeGreaterThanOrEqual(0);
    disposeModel(state);
  });
});
