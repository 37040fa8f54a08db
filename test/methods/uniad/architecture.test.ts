import { describe, expect, it } from 'vitest';
import { countValues } from '../../../lib/borad/layers';
import { uniadParameters } from '../../../lib/borad/methods/uniad/architecture';

describe("UniAD's parameters", () => {
  it("are 7,717,392 at the authors' size: 272 channels, 14x14 tokens, 4 + 4 layers with norms behind", () => {
    const table = uniadParameters({
      channels: [24, 32, 56, 160],
      grid: [14, 14],
      width: 256,
      heads: 8,
      hidden: 1024,
      encoderLayers: 4,
      decoderLayers: 4,
      window: 7,
      norm: 'behind',
    });
    expect(countValues(table)).toBe(7_717_392);
  });

  it('are 287,192 at teaching scale', () => {
    const table = uniadParameters({
      channels: [24, 32, 96],
      grid: [16, 16],
      width: 64,
      heads: 4,
      hidden: 256,
      encoderLayers: 2,
      decoderLayers: 2,
      window: 7,
      norm: 'before',
    });
    expect(countValues(table)).toBe(287_192);
  });
});
