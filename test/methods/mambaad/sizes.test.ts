import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../lib/borad/config';
import {
  fusionParameters,
  type MambaadConfig,
  mambaadArchitecture,
  mambaadParameters,
  paperFusionParameters,
  paperParameters,
} from '../../../lib/borad/methods/mambaad';
import { countTrained } from '../../../lib/borad/methods/tableState';

const teacher = { channels: [24, 32, 96], strides: [8, 16, 32] } as const;

const architecture = (settings: object = {}) =>
  mambaadArchitecture(
    { channels: [...teacher.channels], strides: [...teacher.strides] },
    resolveConfig({ method: 'mambaad', ...settings }) as unknown as MambaadConfig,
  );

describe('MambaAD', () => {
  it("has its authors' 1,458,304 and 15,986,624 parameters in fusion and decoder at their size", () => {
    expect(paperFusionParameters()).toBe(1_458_304);
    expect(paperParameters()).toBe(1_458_304 + 15_986_624);
  });

  it('has 1,357,496 for the default teacher, 355,904 of them in the fusion', () => {
    expect(countTrained(mambaadParameters(architecture()))).toBe(1_357_496);
    expect(countTrained(fusionParameters(architecture()))).toBe(355_904);
  });

  it("refuses sizes that Hilbert's curve does not know, which rows to and fro do", () => {
    const data = { imageSize: 192 };
    expect(() => architecture({ data })).toThrow(/power of two, got 3/);
    expect(architecture({ data, stateSpace: { scan: 'scan' } }).side).toBe(3);
    expect(() => architecture({ data: { imageSize: 224 + 16 } })).toThrow(/multiple of 64/);
    expect(() => architecture({ student: { widths: [32, 63, 128] } })).toThrow(/student.widths/);
  });
});
