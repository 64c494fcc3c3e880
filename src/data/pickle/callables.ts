/**
 * @file TABLE of the classes and functions that a pickle may name: those by which Python and NumPy write bytes and arrays. Each is
 * known by what it would give; none is loaded or called, and no other name is known.
 */
import type { Item, Machine } from './machine.ts';
import {
  type Bytes,
  bytesOf,
  type Global,
  isBytes,
  isDtype,
  isText,
  type NdArray,
  numbersOf,
} from './values.ts';

/** What calling with these arguments gives; undefined for other arguments than are known. */
type Call = (args: readonly Item[], machine: Machine) => Item | undefined;

const isGlobal = (item: Item | undefined): item is Global =>
  typeof item === 'object' && item !== null && 'kind' in item && item.kind === 'global';

/** NumPy's arrays have no more axes. */
const MOST_AXES = 64;

/** A copy of the numbers of a shape; undefined for anything else. */
export const shapeOf = (item: Item | undefined): readonly number[] | undefined =>
  Array.isArray(item) && item.length <= MOST_AXES && item.every((n) => Number.isInteger(n) && n >= 0)
    ? [...(item as number[])]
    : undefined;

const blank: Call = ([type]) =>
  isGlobal(type) && type.name === 'numpy ndarray'
    ? ({ kind: 'array', shape: [], dtype: undefined, axes: [], data: undefined } satisfies NdArray)
    : undefined;

const dtype: Call = ([code], machine) => ({
  kind: 'dtype',
  code: machine.name(code, 'a type of NumPy'),
  order: '<',
});

/** Axes in the order of the file, for an array that lies row by row or, in Fortran's order, with its first axis side by side. */
export const axesOf = (rank: number, fortran: boolean): readonly number[] =>
  Array.from({ length: rank }, (_, i) => (fortran ? rank - 1 - i : i));

/** `order` is C, F or, with `perm`, K: then the numbers are row by row in `size`, whose axes come in the order of `perm`. */
const fromBuffer: Call = ([data, type, size, order, perm], machine) => {
  const [stored, letter] = [shapeOf(size), machine.name(order, 'an order')];
  if (!isBytes(data) || !isDtype(type) || stored === undefined) return undefined;
  const array = { kind: 'array', shape: stored, dtype: type, data } as const;
  const rank = stored.length;
  if (letter === 'C' || letter === 'F') return { ...array, axes: axesOf(rank, letter === 'F') };
  const from = shapeOf(perm);
  const axes = axesOf(rank, false).map((axis) => from?.indexOf(axis) ?? -1);
  if (letter !== 'K' || from?.length !== rank || axes.includes(-1)) return undefined;
  return { ...array, shape: from.map((axis) => stored[axis]!), axes };
};

/** No number has more bytes, twice as many where they stand as text. */
const LONGEST_NUMBER = 16;

const scalar: Call = ([type, data], { bytes }) => {
  if (!isDtype(type) || !isBytes(data) || data.end - data.start > LONGEST_NUMBER) return undefined;
  const own = bytesOf(bytes, data);
  const numbers = own && numbersOf(own, type);
  return numbers?.length === 1 ? numbers[0] : undefined;
};

/** Python 3 has no other way to write bytes for Python 2: text that is to be encoded. */
const encode: Call = ([text, encoding], machine) => {
  if (!isText(text) || !/^latin-?1$/.test(machine.name(encoding, 'an encoding'))) return undefined;
  return { ...text, kind: 'bytes', latin1: true } satisfies Bytes;
};

const noBytes: Call = (args, machine) => (args.length === 0 ? machine.raw(0) : undefined);

/** By module and name; null: it is named, but not called. NumPy 2 moved its core from numpy.core to numpy._core. */
const TABLE: Readonly<Record<string, Call | null>> = {
  'numpy.core.multiarray _reconstruct': blank,
  'numpy._core.multiarray _reconstruct': blank,
  'numpy.core.multiarray scalar': scalar,
  'numpy._core.multiarray scalar': scalar,
  'numpy.core.numeric _frombuffer': fromBuffer,
  'numpy._core.numeric _frombuffer': fromBuffer,
  'numpy ndarray': null,
  'numpy dtype': dtype,
  '_codecs encode': encode,
  '__builtin__ bytes': noBytes,
  'builtins bytes': noBytes,
};

/** The class or function that a pickle names. */
export function findGlobal(machine: Machine, module: string, named: string): Global {
  const name = `${module} ${named}`;
  if (Object.hasOwn(TABLE, name)) return { kind: 'global', name };
  throw machine.fail(
    `asks for ${JSON.stringify(name.slice(0, 80))}; expected NumPy's arrays and Python's own types only`,
  );
}

/** What the call of an item gives. */
export function call(machine: Machine, callee: Item, args: Item): Item {
  const known = isGlobal(callee) ? TABLE[callee.name] : undefined;
  const made = Array.isArray(args) ? known?.(args as readonly Item[], machine) : undefined;
  if (made === undefined) throw machine.fail('calls something that makes no array, number or bytes');
  return made;
}
