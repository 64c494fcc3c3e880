/** @file The devkit's table as SciPy writes it, and forged ones: refused, quickly and without much memory. */
import { deflateSync, inflateSync } from 'node:zlib';
import { assert, integer, property, uint8Array } from 'fast-check';
import { expect, it } from 'vitest';
import { SYNSETS } from '../../../../test/made-up-pictures.ts';
import { element, metaMat } from '../../../../test/mat-file.ts';
import { UserError } from '../../../errors.ts';
import { readStructs } from './mat-structs.ts';
import { readGroundTruth, readSynsets } from './synsets.ts';

/** By test/oracles/meta-mat.py with SciPy 1.17.1: plain, here in zlib for room, and compressed. */
const SCIPY = {
  plain: inflateSync(
    Buffer.from(
      'eNrtlt1OwjAUx4t8J0ow8QH6AGq2MdjgSsQbEiBGiF6SBsrWOFqzVoE38HF9BFecOBqIY+OSJicn/3a/s3Pak2799qjXvof1Ww32' +
        '26ObGfEwfPSQmDF/3oJvjJPlNez4GAk8hYy24BAJOGAf0LChZrdMq2Ua0NCMBkgwMt1+JXBfJQAKgQ8cOAuX8qHOycdCKwbGV5Rj' +
        'wYP1HLgM5z8D6/aGz08dQ9ONcfdBBngZ/PjNWDB/yqMTjsf41gR9n48nLvGmPqbriS3xG4NiMXYxcVwRIsJHhI7JHDmYA1mPDf7q' +
        'qSj1ZCImx7lSt3z+LsLndvDlCF8NNdV009SshhmJY/8TJ6/EkVpgOnFj8gWFlxrBGeEuSLwPIJK/FuELCr9podCX99Sd5L1J+Kt8' +
        'Oj57jPOv1WvWAedfUuJI7TBvKk8wTh4VhZcaUch8RB186oNEfCZ1Hxi63rTs5gF9UFTiSP1KBJyxZaw8qgpfXd8DfI48Dzo+XslA' +
        'pz44jM+l7oNg6JapHdAHu+5zTAURq3h5XCi81MIN/hcWLpm4kPAU+7Hv+7iLP1P4aoTPguPd02n66hvhqm62',
      'base64',
    ),
  ),
  compressed: Buffer.from(
    'TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFNhdCBOb3YgMjggMDg6NDc6NDIgMjAyNgAA' +
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAfQEAAHic7ZXfSsMwFMazub+g' +
      'ZYIPkEdot2q3u4HeDMQLBb0sYcuaYJdCE5l7Ax/XRzBnazWLLdb2dgcO4Tvr72tOesgchNDnAKGeXvWC2ugQ3Ux3dLay7OuUOyGp' +
      'kvr3DrrM6h86F/dPz4+3Y9cbh4s7MHh5OKzfsU3SlTQLUZzIo4J424RLxuNVSsW+cCRyD0FVyCiPmMoQlRIuQr4hEZXI0cUp+unH' +
      'sfppGQlxbvUNz88NvlPADw1+lGnher7vBje+4TP9w6dr+YBWVCxZRb5n8aAJXnPJfvNVzyEPeN41+J7F55Hzw5K+67y3Dn/Vbcaf' +
      'Ge+fo5rff3I9CUr6KPIZWD6goyRewRessg/H4kETgZOUiIie5qAWn+v6czD2vFkwnZX0UeTTt3xAv3KF18l7pX2MLB6SYLkhcYyj' +
      'lO7A6DQH/+Pzc64/Bzq8wHdL+qh6n1OhuNpV28eFxYNWjCi8ZXzJMJcNzqPs/7GIb1v8yODNe7bpPd1krr4AU85Y4w==',
    'base64',
  ),
};

