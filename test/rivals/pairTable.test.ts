import { expect, it } from 'vitest';
import { pairTable, type RivalRun, SCALE_NOTE } from '../../lib/notebooks/study/rivals';

const keys = ['imageAuroc', 'imageAp', 'imageF1Max', 'pixelAuroc', 'pixelAp', 'pixelF1Max', 'pixelAupro', 'mad'];
const run = (variant: string, seed: number, value: number) =>
  ({ variant, seed, mean: Object.fromEntries(keys.map((key) => [key, value])) }) as unknown as RivalRun;
const twice = (variant: string, value: number) => [run(variant, 1, value), run(variant, 2, value + 0.01)];

it('has a column for each set whose seeds compare a pair, in points, and says what scale it is', () => {
  const generated = [...twice('RD4AD', 0.7), ...twice('baseline', 0.6), ...twice('BoRAD', 0.7)];
  const photos = [...twice('RD4AD', 0.5), ...twice('baseline', 0.7), run('BoRAD', 1, 0.9), run('BoRAD', 3, 0.9)];
  const { columns, rows, caption } = pairTable({
    name: 'any',
    pairs: [
      ['RD4AD', 'baseline'],
      ['RD4AD', 'BoRAD'],
    ],
    sets: [
      ['generated', generated],
      ['photographs', photos],
    ],
  });
  expect(columns).toEqual([
    'metric',
    'RD4AD − baseline, generated, 2 seeds',
    'RD4AD − baseline, photographs, 2 seeds',
    'RD4AD − BoRAD, generated, 2 seeds',
  ]);
  expect(rows.map(([metric]) => metric)).toEqual([
    ...['image AUROC', 'image AP', 'image F1-max', 'pixel AUROC', 'pixel AP', 'pixel F1-max', 'pixel AUPRO', 'mAD'],
  ]);
  expect(rows.at(-1)).toEqual([
    'mAD',
    '+10.0 [+10.0, +10.0] higher',
    '−20.0 [−20.0, −20.0] lower',
    '+0.0 [+0.0, +0.0]',
  ]);
  expect(caption).toContain(SCALE_NOTE);
});
