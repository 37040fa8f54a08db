import { expect, it } from 'vitest';
import { pairedDifference } from '../../lib/borad/statistics';
import { differenceTable } from '../../lib/notebooks/study/experiments';

it('prints differences with the digits and the factor of their row', () => {
  const d = pairedDifference([0.2, 0.3, 0.4], [0.1, 0.2, 0.29]);
  const { rows } = differenceTable({
    ...{ name: 'differences', caption: 'Differences.', columns: ['quantity', 'a − b'], digits: 1, factor: 100 },
    rows: [
      [['mAD'], [d]],
      [['share'], [d], 2, 1],
    ],
  });
  expect(rows[0]?.[1]).toMatch(/^\+10\.3 \[.* higher$/);
  expect(rows[1]?.[1]).toMatch(/^\+0\.10 \[.* higher$/);
});
