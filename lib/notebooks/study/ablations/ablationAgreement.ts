/** Whether the values of a study do on one data set what they do on another. */
import { correlation } from 'borad/statistics';
import type { StudyRuns } from 'borad/sweeps';
import { type AblationEffect, ablationEffects } from './ablationEffects';

/** A value's effect on mAD on two data sets, points. */
export interface AgreeingEffect {
  value: string;
  first: AblationEffect;
  second: AblationEffect;
}

/** The values of which both sets have at least one pair, in the study's order. */
export function ablationAgreement(first: StudyRuns, second: StudyRuns): AgreeingEffect[] {
  const there = ablationEffects(second, 'mad');
  return ablationEffects(first, 'mad').flatMap((effect) => {
    const other = there.find(({ value }) => value === effect.value);
    return other ? [{ value: effect.value, first: effect, second: other }] : [];
  });
}

/** How many signs agree, the correlation of the effects, and the values whose intervals lie on opposite sides of 0. */
export function agreementText(effects: readonly AgreeingEffect[]): string {
  if (effects.length < 3)
    return `Both sets have ${effects.length} of the values: too few to set them beside each other.`;
  const means = (set: 'first' | 'second') => effects.map((effect) => effect[set].mean);
  const agreeing = effects.filter(({ first, second }) => Math.sign(first.mean) === Math.sign(second.mean)).length;
  const above = ({ differences, low }: AblationEffect) => differences.length > 1 && low > 0;
  const below = ({ differences, high }: AblationEffect) => differences.length > 1 && high < 0;
  const opposed = effects.filter(
    ({ first, second }) => (above(first) && below(second)) || (below(first) && above(second)),
  );
  const named = opposed.map(({ value }) => value).join(', ');
  return `Of ${effects.length} values ${agreeing} change mAD in the same direction on both sets; coins would give ${effects.length / 2}. The correlation of the effects is ${correlation(means('first'), means('second')).toFixed(2)}. ${
    opposed.length > 0
      ? `On opposite sides of 0 with their whole 95% intervals: ${named}.`
      : 'No value has its whole 95% interval above 0 on one set and below 0 on the other.'
  }`;
}
