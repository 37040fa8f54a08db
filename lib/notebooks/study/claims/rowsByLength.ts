import type { RepeatedRow } from './claim';

/** What every row of one comparison has in common. */
export type LengthRow = Pick<RepeatedRow, 'measure' | 'direction' | 'margin' | 'family' | 'target' | 'note'> & {
  /** Which part of the claim the comparison is. */
  part: string;
};

/**
 * The rows of a comparison at every length of training, the longest first. Rows of lengths that do not decide are a family of
 * their own, so that showing them costs those that decide nothing.
 *
 * @param lengths As `valuesByLength` gives them.
 */
export function rowsByLength(
  lengths: readonly { steps: number; values: number[]; decides: boolean }[],
  { part, measure, family, ...rest }: LengthRow,
): RepeatedRow[] {
  return [...lengths]
    .sort((a, b) => b.steps - a.steps)
    .map(({ steps, values, decides }) => {
      const after = `${steps.toLocaleString('en')} steps`;
      return {
        part: `${part}, ${after}`,
        measure: `${measure}, after ${after}`,
        ...rest,
        values,
        family: decides ? family : `${family}, beside`,
        ...(decides ? {} : { decides: false }),
      };
    });
}