it.each(Object.entries(SCIPY))('the table by SciPy, %s', (_, file) => {
  expect(
    readStructs(file, 'meta.mat', 'synsets', ['ILSVRC2012_ID', 'WNID', 'words', 'num_children', 'children']),
  ).toEqual(
    [
      [2, 'n01440764', 'tench', 0, undefined],
      [3, 'n01443537', 'goldfish', 0, undefined],
      [1, 'n02119789', 'kit fox', 0, undefined],
      // A list counts by its first.
      [4, 'n00001740', 'entity', 2, 2],
    ].map(([id, wnid, words, below, children]) => ({
      ILSVRC2012_ID: id,
      WNID: wnid,
      words,
      num_children: below,
      children,
    })),
  );
  const { wnids, labels } = readSynsets(file, 'meta.mat');
  expect(wnids).toEqual(['n01440764', 'n01443537', 'n02119789']);
  expect([...labels].sort(([a], [b]) => a - b)).toEqual([
    [1, 2],
    [2, 0],
    [3, 1],
  ]);
});

const word = (file: Buffer, at: number, value: number): Buffer => {
  const forged = Buffer.from(file);
  forged.writeUInt32LE(value, at);
  return forged;
};
const packed = (inside: Uint8Array): Buffer =>
  Buffer.concat([metaMat([]).subarray(0, 128), element('compressed', deflateSync(inside))]);

it.each<[string, Buffer, RegExp]>([
  ['another file', Buffer.from('PK'), /no MATLAB 5 file/],
  ['HDF5, as MATLAB 7.3 writes', Buffer.from(`${'MATLAB 7.3 MAT-file'.padEnd(126)}IM`), /no MATLAB 5 file/],
  ['nothing', Buffer.alloc(0), /no MATLAB 5 file/],
  ['no table', metaMat([]).subarray(0, 128), /no table synsets/],
  ['a length beyond the file', word(SCIPY.plain, 132, 0xffffffff), /an element of 4294967295 bytes/],
  ['a forged length inside', word(SCIPY.plain, 0x154, 0x7fffffff), /an element of 2147483647 bytes/],
  ['a bomb', packed(Buffer.alloc(2 ** 28)), /cannot be inflated/],
  ['zeros', packed(Buffer.alloc(2 ** 24 - 64)), /more than 100000 elements/],
  [
    'huge dimensions',
    metaMat(SYNSETS, { compressed: false, dims: [0x7fffffff, 0x7fffffff] }),
    /a table of 4 rows that says 46\d{17}/,
  ],
  ['a row more', metaMat(SYNSETS, { dims: [5, 1] }), /a table of 4 rows that says 5:/],
  ['compressed data cut off', SCIPY.compressed.subarray(0, 300), /an element of \d+ bytes/],
])('refused: %s', (_, file, message) => {
  const [start, before] = [process.cpuUsage(), process.memoryUsage().rss];
  expect(() => readSynsets(file, 'meta.mat')).toThrow(message);
  expect(process.cpuUsage(start).user).toBeLessThan(1e6);
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
});

it('any bytes in the place of others: the classes, or a user error', () => {
  for (const file of [SCIPY.plain, metaMat(SYNSETS, { compressed: false })])
    assert(
      property(
        integer({ min: 0, max: file.length - 1 }),
        uint8Array({ minLength: 1, maxLength: 8 }),
        (at, noise) => {
          const forged = Buffer.from(file);
          forged.set(noise.subarray(0, forged.length - at), at);
          try {
            expect(readSynsets(forged, 'meta.mat').wnids.length).toBeGreaterThan(1);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
          expect(() => readSynsets(file.subarray(0, at), 'meta.mat')).toThrow(UserError);
        },
      ),
      { numRuns: 300 },
    );
});

it('ground truth with the line ends of any system', () => {
  const synsets = readSynsets(metaMat(SYNSETS), 'meta.mat');
  expect([...readGroundTruth('1\r\n 2\r\n3\r\n', 'x', synsets)]).toEqual([2, 0, 1]);
  expect(() => readGroundTruth('1\n\n2', 'x', synsets)).toThrow(/x: line 2: ""/);
});
