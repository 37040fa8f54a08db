import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { METHODS } from '../../lib/borad/methods';
import { methodSketch, SKETCHED_METHODS } from '../../lib/notebooks/report';

describe('methodSketch', () => {
  it('draws what is registered, each with words for who cannot see it', async () => {
    for (const method of SKETCHED_METHODS) {
      expect(Object.keys(METHODS)).toContain(method);
      const { svg, alt, name, width } = await methodSketch(method, { save: false });
      expect(svg).toContain('teacher');
      expect(alt.length).toBeGreaterThan(60);
      expect(name).toBe(`rivals-${method}`);
      expect(width).toBeGreaterThan(300);
    }
  });

  it('shows only the styles that it has', async () => {
    expect((await methodSketch('rd4ad', { save: false })).svg).not.toContain('training only');
    expect((await methodSketch('uniad', { save: false })).svg).toContain('training only');
  });

  it('names those that there are', async () => {
    await expect(methodSketch('nothing')).rejects.toThrow(OptionError);
    await expect(methodSketch('nothing')).rejects.toThrow(/rd4ad/);
  });
});
