import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  moduleCosts,
  networkTable,
  paperParameters,
  paperTeacherParameters,
} from '../../../lib/borad/methods/destseg';
import { countTrained } from '../../../lib/borad/methods/tableState';

const architecture: Architecture = {
  channels: [24, 32, 96],
  widths: [32, 64, 128],
  deepest: 128,
  segmentation: 32,
  rates: [2, 4, 8],
  sizes: [32, 16, 8],
};

describe('DeSTSeg', () => {
  it("has its authors' 32,371,393 parameters at their size, and 2,782,784 in the teacher", () => {
    expect(paperParameters()).toBe(32_371_393);
    expect(paperTeacherParameters()).toBe(2_782_784);
  });

  it('has 1,523,961 for the default teacher, as its modules count', () => {
    expect(countTrained(networkTable(architecture))).toBe(1_523_961);
    const ofModules = moduleCosts(architecture).reduce((sum, { parameters }) => sum + parameters, 0);
    expect(ofModules).toBe(1_523_961);
  });

  it('has 1,372,184 of them in the student', () => {
    const student = [...networkTable(architecture)].filter(([name]) => name.startsWith('student.'));
    expect(countTrained(new Map(student))).toBe(1_372_184);
  });
});
