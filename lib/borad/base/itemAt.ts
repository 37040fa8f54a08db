import { ShapeError } from './errors';

/**
 * The element of a list at a place that must be in it, such as the image of a score: lists that go together are as long as each other.
 *
 * @param what Whose list it is, for the message.
 * @throws {ShapeError} the place is outside of the list.
 */
export function itemAt<T>(list: ArrayLike<T>, index: number, what: string): T {
  if (!(Number.isInteger(index) && index >= 0 && index < list.length))
    throw new ShapeError(`${what}: there are ${list.length}, but number ${index + 1} was asked for.`);
  return list[index] as T;
}
