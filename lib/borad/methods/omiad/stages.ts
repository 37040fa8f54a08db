/** What is left of OmiAD's first phase at the end of the second: the frozen teacher of the scores. */
import { OptionError } from '../../base';
import type { TensorMap } from '../../layers';

/**
 * The state in which the masked diffusion of the first phase takes the generator's place, so that maps are what it rebuilds in a single
 * step.
 *
 * @param state As training leaves it. @returns Its tensors, shared.
 * @throws {OptionError} the state lacks the frozen network, as models do that are kept for test time.
 */
export function maskedDiffusion(state: TensorMap): TensorMap {
  const ofStage = ([name, tensor]: [string, TensorMap[string]]): [string, TensorMap[string]] => {
    if (!name.startsWith('gen.')) return [name, tensor];
    const frozen = `phi.${name.slice('gen.'.length)}`;
    if (state[frozen]) return [name, state[frozen]];
    throw new OptionError(
      `maskedDiffusion: the state has no tensor ${frozen}. Models kept for test time hold the generator alone: give the state of a training (train).`,
    );
  };
  return Object.fromEntries(Object.entries(state).map(ofStage));
}
