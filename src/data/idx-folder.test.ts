/** @file Folders in MNIST's layout: every spelling of the names, values to the bit, and errors that name file and record. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { idxImages, idxLabels, temporaryFolder, tinyFolder } from '../../test/tiny-idx.ts';
import { isIdxFolder, readIdxFolder, toDataset } from './idx-folder.ts';

const load = (dir: string) => toDataset(readIdxFolder(dir));

test('shapes, classes, labels, and pixels / 255 rounded to float32', () => {
  const dataset = load(tinyFolder());
  expect(dataset.sampleShape).toEqual([6]);
  expect(dataset.imageSize).toEqual([2, 3]);
  expect(dataset.classes).toBe(3);
  expect(dataset.train.count).toBe(4);
  expect(dataset.train.labels).toEqual(Uint8Array.of(0, 2, 1, 0));
  expect(dataset.train.images).toEqual(Float32Array.from({ length: 24 }, (_, i) => i / 255));
  expect(dataset.test.count).toBe(2);
  expect(dataset.test.labels).toEqual(Uint8Array.of(2, 1));
  // Bits of the float32 nearest to 250/255, 1 and 3/255, by Python's fractions.
  const bits = new Uint32Array(dataset.test.images.buffer);
  expect([bits[0], bits[5], bits[9]]).toEqual([1065024251, 1065353216, 1010876609]);
});

test('older names and .gz give the same data set, checksums included', () => {
  const plain = load(tinyFolder());
  const other = temporaryFolder();
  writeFileSync(join(other, 'train-images.idx3-ubyte'), idxImages(4, 2, 3));
  writeFileSync(join(other, 'train-labels.idx1-ubyte.gz'), gzipSync(idxLabels([0, 2, 1, 0])));
  writeFileSync(join(other, 't10k-images-idx3-ubyte.gz'), gzipSync(idxImages(2, 2, 3, 250)));
  writeFileSync(join(other, 't10k-labels-idx1-ubyte'), idxLabels([2, 1]));
  expect(isIdxFolder(other)).toBe(true);
  expect(load(other)).toEqual(plain);
});

test('checksums: the md5 of each uncompressed file, by its official name', () => {
  expect(load(tinyFolder()).checksums).toEqual({
    // Python: hashlib.md5(struct.pack('>4I', 2051, 4, 2, 3) + bytes(range(24))).hexdigest(), and so on.
    'train-images-idx3-ubyte': '6dfecc578aa8f0badbb68b039c1758a8',
    'train-labels-idx1-ubyte': 'aa93f86b4e5ac3aa129641200c37843b',
    't10k-images-idx3-ubyte': '8344d5a34fe81b7cf7acb3a9abbed9af',
    't10k-labels-idx1-ubyte': 'f5a779e493946ecab868afcb932c9759',
  });
});

test('a missing folder, and a folder that lacks a file', () => {
  const dir = tinyFolder({ 't10k-images-idx3-ubyte': undefined });
  expect(isIdxFolder(dir)).toBe(false);
  expect(() => load(dir)).toThrow(
    `${dir}: no t10k-images-idx3-ubyte here; looked for t10k-images-idx3-ubyte, t10k-images.idx3-ubyte, ` +
      't10k-images-idx3-ubyte.gz, t10k-images.idx3-ubyte.gz.',
  );
  expect(() => load(join(dir, 'absent'))).toThrow(`${join(dir, 'absent')}: there is no such folder.`);
});

test('as many images as labels, in both splits', () => {
  const train = tinyFolder({ 'train-labels-idx1-ubyte': idxLabels([0, 1, 2]) });
  expect(() => load(train)).toThrow(
    /train-images-idx3-ubyte: byte 4: 4 images; expected 3, as in .*train-labels/,
  );
  const heldOut = tinyFolder({ 't10k-labels-idx1-ubyte': idxLabels([0]) });
  expect(() => load(heldOut)).toThrow(
    /t10k-images-idx3-ubyte: byte 4: 2 images; expected 1, as in .*t10k-labels/,
  );
});

test('test images of the size of the training images', () => {
  const dir = tinyFolder({ 't10k-images-idx3-ubyte': idxImages(2, 3, 2) });
  expect(() => load(dir)).toThrow(
    /t10k-images-idx3-ubyte: images of 3 × 2; expected 2 × 3, as in .*train-images/,
  );
});

test('a test label that no training label reaches', () => {
  const dir = tinyFolder({ 't10k-labels-idx1-ubyte': idxLabels([2, 3]) });
  expect(() => load(dir)).toThrow(
    /t10k-labels-idx1-ubyte: record 1 \(from 0\): label 3; expected 0 to 2, the labels of .*train-labels/,
  );
});
