import { describe, expect, it } from 'vitest';
import { cases } from '../oracles/cases/theory';
import { failures } from '../oracles/compareValues';

describe('theory against NumPy and automatic differentiation', () => {
  it('theory', async () => {
    expect(await failures(cases, 'theory')).toEqual([]);
  });
});
