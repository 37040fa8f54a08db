import { describe, expect, it } from 'vitest';
import { specName } from '../../lib/notebooks/study/experiments';
import { RIVAL_METHODS, recordedSeconds, rivalSpecs, shortFirst } from '../../lib/notebooks/study/rivals';

describe('shortFirst', () => {
  const specs = rivalSpecs({ names: ['diad', 'uniad', 'vitad', 'rd4ad', 'patchcore'], seeds: [2, 1] });
  const seconds: { [name: string]: number } = { diad: 200, vitad: 30, patchcore: 10 };

  it('takes the quickest method first with all its seeds, and methods of unknown cost last, in the order they had', () => {
    const ordered = shortFirst(specs, (name) => seconds[name]);
    const names = ['patchcore', 'vitad', 'diad', 'uniad', 'rd4ad'];
    expect(ordered.map(specName)).toEqual(names.flatMap((name) => [name, name]));
    expect(ordered.map(({ seed }) => seed)).toEqual(names.flatMap(() => [2, 1]));
  });

  it('orders all rows by what their recorded runs took', () => {
    const seconds = recordedSeconds();
    const ordered = [...new Set(shortFirst(rivalSpecs({ names: RIVAL_METHODS }), seconds).map(specName))];
    expect([...ordered].sort()).toEqual([...RIVAL_METHODS].sort());
    const taken = ordered.map((name) => seconds(name) ?? Number.NaN);
    expect(taken).toEqual([...taken].sort((a, b) => a - b));
    expect(taken[0]).toBeLessThan(taken[taken.length - 1] / 10);
  });
});

describe('recordedSeconds', () => {
  it('has those of the method for a row without runs, and none for what was never made', () => {
    const seconds = recordedSeconds(rivalSpecs({ names: ['hvqtrans'] }));
    expect(seconds('hvqtrans')).toBeGreaterThan(0);
    expect(seconds('hvqtrans:nearest')).toBe(seconds('hvqtrans'));
    expect(seconds('vitad')).toBeUndefined();
  });
});
