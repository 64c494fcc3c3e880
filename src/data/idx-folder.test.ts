/** @file Folders in MNIST's layout: every spelling of the names, values to the bit, and errors that name file and record. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { imagesOf } from '../../test/split-images.ts';
import { idxImages, idxLabels, temporaryFolder, tinyFolder } from '../../test/tiny-idx.ts';
import { lookAtIdxFolder, readIdxFolder, toDataset } from './idx-folder.ts';

/** What tinyFolder writes. */
const TINY_FILES = {
  'train-images-idx3-ubyte': idxImages(4, 2, 3),
  'train-labels-idx1-ubyte': idxLabels([0, 2, 1, 0]),
  't10k-images-idx3-ubyte': idxImages(2, 2, 3, 250),
  't10k-labels-idx1-ubyte': idxLabels([2, 1]),
};
const load = (dir: string) => toDataset(readIdxFolder(dir));
/** All of a folder but the functions, which are never equal. */
const content = (dir: string) => JSON.stringify(load(dir));

test('shapes, classes, labels, and pixels / 255 rounded to float32', async () => {
  const dataset = load(tinyFolder());
  expect(dataset.sampleShape).toEqual([6]);
  expect(dataset.imageSize).toEqual([2, 3]);
  expect(dataset.classes).toBe(3);
  expect(dataset.train.count).toBe(4);
  expect(dataset.train.labels).toEqual(Uint16Array.of(0, 2, 1, 0));
  expect(await imagesOf(dataset.train, 6)).toEqual(Float32Array.from({ length: 24 }, (_, i) => i / 255));
  expect(dataset.test.count).toBe(2);
  expect(dataset.test.labels).toEqual(Uint16Array.of(2, 1));
  // Bits of the float32 nearest to 250/255, 1 and 3/255, by Python's fractions.
  const bits = new Uint32Array((await imagesOf(dataset.test, 6)).buffer);
  expect([bits[0], bits[5], bits[9]]).toEqual([1065024251, 1065353216, 1010876609]);
});

test('older names and .gz give the same data set, checksums included', () => {
  const plain = content(tinyFolder());
  const other = temporaryFolder();
  writeFileSync(join(other, 'train-images.idx3-ubyte'), idxImages(4, 2, 3));
  writeFileSync(join(other, 'train-labels.idx1-ubyte.gz'), gzipSync(idxLabels([0, 2, 1, 0])));
  writeFileSync(join(other, 't10k-images-idx3-ubyte.gz'), gzipSync(idxImages(2, 2, 3, 250)));
  writeFileSync(join(other, 't10k-labels-idx1-ubyte'), idxLabels([2, 1]));
  expect(lookAtIdxFolder(other).train).toBe(4);
  expect(content(other)).toEqual(plain);
});

const NAMES = Object.keys(TINY_FILES) as (keyof typeof TINY_FILES)[];
const older = (name: string): string => name.replace('-idx', '.idx');
/** The four files under any names, folders made as they are needed. */
function laidOut(path: (name: string) => string, bytes = (content: Buffer) => content): string {
  const dir = temporaryFolder();
  for (const name of NAMES) {
    mkdirSync(dirname(join(dir, path(name))), { recursive: true });
    writeFileSync(join(dir, path(name)), bytes(TINY_FILES[name]));
  }
  return dir;
}
function withBeside(
  beside: (dir: string, name: string) => void,
  path = older,
  bytes?: (b: Buffer) => Buffer,
) {
  const dir = laidOut(path, bytes);
  for (const name of NAMES) beside(dir, name);
  return dir;
}
const gz = (name: string): string => `${name}.gz`;
const zipped = (bytes: Buffer): Buffer => gzipSync(bytes);

test.each<[string, () => string]>([
  [
    "Kaggle's: older names beside folders of the newer",
    () => withBeside((dir, name) => mkdirSync(join(dir, name))),
  ],
  ['in folders of their names', () => laidOut((name) => `${name}/${name}`)],
  ['older names in folders of the newer', () => laidOut((name) => `${name}/${older(name)}`)],
  ['gzip in folders of their names', () => laidOut((name) => `${name}/${name}.gz`, zipped)],
  ['in folders that are called .gz', () => laidOut((name) => `${name}.gz/${name}`)],
  [
    'half a download beside the older name',
    () =>
      withBeside((dir, name) =>
        writeFileSync(join(dir, name), TINY_FILES[name as 'train-images-idx3-ubyte'].subarray(0, 9)),
      ),
  ],
  [
    'a web page beside .gz',
    () => withBeside((dir, name) => writeFileSync(join(dir, name), '<html>404'), gz, zipped),
  ],
  [
    'half a .gz beside the older name in gzip',
    () =>
      withBeside(
        (dir, name) =>
          writeFileSync(join(dir, gz(name)), readFileSync(join(dir, gz(older(name)))).subarray(0, -6)),
        (name) => gz(older(name)),
        zipped,
      ),
  ],
  [
    'a link to nowhere beside .gz',
    () => withBeside((dir, name) => symlinkSync('gone', join(dir, name)), gz, zipped),
  ],
  [
    'a pipe beside .gz',
    () => withBeside((dir, name) => execFileSync('mkfifo', [join(dir, name)]), gz, zipped),
  ],
])('found: %s', (_, make) => {
  const dir = make();
  expect(lookAtIdxFolder(dir).train).toBe(4);
  expect(content(dir)).toEqual(content(tinyFolder()));
});

test.each<[string, () => string, RegExp]>([
  [
    'folders without a file',
    () =>
      withBeside(
        () => {},
        (name) => `${name}/other`,
      ),
    /no train-labels-idx1-ubyte here; looked for/,
  ],
  [
    'a web page',
    () =>
      laidOut(
        (name) => name,
        () => Buffer.from('<!doctype html>'),
      ),
    /train-labels-idx1-ubyte: no IDX file, but a web page/,
  ],
  [
    'half a download',
    () =>
      laidOut(
        (name) => name,
        (bytes) => bytes.subarray(0, -1),
      ),
    /but the file has \d+: truncated/,
  ],
  [
    'half a .gz',
    () => laidOut(gz, (bytes) => gzipSync(bytes).subarray(0, -9)),
    /the gzip data end too early/,
  ],
  [
    'half of one .gz, images',
    () => {
      const dir = laidOut((name) => name);
      const name = 't10k-images-idx3-ubyte';
      rmSync(join(dir, name));
      writeFileSync(join(dir, gz(name)), gzipSync(TINY_FILES[name]).subarray(0, -6));
      return dir;
    },
    /t10k-images-idx3-ubyte\.gz: /,
  ],
  [
    'links to nowhere',
    () =>
      withBeside(
        (dir, name) => symlinkSync('gone', join(dir, name)),
        (name) => `x/${name}`,
      ),
    /a link to gone, where nothing is/,
  ],
])('said before reading, and refused: %s', (_, make, message) => {
  const dir = make();
  expect(() => lookAtIdxFolder(dir)).toThrow(
    /^\/.*(looked for|web page|truncated|end too early|where nothing is)/,
  );
  expect(() => load(dir)).toThrow(message);
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
  expect(() => lookAtIdxFolder(dir)).toThrow(/no t10k-images-idx3-ubyte here/);
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
