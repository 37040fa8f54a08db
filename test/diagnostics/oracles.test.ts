import { describe, expect, it } from 'vitest';
import { cases } from '../oracles/cases/diagnostics';
import { failures } from '../oracles/compareValues';

describe('diagnostics against NumPy', () => {
  it('diagnostics', async () => {
    expect(await failures(cases, 'diagnostics')).toEqual([]);
  });
});
