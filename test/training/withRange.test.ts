import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../lib/borad/config';
import { withRange } from '../../lib/borad/training/withRange';

const found = { range: async () => ({ range: '12bit' as const, note: 'told by the brightest' }) };

describe('withRange', () => {
  it('writes down the range that the images show, and no other setting', async () => {
    const config = resolveConfig({ data: { imageSize: 64 } });
    expect(await withRange(config, found)).toEqual({ ...config, data: { ...config.data, range: '12bit' } });
  });

  it('keeps what the user set, and leaves sets of 8 bits and rendered ones open', async () => {
    const set = resolveConfig({ data: { range: 'full' } });
    expect(await withRange(set, found)).toBe(set);
    const open = resolveConfig({});
    expect((await withRange(open, { range: async () => ({ range: 'auto' }) })).data.range).toBe('auto');
    expect(await withRange(open, {})).toEqual(open);
  });
});
