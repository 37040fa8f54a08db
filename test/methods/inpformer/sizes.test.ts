import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../lib/borad/config';
import { countValues } from '../../../lib/borad/layers';
import { inpFormerParameters } from '../../../lib/borad/methods/inpformer/architecture';
import { inpFormerMethod } from '../../../lib/borad/methods/inpformer/inpFormerMethod';
import type { InpFormerConfig } from '../../../lib/borad/methods/inpformer/settings';

const config = (more = {}) => resolveConfig({ method: 'inpformer', ...more }) as InpFormerConfig;

describe("INP-Former's sizes", () => {
  it("are 68,517,984 trained values at the authors' size, and 751,440 at teaching scale", () => {
    expect(inpFormerMethod.paperSize().parameters).toBe(68_517_984);
    const teacher = { channels: [24, 32, 96], strides: [8, 16, 32], signed: true };
    const architecture = inpFormerMethod.architecture(
      teacher as Parameters<typeof inpFormerMethod.architecture>[0],
      config(),
      [],
    );
    expect(countValues(inpFormerParameters(architecture))).toBe(751_440);
  });

  it('refuse an odd number of blocks and a width that heads do not divide', () => {
    expect(() => config({ transformer: { blocks: 3 } })).toThrow(/transformer\.blocks/);
    expect(() => config({ transformer: { heads: 5 } })).toThrow(/transformer\.width/);
  });
});
