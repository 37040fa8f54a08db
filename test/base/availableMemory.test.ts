import { describe, expect, it } from 'vitest';
import { availableMemory, MemoryError, requireMemory } from '../../lib/borad/base';

describe('memory that is left', () => {
  it('is asked for before work begins', () => {
    const gib = 2 ** 30;
    expect(() => requireMemory(4 * gib, 'A step', 'Take less.', 4 * gib)).not.toThrow();
    const tooMuch = () => requireMemory(8.25 * gib, 'A step', 'Take less.', 4 * gib);
    expect(tooMuch).toThrow(MemoryError);
    expect(tooMuch).toThrow('A step needs about 8.3 GiB of memory, this machine has 4.0 GiB left. Take less.');
  });

  it('is that of this machine or its container', () => {
    expect(availableMemory()).toBeGreaterThan(2 ** 20);
    expect(() => requireMemory(2 ** 60, 'A step', '')).toThrow(MemoryError);
  });
});
