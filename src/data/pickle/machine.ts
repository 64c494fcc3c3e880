/** @file The machine that a pickle is a program for: a place in the file, a stack, a memo. It can hold values, and do nothing. */
import { dataError, type UserError } from '../../errors.ts';
import type { Bytes, Global, Pickled } from './values.ts';

/** What begins the operands of an operation that takes as many as there are. */
export const MARK = Symbol('mark');
export type Item = Pickled | Global | typeof MARK;

/** A data set is one dictionary; an empty one takes as much room as a hundred numbers. */
const MOST_DICTIONARIES = 1000;
/** A longer name is none of a module, and no key of a data set. */
const LONGEST_NAME = 200;

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the current opcode stands, for errors. */
  opcodeAt: number;
  /** Where the file goes on. */
  readonly at: () => number;
  /** The error for a pickle that is damaged, or asks for something that no data set needs. */
  readonly fail: (problem: string) => UserError;
  /** Passes over so many bytes and returns where they start. */
  readonly skip: (count: number) => number;
  /** A length of eight bytes. */
  readonly length8: () => number;
  /** The next so many bytes as Python's bytes. */
  readonly raw: (count: number) => Bytes;
  /** A short line of text, without its end. */
  readonly line: () => string;
  /** A str or bytes that is a name: a key of a dictionary, a module. */
  readonly name: (item: Item | undefined, what: string) => string;
}

interface Stack {
  readonly push: (item: Item) => void;
  readonly pop: () => Item;
  /** The topmost item, which stays. */
  readonly top: () => Item;
  readonly popMany: (count: number) => Item[];
  readonly popToMark: () => Item[];
  readonly isEmpty: () => boolean;
}

interface Memo {
  readonly store: (key: number) => void;
  /** Stores under the next number that is free, as protocol 4 does. */
  readonly storeNext: () => void;
  readonly recall: (key: number) => Item;
}

export interface Machine extends Cursor, Stack, Memo {
  readonly newDictionary: () => Map<string, Item>;
}

export function machine(bytes: Uint8Array, where: string): Machine {
  const cursor = cursorOf(bytes, where);
  const stack = stackOf(cursor);
  let dictionaries = 0;
  // One object, for the place of the opcode is written to it.
  return Object.assign(cursor, stack, memoOf(cursor, stack), {
    newDictionary: () => {
      if (++dictionaries > MOST_DICTIONARIES)
        throw cursor.fail(`more than ${MOST_DICTIONARIES} dictionaries`);
      return new Map<string, Item>();
    },
  });
}

function cursorOf(bytes: Uint8Array, where: string): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const fail = (problem: string) =>
    dataError(
      `${where}: byte ${self.opcodeAt}: ${problem}. It is not run, and only plain data are read from it.`,
    );
  const skip = (count: number): number => {
    if (!(count <= bytes.length - at)) throw fail('the pickle ends too early: truncated or damaged');
    at += count;
    return at - count;
  };
  const latin1 = (from: number, to: number): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');

  const self: Cursor = {
    bytes,
    view,
    opcodeAt: 0,
    at: () => at,
    fail,
    skip,
    length8: () => {
      const low = skip(8);
      return view.getUint32(low, true) + view.getUint32(low + 4, true) * 2 ** 32;
    },
    raw: (count) => {
      const start = skip(count);
      return { kind: 'bytes', start, end: at, latin1: false };
    },
    line: () => {
      const end = bytes.indexOf(0x0a, at);
      const start = skip((end < 0 || end > at + LONGEST_NAME ? bytes.length + 1 : end) - at);
      return latin1(start, skip(1));
    },
    name: (item, what) => {
      if (!isText(item) || item.end - item.start > LONGEST_NAME) throw fail(`${what} that is no string`);
      return latin1(item.start, item.end);
    },
  };
  return self;
}

const isText = (item: Item | undefined) =>
  typeof item === 'object' &&
  item !== null &&
  'kind' in item &&
  (item.kind === 'bytes' || item.kind === 'text');

function stackOf({ fail }: Cursor): Stack {
  const stack: Item[] = [];
  const there = (item: Item | undefined): Item => {
    if (item === undefined) throw lacking();
    return item;
  };
  const lacking = () => fail('an operation lacks its operands');
  return {
    push: (item) => void stack.push(item),
    pop: () => there(stack.pop()),
    top: () => there(stack.at(-1)),
    popMany: (count) => {
      if (stack.length < count) throw lacking();
      return stack.splice(stack.length - count);
    },
    popToMark: () => {
      const mark = stack.lastIndexOf(MARK);
      if (mark < 0) throw lacking();
      return stack.splice(mark).slice(1);
    },
    isEmpty: () => stack.length === 0,
  };
}

function memoOf({ fail }: Cursor, { top }: Stack): Memo {
  const memo = new Map<number, Item>();
  return {
    store: (key) => void memo.set(key, top()),
    storeNext: () => void memo.set(memo.size, top()),
    recall: (key) => {
      const item = memo.get(key);
      if (item === undefined) throw fail(`nothing was stored as ${key}`);
      return item;
    },
  };
}
