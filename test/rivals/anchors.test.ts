import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { METHOD_RUN_FORMAT, METHOD_VERSION } from '../../lib/notebooks/study/experiments';
import { anchorsOf } from '../../lib/notebooks/study/rivals';

const folder = mkdtempSync(join(tmpdir(), 'borad-anchors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const store = { results: join(folder, 'runs'), methods: join(folder, 'methods'), scratch: folder };
const mean = { imageAuroc: 0.84, mad: 0.73 };

function write(hash: string, own: object) {
  const memory = { entries: 2000, patches: 20000 };
  const run = { format: METHOD_RUN_FORMAT, method: METHOD_VERSION, hash, variant: 'PatchCore', mean };
  const rest = { dataset: { name: 'procedural' }, config: { method: 'patchcore', memory }, ...own };
  writeFileSync(join(store.methods, `${hash}.json`), JSON.stringify({ ...run, ...rest }));
}

describe('anchorsOf', () => {
  it('is empty where nothing was measured', () => {
    expect(anchorsOf('procedural', store)).toEqual([]);
  });

  it('gives those of a data set by seed, with what must be known, and leaves other methods out', () => {
    mkdirSync(store.methods);
    write('b', { seed: 2 });
    write('a', { seed: 1 });
    write('c', { seed: 1, dataset: { name: 'own' } });
    write('d', { seed: 1, config: { method: 'uniad' } });
    const note = 'nearest neighbours: 2000 of 20000 patches in memory, chosen greedily';
    expect(anchorsOf('procedural', store)).toEqual([1, 2].map((seed) => ({ method: 'PatchCore', seed, note, mean })));
    expect(anchorsOf('data/own', store)).toHaveLength(1);
  });

  it('refuses a run of another version', () => {
    write('e', { seed: 3, format: 99 });
    expect(() => anchorsOf('procedural', store)).toThrow(DataError);
  });
});
