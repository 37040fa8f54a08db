/**
 * Public names are a promise: each change of them is seen in review, as a change of docs/api.txt. `npm run api` writes it anew.
 */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as borad from '../../lib/borad/index';
import { publicNames, publicText } from './publicNames';

const root = resolve(__dirname, '../..');
const face = resolve(root, 'lib/borad/index.ts');

describe('public names of borad', () => {
  it('are those of docs/api.txt', async () => {
    await expect(publicText(face)).toMatchFileSnapshot(resolve(root, 'docs/api.txt'));
  });

  it('are what the package exports when it runs', () => {
    const values = publicNames(face).filter(({ kind }) => kind !== 'type');
    expect(Object.keys(borad).sort()).toEqual(values.map(({ name }) => name).sort());
  });

  it('stay few at the top', () => {
    const called = publicNames(face).filter(({ kind }) => kind !== 'namespace');
    expect(called.length).toBeLessThanOrEqual(70);
  });
});
