import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../../lib/borad/base';
import { uniadArchitecture } from '../../../lib/borad/methods/uniad/architecture';

const teacher = {
  channels: [24, 32, 96] as [number, number, number],
  strides: [8, 16, 32] as [number, number, number],
};
const settings = {
  ...{ stride: 16, width: 64, heads: 4, hidden: 256, encoderLayers: 2, decoderLayers: 2, window: 7 },
  norm: 'before' as const,
};

describe('uniadArchitecture', () => {
  it('has a token for each stride of the image', () => {
    expect(uniadArchitecture(teacher, 256, settings).grid).toEqual([16, 16]);
  });

  it('refuses images that do not fit, strides that split a location, and windows that hide everything', () => {
    expect(() => uniadArchitecture(teacher, 240, settings)).toThrow(ShapeError);
    expect(() => uniadArchitecture(teacher, 384, { ...settings, stride: 12 })).toThrow(/transformer\.stride/);
    expect(() => uniadArchitecture(teacher, 96, settings)).toThrow(OptionError);
  });
});
