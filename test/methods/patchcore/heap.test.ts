import { expect, it } from 'vitest';
import { createRng } from '../../../lib/borad/base';
import { Heap } from '../../../lib/borad/methods/patchcore/heap';

it.each([1, 2, 3, 4, 7, 20])('knows the greatest of %i values and the next, while the greatest falls', (count) => {
  const rng = createRng(count);
  // Few different values, so that equals come.
  const values = Float64Array.from({ length: count }, () => rng.int(6));
  const heap = new Heap(values);
  for (let fall = 0; fall < 40; fall++) {
    const [first = NaN, second = Number.NEGATIVE_INFINITY] = [...values].sort((a, b) => b - a);
    expect(heap.top).toBe(values.indexOf(first));
    expect(heap.second).toBe(second);
    values[heap.top] = first - 1 - rng.int(3);
    heap.sink();
  }
});
