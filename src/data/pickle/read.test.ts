/** @file Pickles: what Python wrote is read as Python reads it, and nothing else is, whatever the bytes. */
import { assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../errors.ts';
import { readPickle } from './read.ts';
import { bytesOf, type NdArray, type Pickled } from './values.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const of = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat([latin1('\x80\x02'), ...parts]);

/** Of opcodes as Python 2's cPickle writes them; Python: pickle.loads(bytes, encoding='bytes') == {b'labels': [6, 9], b'data': array([[250, 251, 252], [253, 254, 255]], dtype=uint8), b'n': 1000, b'm': 100000}. */
const BATCH = hex(
  '80027d71002855066c6162656c7371015d7102284b064b09655504646174617103636e756d70792e636f72652e6d756c746961727261790a5f72' +
    '65636f6e7374727563740a7104636e756d70790a6e6461727261790a71054b008555016287527106284b014b024b0386636e756d70790a647479' +
    '70650a7107550275314b004b0187527108284b0355017c4e4e4e4affffffff4affffffff4b007462895506fafbfcfdfeff746255016e71094de8' +
    '0355016d4aa0860100752e',
);

/** Python: class E: __reduce__ = lambda self: (os.system, ('echo hacked',)); pickle.dumps(E(), 2). */
const SYSTEM = hex('800263706f7369780a73797374656d0a7100580b0000006563686f206861636b656471018571025271032e');

test('a batch as Python wrote it', () => {
  const batch = readPickle(BATCH, 'x') as ReadonlyMap<string, Pickled>;
  expect([batch.get('labels'), batch.get('n'), batch.get('m')]).toEqual([[6, 9], 1000, 100_000]);
  const data = batch.get('data') as NdArray;
  expect([data.shape, data.dtype?.code, data.axes]).toEqual([[2, 3], 'u1', [0, 1]]);
  expect([...bytesOf(BATCH, data.data!)!]).toEqual([250, 251, 252, 253, 254, 255]);
});

test.each([
  ['another protocol', hex('800695b2'), /byte 0: no pickle of protocol 2 to 5/],
  [
    'a function of another module',
    SYSTEM,
    /byte 2: asks for "posix system"; expected NumPy's arrays and Python's own types only/,
  ],
  ['a name of Object.prototype', latin1('\x80\x02cconstructor\nx\n.'), /asks for "constructor x"/],
  ['a name without an end', latin1(`\x80\x02c${'x'.repeat(500)}`), /ends too early/],
  ['another function of NumPy', latin1('\x80\x02cnumpy\nload\n.'), /asks for "numpy load"/],
  [
    'calling a class',
    latin1('\x80\x02cnumpy\nndarray\n)R.'),
    /calls something that makes no array, number or bytes/,
  ],
  ['a persistent id', latin1('\x80\x02Pid\n.'), /opcode 0x50 has no place in a data set/],
  ['an instance', latin1('\x80\x02(ios\nsystem\n.'), /opcode 0x69/],
  ['an extension code', latin1('\x80\x02\x82\x01.'), /opcode 0x82/],
  ['a memo that is not there', latin1('\x80\x02h\x01.'), /nothing was stored as 1/],
  ['a long string that is not there', latin1('\x80\x02T\xff\xff\xff\xffx'), /ends too early/],
  ['items for no list', latin1('\x80\x02}K\x01a.'), /items for something that is no list/],
  ['something after the end', latin1('\x80\x02N.N'), /goes on after its end/],
  ['too many operations', of(Buffer.alloc(1_100_000, ']')), /byte 32001: more than 32000 operations/],
  ['as many as a data set may have', of(Buffer.alloc(110_000_000, ']')), /more than 2000000 operations/],
  ['dictionaries without end', of(Buffer.alloc(50_000, '}')), /more than 1000 dictionaries/],
  ['a frame that is not there', latin1('\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7fN.'), /ends too early/],
  ['bytes beyond everything', latin1('\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xffx'), /ends too early/],
  [
    'a function from the stack',
    latin1('\x80\x04\x8c\x05posix\x8c\x06system\x93.'),
    /asks for "posix system"/,
  ],
  ['a module that is a list', latin1('\x80\x04]\x8c\x06system\x93.'), /a name of a module that is no string/],
  ['another codec', latin1('\x80\x04c_codecs\nencode\n\x8c\x01x\x8c\x06base64\x86R.'), /calls something/],
  [
    'a class made by its __new__',
    latin1('\x80\x02cnumpy\nndarray\n)\x81.'),
    /opcode 0x81.*an object of a class/,
  ],
  ['an array that nothing began', latin1('\x80\x02](K\x01tb.'), /state for something that has none/],
  [
    'a number of 255 bytes',
    of(Buffer.from([0x8a, 0xff, ...Array<number>(300).fill(1)])),
    /a number of 255 bytes/,
  ],
  [
    'the same text encoded without end',
    of(
      latin1('c_codecs\nencode\nq\x01X\x80\x84\x1e\x00'),
      Buffer.alloc(2_000_000, 'A'),
      latin1('q\x02\x8c\x06latin1q\x03]'),
      Buffer.alloc(400_000, 'h\x01h\x02h\x03\x86Ra', 'latin1'),
    ),
    /more than 58000 operations/,
  ],
])('refused: %s', (_, bytes, message) => {
  const start = process.cpuUsage();
  expect(() => readPickle(bytes, 'file')).toThrow(UserError);
  // Of the processor's time, as tests run side by side; in microseconds.
  expect(process.cpuUsage(start).user).toBeLessThan(1e6);
  expect(() => readPickle(bytes, 'file')).toThrow(message);
});

test('a batch cut off anywhere is refused', () => {
  for (let end = 0; end < BATCH.length; end++)
    expect(() => readPickle(BATCH.subarray(0, end), 'file')).toThrow(UserError);
});

test('whatever the bytes: a value or a user error, at once', () => {
  const start = performance.now();
  assert(
    property(uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        readPickle(Buffer.concat([latin1('\x80\x02'), bytes]), 'file');
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 3000 },
  );
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('a batch with a byte changed: a value or a user error', () => {
  for (let at = 2; at < BATCH.length; at++)
    for (const flip of [0x01, 0x20, 0x80, 0xff]) {
      const changed = Buffer.from(BATCH);
      changed[at]! ^= flip;
      try {
        readPickle(changed, 'file');
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }
});
