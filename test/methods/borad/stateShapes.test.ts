import { describe, expect, it } from 'vitest';
import { createRng } from '../../../lib/borad/base';
import { disposeModel } from '../../../lib/borad/methods';
import { type Architecture, initialModel, type ShapesByName, stateShapes } from '../../../lib/borad/methods/borad';

const architectures: Record<string, Architecture> = {
  'with heads': { channels: [6, 8, 10], widths: [8, 8, 12], heads: true, signed: true, midSize: [2, 3], prototypes: 3 },
  'of the teacher': {
    channels: [4, 8, 16],
    widths: [4, 8, 16],
    heads: false,
    signed: false,
    midSize: [2, 2],
    prototypes: 2,
  },
};

describe('stateShapes', () => {
  it.each(Object.entries(architectures))('gives what a fresh model %s has', (_, architecture) => {
    const model = initialModel(createRng(1), architecture);
    const expected = stateShapes(architecture);
    for (const part of ['parameters', 'statistics', 'momentumProjector'] as const) {
      const made = Object.entries(model[part]).map(([name, { shape }]) => [name, shape]);
      const named = (shapes: ShapesByName) => Object.fromEntries(shapes);
      expect(named(expected[part])).toEqual(Object.fromEntries(made));
    }
    disposeModel(model);
  });
});
