/** Whether stored tensors are the state that a method has: names, shapes, finite values. */
import { DataError, firstNonFinite } from '../base';
import { type BaseArchitecture, isSquare, methodOf, type RunConfig } from '../methods';
import type { StoredState } from './stepper';

/** What a model needs at test time, or all that training continues from. */
export type StateKind = 'test' | 'training';

const some = (names: readonly string[]): string =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');

/**
 * Checks a state that was read from a file.
 *
 * @param config With the method of the run.
 * @param file Named in errors.
 * @returns Whether training can continue from it, or only a test can use it.
 * @throws {DataError} tensors are missing, too many, of other shapes, not finite, or a variance is negative.
 */
export function checkState(
  state: StoredState,
  { architecture, config }: { architecture: BaseArchitecture; config: RunConfig },
  file: string,
): StateKind {
  const method = methodOf(config.method);
  const fail = (what: string) =>
    new DataError(
      `${file} does not hold the weights of this run: ${what}. Restore the file from a copy, or train again.`,
      { file },
    );
  const names = Object.keys(state);
  const whole = method.stateShapes(architecture, config);
  const forTraining = [...whole.keys()].filter((name) => !method.usedAtTestTime(name));
  const kind = forTraining.length === 0 || forTraining.some((name) => name in state) ? 'training' : 'test';
  const expected = new Map([...whole].filter(([name]) => kind === 'training' || method.usedAtTestTime(name)));
  const missing = [...expected.keys()].filter((name) => !(name in state));
  if (missing.length) throw fail(`missing are ${some(missing)}`);
  const extra = names.filter((name) => !expected.has(name));
  if (extra.length) throw fail(`unknown are ${some(extra)}`);
  for (const [name, shape] of expected) {
    const found = state[name];
    if (!found) continue;
    if (found.shape.join() !== shape.join()) throw fail(`${name} has shape [${found.shape}], run.json says [${shape}]`);
    const at = firstNonFinite(found.data);
    if (at >= 0) throw fail(`${name} holds ${found.data[at]}`);
    if (isSquare(name) && found.data.some((value) => value < 0))
      throw fail(`${name} is a variance and has negative values`);
  }
  return kind;
}
