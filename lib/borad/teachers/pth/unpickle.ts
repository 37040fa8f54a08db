/**
 * Python's pickle language as far as PyTorch's weights need it. A pickle is a program for a small stack machine; in Python it
 * may import and call anything. This machine knows no opcode that does: names are compared with a list and stay text.
 * https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
import { DataError } from '../../base';
import { ALLOWED_NAMES, call, isAllowedName, setEntry, storageOf } from './allowedNames';
import { Opcode, REFUSED_OPCODES } from './opcodes';
import { PickledDict, PickledName, PickledTuple } from './pickleValues';

/** Enough for the tensors of the largest published networks; each opcode makes at most one object. */
const MOST_OPCODES = 2_000_000;
/** Longer lines are no names of Python. */
const LONGEST_NAME = 200;
/** The newest protocol that `torch.save` writes unless told otherwise. */
const PROTOCOL = 2;

export interface Unpickled {
  value: unknown;
  /** First byte after the pickle. */
  end: number;
}

/**
 * Runs one pickle. Work and memory are bounded by the length of the bytes, whatever they are.
 *
 * @param start First byte of the pickle.
 * @param file Named in errors.
 * @throws {DataError} an opcode or a name is none of weights', or the pickle is damaged. No code was run.
 */
export function unpickle(bytes: Uint8Array, start: number, file: string): Unpickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const stack: unknown[] = [];
  const marks: number[] = [];
  const memo = new Map<number, unknown>();
  let at = start;
  let copies = 0;
  let opcodeAt = start;

  const fail = (what: string): DataError =>
    new DataError(`${file}: its pickle at byte ${opcodeAt} is not one of weights: ${what}. No code was run.`, { file });
  const take = (length: number): number => {
    if (length > bytes.length - at) throw fail('it ends in the middle');
    at += length;
    return at - length;
  };
  const pop = (): unknown => {
    if (stack.length <= (marks.at(-1) ?? 0)) throw fail('it takes more values than it has made');
    return stack.pop();
  };
  const top = (): unknown => {
    if (stack.length <= (marks.at(-1) ?? 0)) throw fail('it changes a value that it has not made');
    return stack[stack.length - 1];
  };
  const popMarked = (): unknown[] => {
    const mark = marks.pop();
    if (mark === undefined) throw fail('it closes a list that it has not opened');
    return stack.splice(mark);
  };
  const text = (length: number, decode: (part: Uint8Array) => string): string => {
    const from = take(length);
    try {
      return decode(bytes.subarray(from, at));
    } catch {
      throw fail('a text is not UTF-8');
    }
  };
  const latin1 = (part: Uint8Array): string => Buffer.from(part).toString('latin1');
  const line = (): string => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0 || end - at > LONGEST_NAME) throw fail('a name has no end');
    const found = latin1(bytes.subarray(at, end));
    at = end + 1;
    return found;
  };
  const long = (length: number): number | bigint => {
    const from = take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i]);
    if (length > 0 && bytes[at - 1] & 0x80) value -= 1n << BigInt(8 * length);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  };
  const recall = (index: number): unknown => {
    if (!memo.has(index)) throw fail(`it recalls value ${index}, which it has not kept`);
    return memo.get(index);
  };
  const dict = (value: unknown): PickledDict => {
    if (!(value instanceof PickledDict)) throw fail('it sets entries of something that is not a dictionary');
    return value;
  };
  const list = (value: unknown): unknown[] => {
    if (!Array.isArray(value)) throw fail('it appends to something that is not a list');
    return value;
  };
  const spend = (entries: number): void => {
    copies += entries;
    if (copies > bytes.length) throw fail('it asks for more work than its length allows');
  };

  for (let opcodes = 0; ; opcodes++) {
    opcodeAt = at;
    if (opcodes === MOST_OPCODES) throw fail(`it has more than ${MOST_OPCODES} opcodes`);
    const opcode = bytes[take(1)];
    switch (opcode) {
      case Opcode.PROTO: {
        const protocol = bytes[take(1)];
        if (protocol > PROTOCOL) throw fail(`it is of protocol ${protocol}, at most ${PROTOCOL} is read`);
        break;
      }
      case Opcode.STOP: {
        const value = pop();
        if (stack.length > 0 || marks.length > 0) throw fail('it leaves values behind');
        return { value, end: at };
      }
      case Opcode.MARK:
        marks.push(stack.length);
        break;
      case Opcode.NONE:
        stack.push(null);
        break;
      case Opcode.NEWTRUE:
        stack.push(true);
        break;
      case Opcode.NEWFALSE:
        stack.push(false);
        break;
      case Opcode.BININT:
        stack.push(view.getInt32(take(4), true));
        break;
      case Opcode.BININT1:
        stack.push(bytes[take(1)]);
        break;
      case Opcode.BININT2:
        stack.push(view.getUint16(take(2), true));
        break;
      case Opcode.BINFLOAT:
        stack.push(view.getFloat64(take(8)));
        break;
      case Opcode.LONG1:
        stack.push(long(bytes[take(1)]));
        break;
      case Opcode.BINUNICODE:
        stack.push(text(view.getUint32(take(4), true), (part) => utf8.decode(part)));
        break;
      case Opcode.BINSTRING:
        stack.push(text(view.getUint32(take(4), true), latin1));
        break;
      case Opcode.SHORT_BINSTRING:
        stack.push(text(bytes[take(1)], latin1));
        break;
      case Opcode.EMPTY_LIST:
        stack.push([]);
        break;
      case Opcode.EMPTY_DICT:
        stack.push(new PickledDict());
        break;
      case Opcode.EMPTY_TUPLE:
        stack.push(new PickledTuple([]));
        break;
      case Opcode.TUPLE1:
        stack.push(new PickledTuple([pop()]));
        break;
      case Opcode.TUPLE2: {
        const second = pop();
        stack.push(new PickledTuple([pop(), second]));
        break;
      }
      case Opcode.TUPLE3: {
        const [third, second] = [pop(), pop()];
        stack.push(new PickledTuple([pop(), second, third]));
        break;
      }
      case Opcode.TUPLE:
        stack.push(new PickledTuple(popMarked()));
        break;
      case Opcode.APPEND: {
        const value = pop();
        list(top()).push(value);
        break;
      }
      case Opcode.APPENDS: {
        const values = popMarked();
        const target = list(top());
        for (const value of values) target.push(value);
        break;
      }
      case Opcode.SETITEM: {
        const value = pop();
        const key = pop();
        setEntry(dict(top()), key, value, fail);
        break;
      }
      case Opcode.SETITEMS: {
        const values = popMarked();
        const target = dict(top());
        if (values.length % 2) throw fail('an entry has a key and no value');
        for (let i = 0; i < values.length; i += 2) setEntry(target, values[i], values[i + 1], fail);
        break;
      }
      case Opcode.BINPUT:
        memo.set(bytes[take(1)], top());
        break;
      case Opcode.LONG_BINPUT:
        memo.set(view.getUint32(take(4), true), top());
        break;
      case Opcode.BINGET:
        stack.push(recall(bytes[take(1)]));
        break;
      case Opcode.LONG_BINGET:
        stack.push(recall(view.getUint32(take(4), true)));
        break;
      case Opcode.GLOBAL: {
        const name = `${line()}.${line()}`;
        if (!isAllowedName(name)) {
          throw fail(`it wants ${JSON.stringify(name)}; allowed are only ${ALLOWED_NAMES.join(', ')}`);
        }
        stack.push(new PickledName(name));
        break;
      }
      case Opcode.REDUCE: {
        const args = pop();
        stack.push(call(pop(), args, spend, fail));
        break;
      }
      case Opcode.BINPERSID:
        stack.push(storageOf(pop(), fail));
        break;
      case Opcode.BUILD:
        // Attributes of the dictionary of weights, as `_metadata`; nothing here needs them.
        pop();
        dict(top());
        break;
      default: {
        const name = REFUSED_OPCODES.get(opcode);
        const hex = `0x${opcode.toString(16).padStart(2, '0')}`;
        throw fail(`opcode ${hex}${name ? ` (${name})` : ''} is not allowed`);
      }
    }
  }
}
