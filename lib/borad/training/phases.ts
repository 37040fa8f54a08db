/** Which phase of a method's training a step belongs to. */
import { itemAt } from '../base';
import type { Method, Phase, RunConfig } from '../methods';

export interface PhasePlace {
  phase: Phase;
  /** Steps of the run before the phase. */
  first: number;
  /** Steps of the phase. */
  steps: number;
}

/** Steps of a run: none where the method's fit is the whole training. */
export function trainedSteps(method: Method, config: Pick<RunConfig, 'training'>): number {
  return method.phases.length ? config.training.steps : 0;
}

/**
 * The phase of a step.
 *
 * @param step Finished steps of the run, below `steps`. @param steps Length of the run.
 */
export function phaseAt({ phases }: Method, step: number, steps: number): PhasePlace {
  let share = 0;
  let first = 0;
  for (const [i, phase] of phases.entries()) {
    share += phase.share;
    const end = i + 1 === phases.length ? steps : Math.round(share * steps);
    if (step < end) return { phase, first, steps: end - first };
    first = end;
  }
  return { phase: itemAt(phases, phases.length - 1, 'phases'), first, steps: steps - first };
}
