/** What every comparison consists of. */

/** The methods of every comparison: the full one, what it is compared with, and each part left out. */
export const COMPARED_VARIANTS: readonly string[] = [
  'baseline',
  'masked baseline',
  'BoRAD',
  'without shift',
  'without global',
  'without spatial',
];

/** Seeds of every comparison. Equal seeds share weights, order and masks, so that runs are compared in pairs. */
export const COMPARED_SEEDS: readonly number[] = [1, 2, 3, 4, 5];
