/** Damaged settings: a whole configuration that stays the same when it is read again, or an error. */
import { mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { damageJson } from '../damage.mjs';
import { borad } from '../library.mjs';
import { expectRight } from '../verdict.mjs';

/** @typedef {import('../library.mjs').Rng} Rng */

const KEYS = [
  '__proto__.polluted',
  'constructor.prototype.polluted',
  'training.__proto__.x',
  'toString',
  'training',
  '',
  '.',
  'data..x',
  'trainig.steps',
  'training.steps.x',
];
const VALUES = [
  '1',
  '-1',
  '0',
  '1e999',
  'NaN',
  'null',
  '[]',
  '{}',
  '{"__proto__":1}',
  'true',
  'text',
  '',
  '[1,2',
  '1e-320',
  '"\\u0000"',
  '[[[[]]]]',
  '99999999999',
];
const PRESETS = ['constructor', '__proto__', 'toString', 'quick', 'QUICK', '', 'hasOwnProperty', 'valueOf'];

const known = () => borad.settings().map(({ key }) => key);

/** @param {import('borad').RunConfig} config */
function settled(config) {
  expectRight(
    isDeepStrictEqual(borad.resolveConfig(config), config),
    'the configuration changes when it is read again',
  );
  /** @type {Record<string, unknown>} */
  const any = {};
  expectRight(any.polluted === undefined && any.x === undefined, 'all objects have got a property');
}

/**
 * Settings as a user types them.
 *
 * @param {Rng} rng
 */
function typed(rng) {
  const keys = known();
  const key = rng.chance(0.4) ? rng.pick(KEYS) : rng.pick(keys);
  const text = `${key}=${rng.pick(VALUES)}`;
  return {
    what: `--set ${text}`,
    async check() {
      const before = borad.resolveConfig();
      const config = borad.resolveConfig(borad.parseSettings([text]));
      settled(config);
      const isIgnored = isDeepStrictEqual(config, before) && !keys.includes(key) && key !== 'training';
      expectRight(!isIgnored, 'a setting that there is not is ignored');
    },
  };
}

/** @param {Rng} rng */
function preset(rng) {
  const name = rng.pick(PRESETS);
  return { what: `--preset ${name}`, check: async () => settled(borad.resolveConfig(borad.presetOverrides(name))) };
}

/** @param {Rng} rng */
function file(rng) {
  const { what, value } = damageJson(rng, borad.resolveConfig());
  return { what, check: async () => settled(borad.resolveConfig(/** @type {any} */ (value))) };
}

/** @type {import('./index.mjs').Kind} */
export const config = {
  share: 5,
  async build(rng, folder) {
    mkdirSync(folder, { recursive: true });
    const kind = rng.uniform();
    return kind < 0.5 ? typed(rng) : kind < 0.55 ? preset(rng) : file(rng);
  },
};
