import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../lib/borad/config';
import { methodColour } from '../../lib/borad/display';
import { METHODS, ROWS, rowOf } from '../../lib/borad/methods';

describe('ROWS', () => {
  it('are the methods in the order of tables, each followed by its own rows', () => {
    const names = Object.keys(ROWS);
    expect(names.filter((name) => !name.includes(':'))).toEqual(Object.keys(METHODS));
    expect(names.slice(-2)).toEqual(['hvqtrans', 'hvqtrans:nearest']);
  });

  it.each(Object.values(ROWS))('has a title and a colour of its own: $name', ({ title, method, settings }) => {
    expect(Object.values(ROWS).filter((row) => row.title === title)).toHaveLength(1);
    expect(methodColour(title)).toMatch(/^#/);
    expect(rowOf(resolveConfig({ method: method.name, ...settings })).title).toBe(title);
  });
});

describe('rowOf', () => {
  it('asks for all settings of a row, whatever else is set', () => {
    const codebooks = { codes: 5, category: 'nearest' };
    expect(rowOf(resolveConfig({ method: 'hvqtrans', codebooks })).name).toBe('hvqtrans:nearest');
    expect(rowOf(resolveConfig({ method: 'hvqtrans', codebooks: { codes: 5 } })).name).toBe('hvqtrans');
    expect(rowOf(resolveConfig({})).name).toBe('borad');
  });
});
