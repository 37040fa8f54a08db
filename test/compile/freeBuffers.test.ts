import { describe, expect, it } from 'vitest';
import { freeBuffers } from '../../lib/borad/compile';

describe('freeBuffers', () => {
  it('empties arrays, also two on one buffer, and leaves parts of a buffer alone', async () => {
    const whole = new Float32Array(1000).fill(1);
    const again = new Uint8Array(whole.buffer);
    const part = new Float32Array(new ArrayBuffer(80), 40, 5).fill(2);
    await freeBuffers([whole, again, part, new Float32Array(0)]);
    expect([whole.length, again.length]).toEqual([0, 0]);
    expect([...part]).toEqual([2, 2, 2, 2, 2]);
  });

  it('gives memory back at once', async () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i++) await freeBuffers([new Float32Array(5e6).fill(i)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60e6);
  });
});
