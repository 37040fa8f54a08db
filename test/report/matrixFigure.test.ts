import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../lib/borad/base';
import { matrixAxis, matrixFigure, matrixTrace } from '../../lib/notebooks/report';

const options = {
  ...{ name: 'gaps', title: 'Gaps', alt: 'Two gaps.', save: false },
  ...{ z: [[null, 2] as (number | null)[], [3, null]], names: ['a', 'b'], label: 'gap', digits: 1, min: 0 },
  ...{ xTitle: 'other', yTitle: 'category' },
};

describe('matrixFigure', () => {
  it('draws names against themselves, the first row at the top', () => {
    const { data, layout } = matrixFigure(options);
    const { z, label, digits, min, names } = options;
    expect(data).toEqual([matrixTrace({ z, label, digits, min, x: names, y: names })]);
    expect(layout.xaxis).toMatchObject({ title: { text: 'other' }, tickangle: -45 });
    expect(layout.yaxis).toMatchObject({ ...matrixAxis, title: { text: 'category' } });
  });

  it('refuses a matrix that is not square, and axes without titles', () => {
    expect(() => matrixFigure({ ...options, names: ['a', 'b', 'c'] })).toThrow(ShapeError);
    expect(() => matrixFigure({ ...options, xTitle: '' })).toThrow(OptionError);
  });
});
