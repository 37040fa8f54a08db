/** What a pickle of weights is made of besides text and numbers. None of it runs anything. */
import type { NumberType } from '../../base';

/** A tuple; lists are arrays. */
export class PickledTuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** A dictionary, ordered or not. A map, so that no key means more than its text. */
export class PickledDict {
  readonly entries = new Map<unknown, unknown>();
}

/** One of the names that a pickle of weights may mention: only its text is used. */
export class PickledName {
  constructor(readonly name: string) {}
}

/** Numbers that lie elsewhere in the file, or a part of them. */
export class StorageReference {
  constructor(
    readonly key: string,
    readonly type: NumberType,
    /** Numbers that lie under the key. */
    readonly total: number,
    /** First of them that belongs to this storage, and how many do. */
    readonly begin: number,
    readonly count: number,
  ) {}
}

/** A tensor as a view of a storage; offset and strides are in numbers, not bytes. */
export class TensorReference {
  constructor(
    readonly storage: StorageReference,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}
