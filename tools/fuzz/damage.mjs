/** Damage to bytes and to JSON, by a seeded generator. */

/** @typedef {import('./library.mjs').Rng} Rng */

/**
 * A whole number from `low` to `high`, small ones more often.
 *
 * @param {Rng} rng
 * @param {number} low
 * @param {number} high
 */
export const few = (rng, low, high) => low + Math.floor((high - low + 1) * rng.uniform() ** 3);

/** @type {Record<string, (rng: Rng, bytes: Buffer) => Buffer>} */
const BYTES = {
  'bytes flipped'(rng, bytes) {
    const copy = Buffer.from(bytes);
    for (let i = few(rng, 1, 40); i > 0 && copy.length; i--) copy[rng.int(copy.length)] ^= 1 << rng.int(8);
    return copy;
  },
  'bytes of the header flipped'(rng, bytes) {
    const copy = Buffer.from(bytes);
    for (let i = few(rng, 1, 6); i > 0 && copy.length; i--) copy[rng.int(Math.min(64, copy.length))] = rng.int(256);
    return copy;
  },
  truncated: (rng, bytes) => bytes.subarray(0, rng.int(bytes.length + 1)),
  'last bytes missing': (rng, bytes) => bytes.subarray(0, Math.max(0, bytes.length - few(rng, 1, 16))),
  emptied: () => Buffer.alloc(0),
  'a part zeroed'(rng, bytes) {
    const copy = Buffer.from(bytes);
    const start = rng.int(copy.length + 1);
    return copy.fill(0, start, Math.min(copy.length, start + few(rng, 1, 2000)));
  },
  'bytes put in'(rng, bytes) {
    const at = rng.int(bytes.length + 1);
    const more = Buffer.from(Array.from({ length: few(rng, 1, 60) }, () => rng.int(256)));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  'a part twice'(rng, bytes) {
    const at = rng.int(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - few(rng, 1, 500)))]);
  },
  'noise instead': (rng) => Buffer.from(Array.from({ length: few(rng, 1, 4000) }, () => rng.int(256))),
};

/**
 * @param {Rng} rng
 * @param {Buffer} bytes
 * @returns {{ what: string, bytes: Buffer }}
 */
export function damageBytes(rng, bytes) {
  const what = rng.pick(Object.keys(BYTES));
  return { what, bytes: BYTES[what](rng, bytes) };
}

const ODD = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e38,
  2 ** 31,
  2 ** 53,
  '',
  'text',
  'constructor',
  '../..',
  '\u0000',
  [],
  [[]],
  [null],
  {},
  { a: 1 },
  'x'.repeat(3000),
];
const NAMES = ['constructor', '__proto__', 'toString', 'extra', '', 'length'];

/** @typedef {Record<string, unknown>} Container an object, or a list by its indexes */
/** @typedef {[container: Container, key: string]} JsonPlace */

/**
 * All places in a JSON value: the container and the key.
 *
 * @param {unknown} value
 * @param {JsonPlace[]} found
 */
function places(value, found = []) {
  if (value === null || typeof value !== 'object') return found;
  const container = /** @type {Container} */ (value);
  for (const key of Object.keys(container)) {
    found.push([container, key]);
    places(container[key], found);
  }
  return found;
}

/**
 * Sets a key even where its name is special; a list has its own length.
 *
 * @param {Container} container
 * @param {string | number} key
 * @param {unknown} value
 */
function put(container, key, value) {
  if (Array.isArray(container) && key === 'length') return;
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

/** @type {Record<string, (rng: Rng, place: JsonPlace) => void>} */
const JSONS = {
  'a value of another type': (rng, [container, key]) => put(container, key, rng.pick(ODD)),
  'a key removed'(_, [container, key]) {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
  },
  'a key renamed'(rng, [container, key]) {
    const value = container[key];
    delete container[key];
    put(container, rng.pick(NAMES), value);
  },
  'a key more'(rng, [container]) {
    put(container, Array.isArray(container) ? container.length : rng.pick(NAMES), rng.pick(ODD));
  },
  'a number changed'(rng, [container, key]) {
    const number = container[key];
    if (typeof number === 'number') container[key] = number * rng.pick([2, -1, 0.5, 1000]) + rng.int(2);
    else put(container, key, rng.pick(ODD));
  },
};

/**
 * @param {Rng} rng
 * @param {unknown} original
 * @returns {{ what: string, value: unknown }} a damaged copy
 */
export function damageJson(rng, original) {
  if (rng.chance(0.04)) return { what: 'another value altogether', value: rng.pick(ODD) };
  const value = structuredClone(original);
  /** @type {string[]} */
  const whats = [];
  for (let i = few(rng, 1, 3); i > 0; i--) {
    const found = places(value);
    if (!found.length) break;
    const place = rng.pick(found);
    const what = rng.pick(Object.keys(JSONS));
    JSONS[what](rng, place);
    whats.push(`${what} at ${place[1]}`);
  }
  return { what: whats.join(', '), value };
}
