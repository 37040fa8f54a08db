/** How a part of the installation was found. */
export interface Condition {
  /** `ready`: it was tried and gave what it should. `missing`: not there. `broken`: there, but it fails. */
  state: 'ready' | 'missing' | 'broken';
  /** What it is, or why it cannot be used and what to do. */
  detail: string;
}

/** The small product that everything which computes is tried with: [2, 2] x [2, 2], row by row. */
export const PRODUCT = { left: [1, 2, 3, 4], right: [5, 6, 7, 8], result: [19, 22, 43, 50] };

/** Ready if the numbers are those of the product. */
export function productCondition(found: readonly number[], ready: string): Condition {
  const agrees =
    found.length === 4 && PRODUCT.result.every((value, i) => Math.abs((found[i] ?? Number.NaN) - value) < 1e-4);
  if (agrees) return { state: 'ready', detail: ready };
  return { state: 'broken', detail: `it computes [${found}] where [${PRODUCT.result}] is right. Install it again.` };
}
