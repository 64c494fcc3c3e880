/**
 * @file TABLE of the opcodes by which Python 2 and 3 write dictionaries, lists, strings, numbers and NumPy's arrays, protocols 2 to 5.
 * Names and codes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
import { axesOf, call, findGlobal, shapeOf } from './callables.ts';
import { type Item, MARK, type Machine } from './machine.ts';
import { isArray, isBytes, isDtype, type Pickled, type Text } from './values.ts';

/** Does what an opcode says, its code already read. STOP is not here: the reader knows it. */
type Operation = (machine: Machine) => void;

const u8 = ({ view, skip }: Machine): number => view.getUint8(skip(1));
const u16 = ({ view, skip }: Machine): number => view.getUint16(skip(2), true);
const u32 = ({ view, skip }: Machine): number => view.getUint32(skip(4), true);
const i32 = ({ view, skip }: Machine): number => view.getInt32(skip(4), true);

/** Bytes, or text, after a length of 1, 4 or 8 bytes. */
const bytes =
  (length: (machine: Machine) => number): Operation =>
  (m) =>
    m.push(m.raw(length(m)));
const text =
  (length: (machine: Machine) => number): Operation =>
  (m) => {
    const { start, end } = m.raw(length(m));
    m.push({ kind: 'text', start, end } satisfies Text);
  };
const length8 = (m: Machine): number => m.length8();

/** A whole number of `count` bytes, little-endian, two's complement. */
function long(m: Machine): void {
  const count = u8(m);
  const at = m.skip(count);
  if (count > 8) throw m.fail(`a number of ${count} bytes`);
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(m.bytes[at + i]!);
  m.push(Number(BigInt.asIntN(8 * count, value)));
}

function append(m: Machine, items: readonly Item[]): void {
  const list = m.top();
  if (!Array.isArray(list)) throw m.fail('items for something that is no list');
  for (const item of items) list.push(item);
}

function setItems(m: Machine, items: readonly Item[]): void {
  const map = m.top();
  if (!(map instanceof Map) || items.length % 2 === 1)
    throw m.fail('items for something that is no dictionary');
  for (let i = 0; i < items.length; i += 2) map.set(m.name(items[i], 'a key'), items[i + 1]);
}

/** Completes what a call began: an array with (version, shape, type, Fortran order, data), a type with (version, byte order, …). */
function build(m: Machine): void {
  const state = m.pop();
  const object = m.top();
  if (!Array.isArray(state)) throw m.fail('state for something that has none');
  const [, second, type, fortran, data] = state as readonly Item[];
  if (isDtype(object)) object.order = m.name(second, 'a byte order');
  else if (isArray(object)) {
    const shape = shapeOf(second);
    if (shape === undefined || !isDtype(type) || typeof fortran !== 'boolean')
      throw m.fail('an array without shape or type');
    const axes = axesOf(shape.length, fortran);
    Object.assign(object, { shape, dtype: type, axes, data: isBytes(data) ? data : undefined });
  } else throw m.fail('state for something that has none');
}

const tuple =
  (count: number): Operation =>
  (m) =>
    m.push(m.popMany(count) as Pickled[]);
const value =
  (it: null | boolean): Operation =>
  (m) =>
    m.push(it);

const TABLE: readonly (readonly [name: string, code: number, run: Operation])[] = [
  ['MARK', 0x28, (m) => m.push(MARK)],
  ['NONE', 0x4e, value(null)],
  ['NEWTRUE', 0x88, value(true)],
  ['NEWFALSE', 0x89, value(false)],
  ['BININT1', 0x4b, (m) => m.push(u8(m))],
  ['BININT2', 0x4d, (m) => m.push(u16(m))],
  ['BININT', 0x4a, (m) => m.push(i32(m))],
  ['LONG1', 0x8a, long],
  ['BINFLOAT', 0x47, (m) => m.push(m.view.getFloat64(m.skip(8)))],
  // Python 2's str is bytes, Python 3's is text.
  ['SHORT_BINSTRING', 0x55, bytes(u8)],
  ['BINSTRING', 0x54, bytes(u32)],
  ['SHORT_BINBYTES', 0x43, bytes(u8)],
  ['BINBYTES', 0x42, bytes(u32)],
  ['BINBYTES8', 0x8e, bytes(length8)],
  ['BYTEARRAY8', 0x96, bytes(length8)],
  ['SHORT_BINUNICODE', 0x8c, text(u8)],
  ['BINUNICODE', 0x58, text(u32)],
  ['BINUNICODE8', 0x8d, text(length8)],
  ['EMPTY_LIST', 0x5d, (m) => m.push([])],
  ['APPEND', 0x61, (m) => append(m, [m.pop()])],
  ['APPENDS', 0x65, (m) => append(m, m.popToMark())],
  ['EMPTY_TUPLE', 0x29, tuple(0)],
  ['TUPLE1', 0x85, tuple(1)],
  ['TUPLE2', 0x86, tuple(2)],
  ['TUPLE3', 0x87, tuple(3)],
  ['TUPLE', 0x74, (m) => m.push(m.popToMark() as Pickled[])],
  ['EMPTY_DICT', 0x7d, (m) => m.push(m.newDictionary() as Map<string, Pickled>)],
  ['SETITEM', 0x73, (m) => setItems(m, m.popMany(2))],
  ['SETITEMS', 0x75, (m) => setItems(m, m.popToMark())],
  ['BINPUT', 0x71, (m) => m.store(u8(m))],
  ['LONG_BINPUT', 0x72, (m) => m.store(u32(m))],
  ['MEMOIZE', 0x94, (m) => m.storeNext()],
  ['BINGET', 0x68, (m) => m.push(m.recall(u8(m)))],
  ['LONG_BINGET', 0x6a, (m) => m.push(m.recall(u32(m)))],
  ['GLOBAL', 0x63, (m) => m.push(findGlobal(m, m.line(), m.line()))],
  [
    'STACK_GLOBAL',
    0x93,
    (m) => {
      const [module, name] = m.popMany(2).map((item) => m.name(item, 'a name of a module'));
      m.push(findGlobal(m, module!, name!));
    },
  ],
  [
    'REDUCE',
    0x52,
    (m) => {
      const [callee, args] = m.popMany(2) as [Item, Item];
      m.push(call(m, callee, args));
    },
  ],
  ['BUILD', 0x62, build],
  // What follows is read opcode by opcode anyway; the length only tells a file that was cut.
  [
    'FRAME',
    0x95,
    (m) => {
      if (m.length8() > m.bytes.length - m.at())
        throw m.fail('the pickle ends too early: truncated or damaged');
    },
  ],
];

/** By code. */
export const OPCODES: ReadonlyMap<number, Operation> = new Map(TABLE.map(([, code, run]) => [code, run]));

export const STOP = 0x2e;

/** Why an opcode that Python writes has no place in a data set; of the others their number says enough. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [0x97, 'NEXT_BUFFER: its arrays are kept outside of this file (buffer_callback)'],
  [0x98, 'READONLY_BUFFER: its arrays are kept outside of this file (buffer_callback)'],
  [0x81, 'NEWOBJ: it holds an object of a class'],
  [0x92, 'NEWOBJ_EX: it holds an object of a class'],
  [0x50, 'PERSID: it holds a reference to something outside of this file'],
  [0x51, 'BINPERSID: it holds a reference to something outside of this file'],
  [0x8f, 'EMPTY_SET: it holds a set'],
]);

export const refusal = (code: number): string =>
  `opcode 0x${code.toString(16).padStart(2, '0')} has no place in a data set${REFUSED.has(code) ? ` (${REFUSED.get(code)})` : ''}`;
