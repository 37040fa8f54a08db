import { describe, expect, it } from 'vitest';
import { cases } from '../oracles/cases/metrics';
import { failures } from '../oracles/compareValues';

describe('metrics against scikit-learn and scikit-image', () => {
  it.each(['metrics_scores', 'metrics_pixel', 'metrics_embedding'])('%s', async (name) => {
    expect(await failures(cases, name)).toEqual([]);
  });
});
