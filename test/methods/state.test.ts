import { describe, expect, it } from 'vitest';
import { flatGroups, groupedState, isMoment, isSquare, withPrefix } from '../../lib/borad/methods';

const flat = {
  'proj.conv.weight': 1,
  'mff.bn1.running_mean': 2,
  'ema.conv.weight': 3,
  'adam.first.proj.conv.weight': 4,
  'adam.second.proj.conv.weight': 5,
};

describe('groupedState', () => {
  it('puts what is updated alike together, under the names of the parameters', () => {
    expect(groupedState(flat)).toEqual({
      parameters: { 'proj.conv.weight': 1 },
      statistics: { 'mff.bn1.running_mean': 2 },
      averages: { 'conv.weight': 3 },
      adam: { first: { 'proj.conv.weight': 4 }, second: { 'proj.conv.weight': 5 } },
    });
  });

  it('is undone by flatGroups, order and all', () => {
    expect(Object.entries(flatGroups(groupedState(flat)))).toEqual(Object.entries(flat));
  });
});

describe('names of a state', () => {
  it('tell moments and what cannot be negative', () => {
    expect(Object.keys(flat).filter(isMoment)).toEqual(['adam.first.proj.conv.weight', 'adam.second.proj.conv.weight']);
    const squares = ['mff.bn1.running_var', 'adam.second.a', 'adam.first.a', 'mff.bn1.running_mean'].filter(isSquare);
    expect(squares).toEqual(['mff.bn1.running_var', 'adam.second.a']);
    expect(withPrefix({ a: 1 }, 'ema.')).toEqual({ 'ema.a': 1 });
  });
});
