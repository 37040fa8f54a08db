import { expect, it } from 'vitest';
import { itemAt, ShapeError } from '../../lib/borad/base';

it('an element is that of its place, whatever its value', () => {
  expect(itemAt(['a', 'b'], 1, 'names')).toBe('b');
  expect(itemAt(Float32Array.of(0), 0, 'scores')).toBe(0);
  expect(itemAt([undefined], 0, 'values')).toBeUndefined();
});

it.each([-1, 2, 0.5, Number.NaN])('an element at %d is an error that names the list', (index) => {
  expect(() => itemAt([1, 2], index, 'images')).toThrow(ShapeError);
});

it('the message counts as people do', () => {
  expect(() => itemAt([1, 2], 2, 'images')).toThrow('images: there are 2, but number 3 was asked for.');
});
