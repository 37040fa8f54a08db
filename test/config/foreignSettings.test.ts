import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { presetOverrides, resolveConfig } from '../../lib/borad/config';

describe('sections of another method', () => {
  const refusal = (...overrides: Parameters<typeof resolveConfig>) => {
    try {
      resolveConfig(...overrides);
    } catch (error) {
      expect(error).toBeInstanceOf(OptionError);
      return (error as Error).message;
    }
    throw new Error('nothing was refused');
  };

  it('are named with their method, with the presets that set them and those that fit any method', () => {
    const said = refusal(presetOverrides('paper/mvtec'), { method: 'rd4ad' });
    expect(said).toMatch(
      /^model, loss, masking, momentum are sections of borad, but the run is of rd4ad: leave them out\./,
    );
    expect(said).toMatch(/The presets paper\/mvtec, paper\/visa, paper\/realiad are of borad alone/);
    expect(said).toMatch(/take one of quick, notebook, long, default\./);
  });

  it('are distinguished from names that no method knows', () => {
    const said = refusal({ method: 'vitad', memory: { entries: 3 }, nonsense: 1 });
    expect(said).toMatch(/memory is a section of patchcore, but the run is of vitad: leave it out\./);
    expect(said).toMatch(/unknown setting nonsense/);
    expect(said).not.toMatch(/preset/);
  });

  it('are no fault below a section', () => {
    expect(refusal({ method: 'vitad', training: { memory: 1 } })).toMatch(/unknown setting training\.memory/);
  });
});
