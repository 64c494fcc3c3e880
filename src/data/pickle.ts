/**
 * @file A reader of the few pickles that data sets come in: dictionaries, lists, strings, numbers and arrays of bytes, as Python 2 wrote them.
 * A pickle is a program. Nothing of it is ever executed here: of the classes and functions it may name, three of NumPy's that make an
 * array are known, by name, and everything else is refused. Opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
import { dataError } from '../errors.ts';

/** A two-dimensional array of bytes, row by row. */
export interface ByteMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
}

/** What a pickle holds. Python 2's strings are bytes. */
export type Pickled =
  | null
  | boolean
  | number
  | Uint8Array
  | readonly Pickled[]
  | ReadonlyMap<string, Pickled>
  | { readonly matrix: ByteMatrix };

/** Things that stand on the stack of a pickle on their way to a value. */
type Item = Pickled | typeof MARK | { readonly global: Global } | { readonly dtype: true } | Blank;
const MARK = Symbol('mark');
/** An array that `_reconstruct` has begun, and that the state handed to BUILD completes. */
interface Blank {
  matrix?: ByteMatrix;
  readonly blank: true;
}

type Global = 'reconstruct' | 'ndarray' | 'dtype';
/** CIFAR-100's training set takes some 300,000; each may cost an object, so a file of nothing else must not have as many as bytes. */
const MOST_OPERATIONS = 1_000_000;

const GLOBALS: Readonly<Record<string, Global>> = {
  'numpy.core.multiarray _reconstruct': 'reconstruct',
  'numpy ndarray': 'ndarray',
  'numpy dtype': 'dtype',
};

/**
 * Reads a pickle of protocol 2, as in the python archives of CIFAR. `where` names it in errors.
 * @throws UserError (exit code 3) for anything but such data: another opcode, another class, a damaged or endless structure.
 */
