import { describe, expect, it } from 'vitest';
import type { Method, Phase } from '../../lib/borad/methods';
import { phaseAt, trainedSteps } from '../../lib/borad/training';

const phase = (name: string, share: number) => ({ name, share }) as unknown as Phase;
const methodWith = (...phases: Phase[]) => ({ phases }) as unknown as Method;

describe('phaseAt', () => {
  it('divides the steps of a run by the shares of its phases', () => {
    const method = methodWith(phase('student', 0.5), phase('segmentation', 0.5));
    const places = [0, 299, 300, 599].map((step) => phaseAt(method, step, 600));
    expect(places.map(({ phase: { name }, first, steps }) => [name, first, steps])).toEqual([
      ['student', 0, 300],
      ['student', 0, 300],
      ['segmentation', 300, 300],
      ['segmentation', 300, 300],
    ]);
  });

  it('leaves no step out where shares do not divide the steps', () => {
    const method = methodWith(phase('a', 1 / 3), phase('b', 1 / 3), phase('c', 1 / 3));
    const names = Array.from({ length: 10 }, (_, step) => phaseAt(method, step, 10).phase.name);
    expect(names.join('')).toBe('aaabbbbccc');
    const ends = ['a', 'b', 'c'].map((name) => phaseAt(method, names.indexOf(name), 10));
    expect(ends.map(({ first, steps }) => first + steps)).toEqual([3, 7, 10]);
  });

  it('gives a run of one step to the phase that has it', () => {
    expect(phaseAt(methodWith(phase('a', 0.4), phase('b', 0.6)), 0, 1).phase.name).toBe('b');
  });
});

describe('trainedSteps', () => {
  const config = { training: { steps: 600 } } as Parameters<typeof trainedSteps>[1];

  it('are those of the configuration, and none where the fit is all', () => {
    expect(trainedSteps(methodWith(phase('a', 1)), config)).toBe(600);
    expect(trainedSteps(methodWith(), config)).toBe(0);
  });
});
