import { describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import {
  addAffine,
  addDense,
  countValues,
  drawParameters,
  drawTruncatedNormal,
  drawXavierUniform,
  type ParameterTable,
  tableShapes,
} from '../../lib/borad/layers';

function example(): ParameterTable {
  const table: ParameterTable = new Map();
  addDense(table, 'first', 40, 50, drawXavierUniform);
  addAffine(table, 'norm', 50);
  return table;
}

describe('a parameter table', () => {
  it('counts values and names shapes without drawing', () => {
    expect(countValues(example())).toBe(40 * 50 + 50 + 100);
    expect([...tableShapes(example())]).toEqual([
      ['first.weight', [40, 50]],
      ['first.bias', [50]],
      ['norm.weight', [50]],
      ['norm.bias', [50]],
    ]);
  });

  it('draws weights within the bound of Xavier, zeros and ones', () => {
    const drawn = drawParameters(example(), createRng(1));
    const weights = Array.from(drawn['first.weight'].dataSync());
    const bound = Math.sqrt(6 / 90);
    expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.sqrt(weights.reduce((sum, value) => sum + value ** 2, 0) / weights.length)).toBeCloseTo(
      bound / Math.sqrt(3),
      2,
    );
    expect(new Set(drawn['first.bias'].dataSync())).toEqual(new Set([0]));
    expect(new Set(drawn['norm.weight'].dataSync())).toEqual(new Set([1]));
  });

  it('draws a tensor the same whatever other tensors there are', () => {
    const more: ParameterTable = new Map();
    addDense(more, 'before', 3, 4, drawXavierUniform);
    for (const [name, row] of example()) more.set(name, row);
    const one = drawParameters(example(), createRng(1))['first.weight'].dataSync();
    const other = drawParameters(more, createRng(1))['first.weight'].dataSync();
    expect(Array.from(other)).toEqual(Array.from(one));
  });

  it('draws truncated normals again until they lie inside', () => {
    const rng = createRng(1);
    const draw = drawTruncatedNormal(1, 0.5);
    const values = Array.from({ length: 500 }, () => draw(rng));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(Math.max(...values)).toBeGreaterThan(0.4);
  });
});
