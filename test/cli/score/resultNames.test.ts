import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resultNames, sameName } from '../../../lib/borad/cli/score/resultNames';

describe('resultNames', () => {
  it('keep the folders of photos, so that equal names do not meet', () => {
    const photos = [join('x', 'a.png'), join('y', 'a.png'), 'a_2.png'];
    expect(resultNames(photos)).toEqual(['x/a', 'y/a', 'a_2']);
  });

  it('begin at the folder that photos outside of the working folder have in common', () => {
    const photos = ['/far/off/x/a.png', '/far/off/y/b.jpg', join('here', 'c.png')].map((path) => resolve(path));
    expect(resultNames(photos)).toEqual(['x/a', 'y/b', 'here/c']);
    expect(resultNames([resolve('/far/off/x/a.png')])).toEqual(['a']);
  });

  it('differ for photos that differ in their ending, their case or the form of their accents', () => {
    expect(resultNames(['a.png', 'a.jpg', 'A.png', 'a.jpg.png'])).toEqual(['a', 'a.jpg', 'A.png', 'a.jpg.png']);
    expect(resultNames(['\u00e9.png', 'e\u0301.png'])).toHaveLength(2);
    expect(new Set(resultNames(['\u00e9.png', 'e\u0301.png']).map(sameName)).size).toBe(2);
  });

  it('stay away from names that are taken', () => {
    expect(resultNames(['a.png'], ['A'])).toEqual(['a.png']);
    expect(resultNames(['a.png'], ['A', 'a.PNG'])).toEqual(['a_2']);
  });

  it('are cut where a file system could not take them, and still differ', () => {
    const [first, second] = resultNames([`${'n'.repeat(240)}1.png`, `${'n'.repeat(240)}2.png`]);
    expect(first).not.toBe(second);
    expect(`${first}_heatmap.png`.length).toBeLessThan(250);
  });

  it('keep clear of the files that tell of the results', () => {
    const photos = [join('scores.json', 'a.png'), join('Scores.jsonl', 'a.png'), join('x', 'scores.json', 'a.png')];
    expect(resultNames(photos)).toEqual(['_scores.json/a', '_Scores.jsonl/a', 'x/scores.json/a']);
  });

  it('never meet, whatever the photos are called', () => {
    const part = fc.stringMatching(/^[aAb_2.]{1,4}$/).filter((text) => !/^\.+$/.test(text));
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => join(...parts));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (photos) => {
        const names = resultNames(photos).map(sameName);
        expect(new Set(names).size).toBe(photos.length);
      }),
    );
  });
});
