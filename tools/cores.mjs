// Processor cores for parts that run side by side. A runtime that takes a thread per core, as onnxruntime does, and spins while it
// waits, takes from its neighbours what it gains: with cores of its own each part is as fast as alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/**
 * The cores of a list as Linux writes it: '0-2,5' is 0, 1, 2, 5.
 *
 * @param {string} list
 */
export function coresOf(list) {
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/**
 * Cores divided among parts as evenly as they go, one list for each part; null where there are too few.
 *
 * @param {number[]} cores
 * @param {number} parts
 */
export function divided(cores, parts) {
  if (parts < 2 || cores.length < parts) return null;
  const bound = (/** @type {number} */ i) => Math.floor((i * cores.length) / parts);
  return Array.from({ length: parts }, (_, i) => cores.slice(bound(i), bound(i + 1)).join(','));
}

/**
 * A list of cores for each of some parts; undefined for each where the system cannot bind a process to cores.
 *
 * @param {number} parts
 * @returns {(string | undefined)[]}
 */
export function coreLists(parts) {
  const unbound = Array(parts).fill(undefined);
  const listed = existsSync(STATUS) && /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(STATUS, 'utf8'));
  if (!listed || spawnSync('taskset', ['--version']).status !== 0) return unbound;
  return divided(coresOf(listed[1]), parts) ?? unbound;
}

/**
 * Works through a list in lanes side by side, each lane on cores of its own.
 *
 * @template T
 * @param {T[]} items
 * @param {number} jobs lanes at most
 * @param {(item: T, cores: string | undefined) => Promise<void>} work
 */
export async function inLanes(items, jobs, work) {
  const waiting = [...items];
  const lane = async (/** @type {string | undefined} */ cores) => {
    for (let item = waiting.shift(); item; item = waiting.shift()) await work(item, cores);
  };
  await Promise.all(coreLists(Math.max(1, Math.min(jobs, waiting.length))).map(lane));
}

/**
 * A command and its arguments, bound to cores if there are any.
 *
 * @param {string | undefined} cores
 * @param {string[]} command
 */
export const onCores = (cores, command) => (cores === undefined ? command : ['taskset', '-c', cores, ...command]);
