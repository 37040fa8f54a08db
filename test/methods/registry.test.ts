import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { resolveConfig, settings } from '../../lib/borad/config';
import { DEFAULT_METHOD, METHODS, methodOf } from '../../lib/borad/methods';

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

describe.each(Object.entries(METHODS))('settings of %s', (name, method) => {
  it('describes every setting, and refuses those it does not have', () => {
    for (const { key, description } of settings(name)) expect(description, key).not.toBe('');
    expect(() => resolveConfig({ method: name, nothing: { at: 1 } })).toThrow(/unknown setting nothing/);
    for (const section of Object.keys(method.sections))
      expect(() => resolveConfig({ method: name, [section]: { nothing: 1 } })).toThrow(
        `unknown setting ${section}.nothing`,
      );
  });
});
