/** Whether stored tensors are the state that an architecture has: names, shapes, finite values. */
import { DataError, firstNonFinite } from '../base';
import { type Architecture, stateShapes } from '../model';
import { type StoredState, storedName } from './stepper';

/** What a model needs at test time, or all that training goes on from. */
export type StateKind = 'test' | 'training';

/** Shapes by flat name. */
function expectedShapes(architecture: Architecture, kind: StateKind): Map<string, number[]> {
  const { parameters, statistics, momentumProjector } = stateShapes(architecture);
  const expected = new Map<string, number[]>();
  const add = (part: string, shapes: Map<string, number[]>) => {
    for (const [name, shape] of shapes) expected.set(storedName(part, name), shape);
  };
  add('statistics', statistics);
  if (kind === 'test') add('parameters', new Map([...parameters].filter(([name]) => !name.startsWith('heads.'))));
  else {
    for (const part of ['parameters', 'first', 'second']) add(part, parameters);
    add('momentumProjector', momentumProjector);
  }
  return expected;
}

const some = (names: readonly string[]): string =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');

/**
 * Checks a state that was read from a file.
 *
 * @param file Named in errors.
 * @returns Whether training can go on from it, or only a test use it.
 * @throws {DataError} tensors are missing, too many, of other shapes, not finite, or a variance is negative.
 */
export function checkState(state: StoredState, architecture: Architecture, file: string): StateKind {
  const fail = (what: string) =>
    new DataError(
      `${file} does not hold the weights of this run: ${what}. Restore the file from a copy, or train again.`,
      { file },
    );
  const names = Object.keys(state);
  const kind = names.some((name) => /^(ema|adam|heads)\./.test(name)) ? 'training' : 'test';
  const expected = expectedShapes(architecture, kind);
  const missing = [...expected.keys()].filter((name) => !(name in state));
  if (missing.length) throw fail(`missing are ${some(missing)}`);
  const extra = names.filter((name) => !expected.has(name));
  if (extra.length) throw fail(`unknown are ${some(extra)}`);
  for (const [name, shape] of expected) {
    const found = state[name];
    if (found.shape.join() !== shape.join())
      throw fail(`${name} has shape [${found.shape}], by run.json it is [${shape}]`);
    const at = firstNonFinite(found.data);
    if (at >= 0) throw fail(`${name} holds ${found.data[at]}`);
    const squares = name.endsWith('.running_var') || name.startsWith('adam.second.');
    if (squares && found.data.some((value) => value < 0)) throw fail(`${name} is a variance and has negative values`);
  }
  return kind;
}
