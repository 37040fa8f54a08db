/** The paper's ablations as data: each setting with the values that its table gives it. The tables' numbers lie elsewhere. */
import type { ConfigOverrides } from '../runConfig';

/** One setting, or a few that belong together, at several values. */
export interface Ablation {
  name: string;
  about: string;
  /** The value of the default run, which all others are compared with. */
  usual: string;
  values: { value: string; settings: ConfigOverrides }[];
}

/** A setting of a section at numbers, each named as a table prints it. */
const numbers = (section: string, key: string, values: readonly number[]): Ablation['values'] =>
  values.map((value) => ({ value: String(value), settings: { [section]: { [key]: value } } }));

const constant = (momentum: number) => ({
  value: `constant ${momentum}`,
  settings: { momentum: { schedule: 'constant', start: momentum, end: momentum } },
});

/** What Table 5 switches, in the order of its columns' likely names. */
export const MODULES = ['prototypes', 'shift', 'masking', 'global', 'spatial'] as const;

export type Module = (typeof MODULES)[number];

/**
 * Whether every module that is on has something to act on: the shift compares with the prototypes' anchors and needs both and the
 * global alignment; prototypes act in the spatial alignment and in the shift.
 */
export function isSensible(on: ReadonlySet<Module>): boolean {
  const shiftActs = on.has('global') && on.has('prototypes');
  const prototypesAct = on.has('spatial') || on.has('shift');
  return (!on.has('shift') || shiftActs) && (!on.has('prototypes') || prototypesAct);
}

/** A switch that has no effect keeps its default, so that equal models have equal settings and one name. */
function moduleSettings(on: ReadonlySet<Module>): ConfigOverrides {
  const [spatial, global] = [on.has('spatial'), on.has('global')];
  const loss = {
    ...(spatial ? {} : { spatial }),
    ...(global ? {} : { global }),
    ...(spatial && !on.has('prototypes') ? { prototypes: false } : {}),
    ...(global && !on.has('shift') && (on.has('prototypes') || !spatial) ? { shift: false } : {}),
  };
  return { loss, ...(on.has('masking') ? {} : { masking: { enabled: false } }) };
}

/** The name of a combination: its modules, joined; `none` for the baseline. */
export function moduleNames(on: ReadonlySet<Module>): string {
  return MODULES.filter((module) => on.has(module)).join(' + ') || 'none';
}

/** All sensible combinations of the modules, the fewest first. */
export const MODULE_SETS: readonly ReadonlySet<Module>[] = Array.from(
  { length: 2 ** MODULES.length },
  (_, bits) => new Set(MODULES.filter((_, i) => bits & (1 << i))),
)
  .filter(isSensible)
  .sort((a, b) => a.size - b.size);

/** Tables 2, 3, 8, 9, 10 and 5, in the order in which a reader asks for them. */
export const ablations: readonly Ablation[] = [
  {
    name: 'lambda-spatial',
    about: 'Weight of the spatial alignment (Table 2).',
    usual: '1',
    values: numbers('loss', 'lambdaSpatial', [0.1, 0.5, 1, 2]),
  },
  {
    name: 'lambda-global',
    about: 'Weight of the global alignment (Table 3).',
    usual: '1',
    values: numbers('loss', 'lambdaGlobal', [0.1, 0.5, 1, 2]),
  },
  {
    name: 'prototypes',
    about: 'Prototypes N at each location (Table 8).',
    usual: '7',
    values: numbers('model', 'prototypes', [3, 5, 7, 10]),
  },
  {
    name: 'momentum',
    about: "Momentum of the projector's moving average (Table 9).",
    usual: 'linear 0.99-0.999',
    values: [constant(0.9), constant(0.99), constant(0.999), { value: 'linear 0.99-0.999', settings: {} }],
  },
  {
    name: 'masking-ratio',
    about: 'Share of locations that are masked (Table 10).',
    usual: '0.5',
    values: numbers('masking', 'ratio', [0.1, 0.3, 0.5, 0.7, 0.9]),
  },
  {
    name: 'modules',
    about: 'All combinations of the modules in which each has something to act on (Table 5).',
    usual: moduleNames(new Set(MODULES)),
    values: MODULE_SETS.map((on) => ({ value: moduleNames(on), settings: moduleSettings(on) })),
  },
];
