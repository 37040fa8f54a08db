import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { proceduralCategories } from '../../lib/borad/datasets';
import { methodNames, translucent } from '../../lib/borad/display';
import { categoryColour, categoryStyle, methodLabel, methodStyle } from '../../lib/notebooks/report';

const MVTEC =
  'bottle cable capsule carpet grid hazelnut leather metal_nut pill screw tile toothbrush transistor wood zipper';

describe('categoryStyle', () => {
  const pair = (name: string): string => `${categoryStyle(name).color} ${categoryStyle(name).symbol}`;

  it('tells the categories of a set apart by colour and symbol', () => {
    for (const names of [proceduralCategories().map(({ name }) => name), MVTEC.split(' ')])
      expect(new Set(names.map(pair)).size).toBe(names.length);
    expect(categoryColour('nut')).not.toBe(categoryColour('nylon_nut'));
    expect(categoryColour('canvas')).not.toBe(categoryColour('twill'));
  });

  it('is one for all spellings, and fixed for names that nobody listed', () => {
    expect(categoryStyle('Metal Nut')).toEqual(categoryStyle('metal_nut'));
    expect(categoryStyle('metal_nut').label).toBe('metal nut');
    expect(categoryStyle('pcb1')).toEqual({ label: 'pcb1', color: '#009E73', symbol: 'circle' });
    expect(pair('audiojack')).not.toBe(pair('pcb1'));
  });
});

describe('methodStyle', () => {
  it('knows the spellings of tables and settings', () => {
    expect(['without_shift', 'withoutShift', 'no shift'].map(methodLabel)).toEqual(Array(3).fill('without shift'));
    expect(['borad', 'BoRAD (Ours)'].map(methodLabel)).toEqual(['BoRAD', 'BoRAD']);
    expect(methodLabel('masked_baseline')).toBe('masked baseline');
    expect(() => methodLabel('YOLO')).toThrow(OptionError);
  });

  it('tells every two methods apart without colour or by colour', () => {
    const styles = methodNames.map(methodStyle);
    expect(new Set(styles.map(({ color }) => color)).size).toBe(styles.length);
    const main = ['BoRAD', 'masked baseline', 'baseline', 'without shift', 'without global'].map(methodStyle);
    expect(new Set(main.map(({ dash }) => dash)).size).toBe(main.length);
    expect(new Set(main.map(({ symbol }) => symbol)).size).toBe(main.length);
  });
});

describe('translucent', () => {
  it('takes the colours that the palettes have', () => {
    expect(translucent('#0072B2', 0.2)).toBe('rgba(0,114,178,0.2)');
    expect(translucent('rgb(68, 1, 84)', 1)).toBe('rgba(68,1,84,1)');
  });
});
