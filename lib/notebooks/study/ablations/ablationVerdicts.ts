/** What can be said of each value's effect on mAD, by the rule for repetitions, a study being one family. */
import { signed } from 'borad/base';
import type { StudyRuns } from 'borad/sweeps';
import { decideFamily, equivalenceMargins, type RepeatedDecision } from '../claims';
import { ablationEffects } from './ablationEffects';
import type { PaperAblation } from './ablationPaper';

/** A value minus the usual one in mAD, points. */
export interface AblationVerdict
  extends Pick<RepeatedDecision, 'mean' | 'low' | 'high' | 'pFamily' | 'pEquivalence' | 'visible'> {
  study: string;
  value: string;
  seeds: number;
  /** The paper's difference of single runs; undefined where its table has no such row. */
  paper?: number;
  verdict: 'higher' | 'lower' | 'no difference' | 'undecided';
}

/**
 * Verdicts on the values of a study of which there are at least two pairs, in the study's order: t tests and tests of equivalence,
 * each corrected by Holm's procedure over the values of the study.
 */
export function ablationVerdicts(study: StudyRuns, paper: readonly PaperAblation[] = []): AblationVerdict[] {
  const effects = ablationEffects(study, 'mad', paper).filter(({ differences }) => differences.length > 1);
  const decisions = decideFamily(
    effects.map(({ differences }) => ({
      ...{ values: differences, direction: 'above', margin: equivalenceMargins.mad, family: study.study },
    })),
  );
  const named = {
    holds: 'higher',
    refuted: 'lower',
    'no difference': 'no difference',
    undecided: 'undecided',
  } as const;
  return decisions.map(({ verdict, p: _p, ...decision }, i) => {
    const { value, differences, paper: printed } = effects[i];
    return {
      ...{ study: study.study, value, seeds: differences.length, ...decision, verdict: named[verdict] },
      ...(printed === undefined ? {} : { paper: printed }),
    };
  });
}

const points = (value: number): string => signed(value, 2);

const named = (values: readonly AblationVerdict[]): string =>
  values.length > 0 ? ` (${values.map(({ value }) => value).join(', ')})` : '';

/** How many values are decided and which, how large an effect the pairs would have shown, and how many signs are the paper's. */
export function ablationVerdictsText(verdicts: readonly AblationVerdict[]): string {
  if (verdicts.length === 0) return 'No value has two pairs yet: nothing can be decided.';
  const of = (...wanted: AblationVerdict['verdict'][]) => verdicts.filter(({ verdict }) => wanted.includes(verdict));
  const [apart, same, open] = [of('higher', 'lower'), of('no difference'), of('undecided')];
  const visible = verdicts.map((one) => one.visible);
  const printed = verdicts.flatMap(({ mean, paper }) => (paper === undefined ? [] : [{ mean, paper }]));
  const agreeing = printed.filter(({ mean, paper }) => Math.sign(mean) === Math.sign(paper));
  const largest = Math.max(...printed.map(({ paper }) => Math.abs(paper)));
  return [
    `Of ${verdicts.length} values **${apart.length} ${apart.length === 1 ? 'differs' : 'differ'}** from the usual one in mAD${apart.length > 0 ? ` (${apart.map(({ value, mean }) => `${value}: ${points(mean)}`).join(', ')})` : ''}, ${same.length} ${same.length === 1 ? 'is' : 'are'} shown to be the same within ${equivalenceMargins.mad} points${named(same)}, and ${open.length} ${open.length === 1 ? 'is' : 'are'} undecided.`,
    `These pairs would have shown effects from ${Math.min(...visible).toFixed(1)} to ${Math.max(...visible).toFixed(1)} points with a chance of 80%${printed.length > 0 ? `; the largest that the paper prints is ${largest.toFixed(2)}` : ''}.`,
    ...(printed.length > 0
      ? [
          `The sign is the paper's in ${agreeing.length} of ${printed.length} values; coin tosses would give ${printed.length / 2}.`,
        ]
      : []),
  ].join(' ');
}
