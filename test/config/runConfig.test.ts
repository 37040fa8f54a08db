import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { parseSettings, presetOverrides, presets, resolveConfig, settings } from '../../lib/borad/config';
import { variants } from '../../lib/borad/methods/borad';

describe('resolveConfig', () => {
  it("has the paper's numbers as defaults (Appendix C, Tables 2, 3 and 8 to 10)", () => {
    const config = resolveConfig();
    expect(config.training).toMatchObject({
      batchSize: 16,
      learningRate: 5e-3,
      beta1: 0.5,
      beta2: 0.999,
      decayAt: 0.8,
      decayFactor: 0.1,
    });
    expect(config.momentum).toEqual({ schedule: 'linear', start: 0.99, end: 0.999 });
    expect(config.model.prototypes).toBe(7);
    expect(config.masking).toEqual({ enabled: true, probability: 0.5, ratio: 0.5 });
    expect(config.seed).toBe(42);
  });

  it('lets later overrides win and keeps what they do not name', () => {
    const config = resolveConfig({ training: { steps: 10, batchSize: 4 } }, { training: { steps: 20 } });
    expect(config.training.steps).toBe(20);
    expect(config.training.batchSize).toBe(4);
  });

  it.each([
    [{ training: { stepz: 3 } }, /unknown setting training.stepz/],
    [{ nonsense: 1 }, /unknown setting nonsense/],
    [{ training: { steps: 0 } }, /training.steps: .*got 0/],
    [{ training: { steps: '5' } }, /training.steps: .*got "5"/],
    [{ masking: { ratio: 1.5 } }, /masking.ratio: .*got 1.5/],
    [{ model: { routing: 'other' } }, /model.routing/],
    [{ momentum: { start: 0.999, end: 0.9 } }, /momentum must not fall/],
  ])('refuses %j', (overrides, message) => {
    expect(() => resolveConfig(overrides)).toThrow(OptionError);
    expect(() => resolveConfig(overrides)).toThrow(message);
  });

  it.each([
    [{ training: { learningRate: 1e-300 } }, /training\.learningRate: Too small.*got 1e-300/],
    [{ training: { decayFactor: 1e-40 } }, /training\.decayFactor: Too small.*got 1e-40/],
    [{ training: { epsilon: 1e-300 } }, /training\.epsilon: Too small/],
    [{ training: { epsilon: 1e300 } }, /training\.epsilon: Too big/],
    [{ training: { beta1: 0.99999999999 } }, /training\.beta1: Too big/],
    [{ training: { beta2: 1 - 2 ** -53 } }, /training\.beta2: Too big/],
    [{ loss: { lambdaSpatial: 1e300 } }, /loss\.lambdaSpatial: Too big.*got 1e\+300/],
    [{ loss: { lambdaGlobal: 1e-300 } }, /loss\.lambdaGlobal: Too small/],
    [{ loss: { lambdaGlobal: Number.POSITIVE_INFINITY } }, /loss\.lambdaGlobal: .*got Infinity/],
    [{ loss: { lambdaGlobal: Number.NaN } }, /loss\.lambdaGlobal: .*got NaN/],
  ])('refuses %j, which single precision turns into another setting', (overrides, message) => {
    expect(() => resolveConfig(overrides)).toThrow(message);
  });

  it('takes what single precision holds up to its ends, and weights of 0', () => {
    const training = { learningRate: 2 ** -126, epsilon: 3e38, beta1: 0, beta2: 0.9999999, decayFactor: 1 };
    const loss = { lambdaSpatial: 0, lambdaGlobal: 3.4e38 };
    expect(resolveConfig({ training, loss })).toMatchObject({ training, loss });
  });

  it('suggests the key that was meant', () => {
    expect(() => resolveConfig({ steps: 3 })).toThrow(/Did you mean training.steps/);
    expect(() => resolveConfig({ data: { tiling: { size: 512 } } })).toThrow(
      /Did you mean data\.tiling\.side or data\.tiling\.overlap\?/,
    );
    expect(() => resolveConfig({ data: { size: 64 } })).toThrow(/Did you mean data\.imageSize or data\.resize\?/);
  });

  it('resolves its own output to itself', () => {
    const config = resolveConfig(presetOverrides('quick'));
    expect(resolveConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('takes objects only', () => {
    for (const settings of [null, [], 'quick', 3])
      expect(() => resolveConfig(settings as never)).toThrow(/^Expected an object of settings, got /);
  });
});

describe('parseSettings', () => {
  it('reads dotted keys, JSON values and text', () => {
    expect(
      parseSettings(['training.steps=5', 'model.widths=[8,8,8]', 'loss.shift=false', 'model.routing=linear']),
    ).toEqual({
      training: { steps: 5 },
      model: { widths: [8, 8, 8], routing: 'linear' },
      loss: { shift: false },
    });
  });

  it.each(['steps', '=3'])('refuses %s', (text) => {
    expect(() => parseSettings([text])).toThrow(OptionError);
  });
});

describe('names that every object answers to', () => {
  it.each(['__proto__.polluted=1', 'constructor.prototype.polluted=1', 'training.__proto__.steps=1', '__proto__=1'])(
    'are no settings: %s',
    (text) => {
      expect(() => parseSettings([text])).toThrow(OptionError);
      expect(() => parseSettings([text])).toThrow(/unknown setting (__proto__|constructor)/);
    },
  );

  it('are no settings inside of JSON either', () => {
    const text = '{"__proto__": {"imageSize": 64}}';
    expect(() => parseSettings([`data=${text}`])).toThrow(/unknown setting data\.__proto__/);
    expect(() => resolveConfig({ data: JSON.parse(text) })).toThrow(/unknown setting data\.__proto__/);
    expect(() => resolveConfig(JSON.parse('{"prototype": 1}'))).toThrow(OptionError);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('are no presets: %s', (name) => {
    expect(() => presetOverrides(name)).toThrow(OptionError);
    expect(() => presetOverrides(name)).toThrow(/Unknown preset .*expected one of quick/);
  });
});

describe('presets and settings', () => {
  it('resolves every preset with every variant', () => {
    for (const preset of Object.values(presets)) {
      for (const variant of Object.values(variants))
        expect(() => resolveConfig(preset.settings, variant.settings)).not.toThrow();
    }
  });

  it('describes every setting and gives its default', () => {
    const list = settings();
    expect(list.length).toBeGreaterThan(30);
    expect(list.filter(({ description }) => description === '').map(({ key }) => key)).toEqual([]);
    expect(list.find(({ key }) => key === 'training.batchSize')?.defaultValue).toBe(16);
  });

  it('names the presets there are when one is unknown', () => {
    expect(() => presetOverrides('fast')).toThrow(/quick/);
  });
});
