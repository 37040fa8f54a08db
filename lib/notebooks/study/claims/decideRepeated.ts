/** Verdicts on what repetitions measure: paired differences, or values against a target, one per seed. */
import { OptionError } from 'borad/base';
import { equivalenceP, holm, pairedDifference, visibleEffect } from 'borad/statistics';

/** Chance of a false verdict in a family; of the interval that is shown, the rest. */
export const FAMILY_LEVEL = 0.05;

/** Repetitions and what the claim says of their mean. */
export interface Repeated {
  /** One value per seed: a difference of paired runs, or a value. In the measure's unit. */
  values: number[];
  /** On which side of the target the claim sees the mean. */
  direction: 'above' | 'below';
  /** Default 0. */
  target?: number;
  /** Differences up to this do not matter (`equivalenceMargins`). Without one, `no difference` is no verdict. */
  margin?: number;
  /** The table or figure whose claims are corrected together: `Table 6`. */
  family: string;
}

/** What the values say. */
export interface RepeatedDecision {
  verdict: 'holds' | 'refuted' | 'no difference' | 'undecided';
  mean: number;
  /** Ends of the 95% t interval of the mean, of this row alone. */
  low: number;
  high: number;
  /** Two-sided p value of the t test against the target, and after Holm's correction over the family. */
  p: number;
  pFamily: number;
  /** Of two one-sided tests against the margin, after Holm's correction; missing without a margin. */
  pEquivalence?: number;
  /** The smallest distance from the target that these values would have shown, with a chance of 80%. */
  visible: number;
}

function tested({ values, target = 0, margin }: Repeated) {
  const difference = pairedDifference(
    values,
    values.map(() => target),
  );
  return {
    difference,
    p: difference.p,
    equivalence: margin === undefined ? undefined : equivalenceP(difference, margin),
  };
}

/** Adjusted values in the places of those that are there. */
function holmOfThose(p: readonly (number | undefined)[]): (number | undefined)[] {
  const adjusted = holm(p.filter((value): value is number => value !== undefined));
  let next = 0;
  return p.map((value) => (value === undefined ? undefined : adjusted[next++]));
}

/**
 * Decides all rows of one family at once: Holm's correction over their t tests, and over their tests of equivalence.
 *
 * A mean shown to lie within the margin is `no difference`, on whichever side it is; else one shown to be off the target `holds`
 * or is `refuted` by its side; else it is `undecided`.
 *
 * @throws {OptionError} rows of several families, or a margin that is not above 0.
 * @throws {ShapeError} a row has fewer than two values. @throws {NumericError} a value is not finite.
 */
export function decideFamily(rows: readonly Repeated[]): RepeatedDecision[] {
  const families = [...new Set(rows.map(({ family }) => family))];
  if (families.length > 1) {
    throw new OptionError(`decideFamily: expected rows of one family, got ${families.join(', ')}.`);
  }
  const tests = rows.map(tested);
  const p = holm(tests.map((test) => test.p));
  const equivalence = holmOfThose(tests.map((test) => test.equivalence));
  return rows.map(({ direction, target = 0 }, i) => {
    const { difference } = tests[i];
    const claimed = direction === 'above' ? difference.mean > 0 : difference.mean < 0;
    const same = (equivalence[i] ?? 1) < FAMILY_LEVEL;
    const apart = p[i] < FAMILY_LEVEL;
    return {
      verdict: same ? 'no difference' : !apart ? 'undecided' : claimed ? 'holds' : 'refuted',
      mean: difference.mean + target,
      low: difference.low + target,
      high: difference.high + target,
      p: tests[i].p,
      pFamily: p[i],
      pEquivalence: equivalence[i],
      visible: visibleEffect(difference, rows.length),
    };
  });
}
