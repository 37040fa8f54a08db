import { expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { requireBothKinds } from '../../lib/borad/cli/exportedLoss';
import type { Dataset } from '../../lib/borad/datasets';

const setOf = (...kinds: [category: string, split: 'train' | 'test', defect: string][]) =>
  ({
    name: 'parts',
    categories: ['nut', 'bolt'],
    samples: kinds.map(([category, split, defect], i) => ({ id: `${i}`, category, split, defect })),
  }) as unknown as Dataset;

it('knows from names alone whether an AUROC can be measured', () => {
  expect(() => requireBothKinds(setOf(['nut', 'test', 'good'], ['bolt', 'test', 'dent']))).toThrow(DataError);
  expect(() => requireBothKinds(setOf(['nut', 'train', 'good'], ['nut', 'test', 'dent']))).toThrow(
    /parts has no category/,
  );
  expect(() => requireBothKinds(setOf(['bolt', 'test', 'good'], ['bolt', 'test', 'dent']))).not.toThrow();
});
