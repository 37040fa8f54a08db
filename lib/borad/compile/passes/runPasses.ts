/** The passes in their order, each with its switch. */
import { OptionError } from '../../base/errors';
import type { Graph } from '../graph';
import { shareCommonSubexpressions } from './commonSubexpressions';
import { foldConstants } from './constantFolding';
import { removeDeadNodes } from './deadNodes';
import { fuseNormalisations } from './normalisation';
import { type PackedVector, packState } from './packState';
import { simplify } from './simplify';

/**
 * Names of the passes; all are on unless turned off. `layout` and `products` act while operators are written, `inPlace` and
 * `runtimeOrder` when a session is made.
 */
export const PASS_NAMES = [
  'deadNodes',
  'constantFolding',
  'commonSubexpressions',
  'simplify',
  'normalisation',
  'packState',
  'layout',
  'products',
  'inPlace',
  'runtimeOrder',
] as const;
export type PassName = (typeof PASS_NAMES)[number];
export type PassSwitches = Record<PassName, boolean>;

/**
 * All switches, from those that differ from on.
 *
 * @throws {OptionError} a name is not that of a pass.
 */
export function passSwitches(given: Partial<PassSwitches> = {}): PassSwitches {
  for (const name of Object.keys(given)) {
    if (!(PASS_NAMES as readonly string[]).includes(name)) {
      throw new OptionError(`Compile: there is no pass ${name}; passes are ${PASS_NAMES.join(', ')}.`);
    }
  }
  const all = Object.fromEntries(PASS_NAMES.map((name) => [name, true])) as PassSwitches;
  return { ...all, ...given };
}

/** The graph after the passes that are on, and the vectors into which a carried state was packed. */
export function runPasses(graph: Graph, on: PassSwitches, carry?: string): { graph: Graph; vectors: PackedVector[] } {
  let result = graph;
  const apply = (name: PassName, pass: (graph: Graph) => Graph) => {
    if (on[name]) result = pass(result);
  };
  apply('deadNodes', removeDeadNodes);
  apply('constantFolding', foldConstants);
  apply('simplify', simplify);
  apply('commonSubexpressions', shareCommonSubexpressions);
  apply('normalisation', fuseNormalisations);
  const { graph: packed, vectors } = carry && on.packState ? packState(result, carry) : { graph: result, vectors: [] };
  result = packed;
  apply('deadNodes', removeDeadNodes);
  return { graph: result, vectors };
}
