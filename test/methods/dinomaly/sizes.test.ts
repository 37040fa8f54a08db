import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../lib/borad/config';
import { countValues } from '../../../lib/borad/layers';
import { dinomalyParameters } from '../../../lib/borad/methods/dinomaly/architecture';
import { dinomalyMethod, minedShare } from '../../../lib/borad/methods/dinomaly/dinomalyMethod';
import type { DinomalyConfig } from '../../../lib/borad/methods/dinomaly/settings';

const teacher = { channels: [24, 32, 96], strides: [8, 16, 32], signed: true } as const;
const config = (more = {}) => resolveConfig({ method: 'dinomaly', ...more }) as DinomalyConfig;

describe("Dinomaly's sizes", () => {
  it("are 61,425,408 trained values at the authors' size, and 639,008 at teaching scale", () => {
    expect(dinomalyMethod.paperSize().parameters).toBe(61_425_408);
    const architecture = dinomalyMethod.architecture(
      { ...teacher, channels: [24, 32, 96], strides: [8, 16, 32] },
      config(),
      [],
    );
    expect(architecture.groups).toEqual([512, 96]);
    expect(countValues(dinomalyParameters(architecture))).toBe(639_008);
  });

  it('refuse an odd number of blocks and a width that heads do not divide', () => {
    expect(() => config({ transformer: { blocks: 3 } })).toThrow(/transformer\.blocks/);
    expect(() => config({ transformer: { heads: 5 } })).toThrow(/transformer\.width/);
  });
});

describe('minedShare', () => {
  it('grows from 0 over a tenth of the run and stays', () => {
    const { mining } = config();
    expect([0, 30, 60, 599].map((step) => minedShare(step, 600, mining))).toEqual([0, 0.45, 0.9, 0.9]);
    expect(minedShare(0, 600, { ...mining, growth: 0 })).toBe(0.9);
  });
});
