/** Differences that do not matter, measure by measure. Fixed before the runs were looked at; see docs/statistics.md. */

/** Half of what Tables 5 and 6 print between the base model and the full one, in the units of those tables. */
const TABLE_5 = {
  imageAuroc: [98.16, 99.08],
  imageAp: [99.19, 99.59],
  imageF1Max: [96.93, 98.05],
  pixelAuroc: [97.37, 97.78],
  pixelAp: [53.9, 56.01],
  pixelF1Max: [57.83, 59.41],
  pixelAupro: [93.04, 93.79],
} as const;

const TABLE_6 = {
  copySimAnom: [0.914, 0.887],
  leakageGap: [-0.045, -0.064],
  silhouette: [0.637, 0.841],
  separation: [0.073, 0.104],
  sampledPixelAp: [0.506, 0.543],
} as const;

type Printed = Record<string, readonly [number, number]>;

const halves = <T extends Printed>(table: T): Record<keyof T, number> =>
  Object.fromEntries(
    Object.entries(table).map(([key, [base, full]]) => [key, Number((Math.abs(full - base) / 2).toPrecision(4))]),
  ) as Record<keyof T, number>;

/**
 * Equivalence margins. Metrics of detection in percentage points: mAD 0.5, each of the seven half of the paper's own effect
 * (Table 5, first and last row). Diagnostics in their own unit: half of the paper's effect (Table 6). Shares of a variance and
 * differences of cosines, for which the paper prints no effect: 0.01, one per cent of what they can be.
 */
export const equivalenceMargins = {
  mad: 0.5,
  ...halves(TABLE_5),
  ...halves(TABLE_6),
  varianceShare: 0.01,
  cosine: 0.01,
} as const;
