/** The teacher's file: missing, or another one. */
import { describe, expect, it, vi } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { loadTeacher } from '../../lib/borad/teachers';
import { verifiedBytes } from '../../lib/borad/teachers/verifiedBytes';

vi.mock('node:module', () => ({
  createRequire: () => ({
    resolve: (name: string) => {
      throw new Error(`Cannot find module '${name}'`);
    },
  }),
}));

describe('weights of the default teacher', () => {
  it('says what to install when the file is missing', () => {
    expect(() => loadTeacher('mobilenet-v2-openimages')).toThrow(DataError);
    expect(() => loadTeacher('mobilenet-v2-openimages')).toThrow(
      /assets\/objectron_solution_packed_assets\.data of borad is missing.*npm install borad/,
    );
  });

  it('refuses a file with another hash', () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    const sha256 = '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81';
    expect(verifiedBytes(bytes, 'x.data', sha256, 'fetch it')).toBe(bytes);
    expect(() => verifiedBytes(Uint8Array.from([1, 2, 4]), 'x.data', sha256, 'fetch it')).toThrow(DataError);
    expect(() => verifiedBytes(Uint8Array.from([1, 2, 4]), 'x.data', sha256, 'fetch it')).toThrow(/x\.data.*fetch it/);
  });
});
