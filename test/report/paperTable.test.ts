import { describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { paperTable } from '../../lib/notebooks/report/paperTable';

describe('paperTable', () => {
  it('reads numbers as numbers and commas inside quotes as text', async () => {
    const rows = await paperTable('table07_parameters');
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatchObject({ module: 'net_t', total_m: 24.863, trainable_m: 0 });
    expect(rows[0].role).toMatch(/teacher, stages/);
  });

  it('lists the tables there are', async () => {
    await expect(paperTable('table99')).rejects.toThrow(DataError);
    await expect(paperTable('table99')).rejects.toThrow(/table04_efficiency/);
  });
});