export function readPickle(bytes: Uint8Array, where: string): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  let opcodeAt = 0;
  const stack: Item[] = [];
  const memo = new Map<number, Item>();

  const fail = (problem: string) =>
    dataError(`${where}: byte ${opcodeAt}: ${problem}. It is not run, and only plain data are read from it.`);
  const skip = (count: number): number => {
    if (count > bytes.length - at) throw fail('the pickle ends too early: truncated or damaged');
    at += count;
    return at - count;
  };
  const u8 = () => view.getUint8(skip(1));
  const i32 = () => view.getInt32(skip(4), true);
  const text = (length: number) => bytes.subarray(skip(length), at);
  const line = () => {
    const end = bytes.indexOf(0x0a, at);
    const length = (end < 0 || end > at + 200 ? bytes.length + 1 : end) - at;
    const found = latin1(text(length));
    skip(1);
    return found;
  };
  const pop = (): Item => {
    const item = stack.pop();
    if (item === undefined) throw fail('an operation lacks its operands');
    return item;
  };
  const popToMark = (): Item[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw fail('an operation lacks its operands');
    const items = stack.splice(mark + 1);
    stack.pop();
    return items;
  };
  const append = (items: readonly Item[]) => {
    const list = stack.at(-1);
    if (!Array.isArray(list)) throw fail('items for something that is no list');
    for (const item of items) list.push(item);
  };
  const setItems = (items: readonly Item[]) => {
    const map = stack.at(-1);
    if (!(map instanceof Map) || items.length % 2 === 1)
      throw fail('items for something that is no dictionary');
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      if (!(key instanceof Uint8Array)) throw fail('a key that is no string');
      map.set(latin1(key), items[i + 1]);
    }
  };
  const recall = (key: number): Item => {
    const item = memo.get(key);
    if (item === undefined) throw fail(`nothing was stored as ${key}`);
    return item;
  };
  const store = (key: number) => memo.set(key, stack.at(-1) ?? pop());

  skip(2);
  if (bytes[0] !== 0x80 || bytes[1] !== 2) throw fail('no pickle of protocol 2');
  for (let operations = 0; ; operations++) {
    opcodeAt = at;
    if (operations === MOST_OPERATIONS) throw fail(`more than ${MOST_OPERATIONS} operations`);
    const opcode = String.fromCharCode(u8());
    switch (opcode) {
      case '.': {
        const value = pop();
        if (stack.length > 0 || at < bytes.length) throw fail('the pickle goes on after its end');
        return value as Pickled;
      }
      case '(':
        stack.push(MARK);
        break;
      case '}':
        stack.push(new Map<string, Pickled>());
        break;
      case ']':
      case ')':
        stack.push([]);
        break;
      case 'N':
        stack.push(null);
        break;
      case '\x88':
      case '\x89':
        stack.push(opcode === '\x88');
        break;
      case 'K':
        stack.push(u8());
        break;
      case 'M':
        stack.push(view.getUint16(skip(2), true));
        break;
      case 'J':
        stack.push(i32());
        break;
      case 'U':
        stack.push(text(u8()));
        break;
      case 'T':
        stack.push(text(i32() >>> 0));
        break;
      case 'q':
        store(u8());
        break;
      case 'r':
        store(i32());
        break;
      case 'h':
        stack.push(recall(u8()));
        break;
      case 'j':
        stack.push(recall(i32()));
        break;
      case 't':
        stack.push(popToMark() as Pickled[]);
        break;
      case '\x85':
      case '\x86':
      case '\x87':
        stack.push(stack.splice(Math.max(0, stack.length - (opcode.charCodeAt(0) - 0x84))) as Pickled[]);
        break;
      case 'a':
        append([pop()]);
        break;
      case 'e':
        append(popToMark());
        break;
      case 's': {
        const value = pop();
        setItems([pop(), value]);
        break;
      }
      case 'u':
        setItems(popToMark());
        break;
      case 'c': {
        const name = `${line()} ${line()}`;
        const global = Object.hasOwn(GLOBALS, name) ? GLOBALS[name] : undefined;
        if (!global)
          throw fail(`asks for ${JSON.stringify(name.slice(0, 80))}; expected NumPy's arrays only`);
        stack.push({ global });
        break;
      }
      case 'R': {
        pop();
        const callee = pop();
        const made = call(callee);
        if (!made) throw fail('calls something that makes no array');
        stack.push(made);
        break;
      }
      case 'b': {
        const state = pop();
        const object = stack.at(-1);
        const problem = build(object, state);
        if (problem !== undefined) throw fail(problem);
        break;
      }
      default:
        throw fail(
          `opcode 0x${opcode.charCodeAt(0).toString(16).padStart(2, '0')} has no place in a data set`,
        );
    }
  }
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

const has = <K extends string>(item: Item | undefined, key: K): item is Item & Record<K, unknown> =>
  typeof item === 'object' && item !== null && key in item;

/** `_reconstruct(ndarray, …)` begins an array, `dtype(…)` a type; their arguments say nothing that BUILD does not. */
function call(callee: Item): Item | undefined {
  if (!has(callee, 'global')) return undefined;
  if (callee.global === 'reconstruct') return { blank: true };
  if (callee.global === 'dtype') return { dtype: true };
  return undefined;
}

/** Completes an array with its state (version, shape, type, Fortran order, bytes); the problem where that is no matrix of bytes. */
function build(object: Item | undefined, state: Item): string | undefined {
  if (has(object, 'dtype')) return undefined;
  if (!has(object, 'blank') || !Array.isArray(state)) return 'state for something that has none';
  const [, shape, , fortran, data] = state as readonly Pickled[];
  const [rows, columns] = Array.isArray(shape) ? shape : [];
  if (typeof rows !== 'number' || typeof columns !== 'number' || fortran !== false)
    return 'an array of another form; expected rows and columns, row by row';
  if (!(data instanceof Uint8Array) || data.length !== rows * columns)
    return `an array of ${rows} × ${columns} with ${data instanceof Uint8Array ? data.length : 'no'} bytes; expected one byte a value`;
  (object as Blank).matrix = { rows, columns, data };
  return undefined;
}
