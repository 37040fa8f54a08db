/** Which cases belong to which method or room of the library, in the order of tables. */
import { cases as destseg, starts as destsegStarts } from './cases/destseg';
import { cases as diad } from './cases/diad';
import { cases as diagnostics } from './cases/diagnostics';
import { cases as dinomaly } from './cases/dinomaly';
import { cases as hvqtrans } from './cases/hvqtrans';
import { cases as inpformer } from './cases/inpformer';
import { cases as layers } from './cases/layers';
import { cases as mamba, starts as mambaStarts } from './cases/mamba';
import { cases as metrics } from './cases/metrics';
import { cases as model } from './cases/model';
import { cases as omiad, starts as omiadStarts } from './cases/omiad';
import { cases as optimisers } from './cases/optimisers';
import { cases as patchcore } from './cases/patchcore';
import { cases as rd4ad, starts as rd4adStarts } from './cases/rd4ad';
import { cases as simplenet, starts as simplenetStarts } from './cases/simplenet';
import { cases as teacher } from './cases/teacher';
import { cases as theory } from './cases/theory';
import { starts, cases as training } from './cases/training';
import { cases as uniad, starts as uniadStarts } from './cases/uniad';
import { cases as vitad, starts as vitadStarts } from './cases/vitad';
import type { Engine } from './engine';
import type { Comparison, Oracle } from './oracle';

export interface Case {
  match: RegExp;
  run(oracle: Oracle, engine: Engine): Comparison[] | Promise<Comparison[]>;
}

interface Group {
  /** A method's name in the registry, or a room. */
  name: string;
  /** Run on every backend, and compiled. */
  withTensors: readonly Case[];
  /** Run once. */
  withoutTensors: readonly Case[];
}

const group = (name: string, withTensors: readonly Case[], withoutTensors: readonly Case[] = []): Group => ({
  ...{ name, withTensors, withoutTensors },
});

export const GROUPS: readonly Group[] = [
  group('borad', [...model, ...training], starts),
  group('rd4ad', rd4ad, rd4adStarts),
  group('patchcore', patchcore),
  group('uniad', uniad, uniadStarts),
  group('simplenet', simplenet, simplenetStarts),
  group('destseg', destseg, destsegStarts),
  group('vitad', vitad, vitadStarts),
  group('mambaad', mamba, mambaStarts),
  group('dinomaly', dinomaly),
  group('diad', diad),
  group('omiad', omiad, omiadStarts),
  group('inpformer', inpformer),
  group('hvqtrans', hvqtrans),
  group('layers', layers),
  group('optimisation', optimisers),
  group('teachers', teacher),
  group('diagnostics', [], diagnostics),
  group('metrics', [], metrics),
  group('theory', [], theory),
];

export interface Handler {
  group: string;
  hasTensors: boolean;
  run: Case['run'];
}

/** What runs the case of that name. */
export function handlerOf(name: string): Handler | undefined {
  for (const hasTensors of [true, false]) {
    for (const { name: owner, withTensors, withoutTensors } of GROUPS) {
      const found = (hasTensors ? withTensors : withoutTensors).find(({ match }) => match.test(name));
      if (found) return { group: owner, hasTensors, run: found.run };
    }
  }
  return undefined;
}
