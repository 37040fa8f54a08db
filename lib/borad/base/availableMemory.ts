/** What memory is left, and work that will not fit. */
import { freemem } from 'node:os';
import { MemoryError } from './errors';

const GIB = 2 ** 30;

/** Bytes that this process can still take, with the limit of a container where there is one. */
export function availableMemory(): number {
  return process.availableMemory?.() ?? freemem();
}

/**
 * @param bytes What the work will take at its largest, estimated.
 * @param what Begins the message: what needs it.
 * @param advice Ends it: how to need less.
 * @param owner Whose memory it is.
 * @throws {MemoryError} it is more than is left.
 */
export function requireMemory(
  bytes: number,
  what: string,
  advice: string,
  available = availableMemory(),
  owner = 'this machine has',
): void {
  if (bytes <= available) return;
  const gib = (count: number) => `${(count / GIB).toFixed(1)} GiB`;
  throw new MemoryError(`${what} needs about ${gib(bytes)} of memory, ${owner} ${gib(available)} left. ${advice}`);
}
