/** @file CIFAR's python form as Python 3 writes it: every protocol and shape that holds the same images gives the same records. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveOf } from '../../../test/tar-archive.ts';
import { folderWith, pythonBatch, TINY_CIFAR100 } from '../../../test/tiny-cifar.ts';
import { UserError } from '../../errors.ts';
import { loadDataset } from '../datasets.ts';
import { CIFAR } from './layout.ts';
import { largestPickle, pickleToRecords } from './python.ts';

interface Pickle {
  readonly numpy: string;
  readonly protocol: number;
  readonly name: string;
  readonly deflated: string;
}
// By Python's own pickle; test/oracles/pickles.py says what is in each.
const ALL: readonly Pickle[] = JSON.parse(
  readFileSync(new URL('../../../test/oracles/pickles.json', import.meta.url), 'utf8'),
);
const bytesOf = ({ deflated }: Pickle): Buffer => inflateSync(Buffer.from(deflated, 'base64'));
const read = (pickle: Uint8Array): Uint8Array => pickleToRecords(pickle, CIFAR.cifar100, 'train');
const records = (pickle: Uint8Array): Buffer => Buffer.from(read(pickle));

describe('read', () => {
  test.each(ALL.filter(({ name }) => !name.startsWith('refused')))(
    'NumPy $numpy, protocol $protocol: $name',
    (pickle) => {
      expect(records(bytesOf(pickle)).equals(TINY_CIFAR100['train.bin'])).toBe(true);
    },
  );
});

const named = (name: string): Buffer => bytesOf(ALL.find((pickle) => pickle.name === name)!);

describe('refused, with what to do', () => {
  test.each([
    ['data of int64', /train: data: an array of NumPy's type i8; expected bytes \(u1\).*astype\('uint8'\)/],
    ['data of floats', /an array of NumPy's type f8/],
    ['channels last', /rows of 32 × 32 × 3 bytes; expected 3072.*transpose\(0, 3, 1, 2\)/],
    ['data of lists', /data: a list; expected an array of bytes \(numpy\.uint8\)/],
    ['a label too few', /fine_labels: expected a list of 5 labels/],
    ['a label that is a fraction', /fine_labels: item 0 \(from 0\) is 1\.5; expected 0 to 99/],
    ['a set', /opcode 0x8f has no place in a data set \(EMPTY_SET/],
    ['a dictionary of another class', /asks for "collections OrderedDict"/],
    [
      'protocol 0',
      /no pickle of protocol 2 to 5; Python writes one with pickle\.dump\(batch, file, protocol=4\)/,
    ],
    ['protocol 1', /no pickle of protocol 2 to 5/],
    ['arrays outside of the file', /NEXT_BUFFER: its arrays are kept outside of this file/],
  ])('%s', (name, message) => {
    const refused = () => read(named(`refused: ${name}`));
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(message);
  });
});

test('a data set of Python 3 from a folder and an archive', async () => {
  const heldOut = pythonBatch(TINY_CIFAR100['test.bin'], ['coarse_labels', 'fine_labels']);
  const files = { train: named('plain'), test: heldOut };
  const members = Object.entries(files).map(([name, bytes]) => ({ name: `cifar-100-python/${name}`, bytes }));
  for (const dir of [folderWith(files), archiveOf(members)])
    expect([...(await loadDataset({ name: 'cifar100', dir })).train.labels]).toEqual([19, 29, 0, 11, 99]);
});

test('a training set written anew by Python 3 is not too large', () => {
  // Measured of 50,000 records of random bytes, protocol 2, keys and names as bytes, labels as NumPy's numbers.
  expect(largestPickle(50_000, CIFAR.cifar100)).toBeGreaterThan(238_598_938);
});

/** The same text as NumPy would decode it, with one character that is no byte. */
test('text that is to be bytes and is none', () => {
  const pickle = Buffer.from(named('plain'));
  // The first pixel of 0x80 or more stands there as c2 or c3 and another byte; c4 begins U+0100.
  pickle[pickle.indexOf(0xc2, pickle.indexOf('encode'))] = 0xc4;
  expect(() => read(pickle)).toThrow(/an array of 5 × 3072 with no bytes/);
});

test('batches of Python 3 with bytes changed: such records, or a user error', () => {
  const some = ALL.filter(({ name }) => name === 'plain' || name === 'labels are numbers of NumPy').map(
    bytesOf,
  );
  // Everything but the pixels, most of the time.
  const place = integer({ min: 0, max: 2 ** 30 });
  assert(
    property(place, integer({ min: 0, max: 255 }), place, (which, byte, where) => {
      const changed = Buffer.from(some[which % some.length]!);
      const near = where % 4 === 0 ? where : where % 800;
      changed[near < 400 ? near : changed.length - 1 - (near % changed.length)] = byte;
      try {
        expect(read(changed).length % 3074).toBe(0);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 2000 },
  );
});
