import { expect } from 'vitest';
import { DataError } from '../../lib/borad/base';

/** What a load says that refuses with a DataError, and of which file; `none` where it does not refuse. */
export function refusalOf(load: () => unknown): { message: string; file: string | undefined } {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    const { message, file } = error as DataError;
    return { message, file };
  }
  return { message: 'none', file: undefined };
}
