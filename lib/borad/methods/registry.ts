/** The methods that there are. */
import { OptionError } from '../base';
import { boradMethod } from './borad/boradMethod';
import { destsegMethod } from './destseg/destsegMethod';
import { diadMethod } from './diad/diadMethod';
import { dinomalyMethod } from './dinomaly/dinomalyMethod';
import { hvqTransMethod } from './hvqtrans/hvqTransMethod';
import { inpFormerMethod } from './inpformer/inpFormerMethod';
import { mambaadMethod } from './mambaad/mambaadMethod';
import type { Method } from './method';
import { omiadMethod } from './omiad/omiadMethod';
import { patchcoreMethod } from './patchcore/patchcoreMethod';
import { rd4adMethod } from './rd4ad/rd4adMethod';
import { simplenetMethod } from './simplenet/simplenetMethod';
import { uniadMethod } from './uniad/uniadMethod';
import { vitadMethod } from './vitad/vitadMethod';

const ALL = [
  boradMethod,
  rd4adMethod,
  patchcoreMethod,
  uniadMethod,
  simplenetMethod,
  destsegMethod,
  vitadMethod,
  mambaadMethod,
  dinomalyMethod,
  diadMethod,
  omiadMethod,
  inpFormerMethod,
  hvqTransMethod,
] as Method[];

/**
 * Every method by its name, in the order of tables.
 *
 * @example
 * ```ts
 * console.log(Object.keys(borad.METHODS).slice(0, 3).join(', ')); // borad, rd4ad, patchcore
 * ```
 */
export const METHODS: { readonly [name: string]: Method } = Object.fromEntries(
  ALL.map((method) => [method.name, method]),
);

/** The method of runs that name none. */
export const DEFAULT_METHOD = boradMethod.name;

/**
 * The method of that name.
 *
 * @throws {OptionError} there is none; the message lists those there are.
 *
 * @example
 * ```ts
 * const { title, phases } = borad.methodOf('patchcore');
 * console.log(title, phases.length); // PatchCore 0
 * ```
 */
export function methodOf(name: unknown): Method {
  const method = typeof name === 'string' && Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method)
    throw new OptionError(`method: expected one of ${Object.keys(METHODS).join(', ')}, got ${JSON.stringify(name)}.`);
  return method;
}
