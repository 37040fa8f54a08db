import { describe, expect, it } from 'vitest';
import { countValues } from '../../../lib/borad/layers';
import {
  type DiadArchitecture,
  diadMethod,
  diadParameters,
  paperFusionParameters,
} from '../../../lib/borad/methods/diad';

const architecture: DiadArchitecture = { channels: [24, 32, 96], size: [16, 16], width: 64, heads: 4, groups: 8 };

const valuesOf = (prefix: string) =>
  countValues(new Map([...diadParameters(architecture)].filter(([name]) => name.startsWith(prefix))));

describe('DiAD', () => {
  it('has 110,592,000 parameters in the fusion block of its authors', () => {
    expect(paperFusionParameters()).toBe(110_592_000);
    expect(diadMethod.paperSize().parameters).toBe(1_331_392_084);
  });

  it('has 4,175,000 for the default teacher: 2,622,104 in the denoiser, 1,552,896 in the guide', () => {
    expect(valuesOf('')).toBe(4_175_000);
    expect(valuesOf('unet.encoder.')).toBe(1_235_392);
    expect(valuesOf('unet.decoder.')).toBe(1_386_712);
    expect(valuesOf('guide.')).toBe(1_552_896);
  });
});
