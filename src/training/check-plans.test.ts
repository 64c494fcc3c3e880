/** @file What shows of data, network and batch before a run is begun. */
import { expect, it } from 'vitest';
import { madeUpData } from '../../test/cli-process.ts';
import { load, SMALL } from '../../test/small-config.ts';
import { archiveOf } from '../../test/tar-archive.ts';
import { folderWith, TINY_CIFAR100 } from '../../test/tiny-cifar.ts';
import { idxBytes, idxImages, idxLabels, tinyFolder } from '../../test/tiny-idx.ts';
import { expand } from '../config/expand.ts';
import { checkPlans } from './check-plans.ts';

const check = (...overrides: readonly string[]): Promise<void> =>
  checkPlans(expand(load(SMALL, 'train.batch_size=2', ...overrides)));

const idx = (files: Parameters<typeof tinyFolder>[0] = {}) => [
  'dataset.name=idx',
  `dataset.dir=${tinyFolder(files)}`,
];
const cifar = (dir: string) => ['dataset.name=cifar100', `dataset.dir=${dir}`];
const CONVOLUTIONAL = ['network={stacks: [1x4x9, 1x3x1], padding: valid, activation: elu}'];

it.each([
  ['no folder', () => ['dataset.name=idx', 'dataset.dir=/nowhere'], 3, /\/nowhere: there is no such folder/],
  ['no file', () => idx({ 't10k-images-idx3-ubyte': undefined }), 3, /no t10k-images-idx3-ubyte here/],
  [
    'a file that was cut',
    () => idx({ 't10k-images-idx3-ubyte': idxBytes(2051, [2, 2, 3], [1, 2]) }),
    3,
    /t10k-images-idx3-ubyte: .*truncated or damaged/,
  ],
  ['another count', () => idx({ 'train-images-idx3-ubyte': idxImages(3, 2, 3) }), 3, /3 images; expected 4/],
  ['another format', () => idx({ 't10k-labels-idx1-ubyte': idxImages(2, 1, 1) }), 3, /an IDX file of images/],
  ['labels of other data', () => [`dataset.dir=${tinyFolder()}`], 3, /train-labels-idx1-ubyte: md5 /],
  ['no folder of records', () => cifar('/nowhere'), 3, /\/nowhere: there is no such folder or archive/],
  ['nothing known', () => cifar(tinyFolder()), 3, /not CIFAR-100 in any form/],
  [
    'one file of records',
    () => cifar(folderWith({ 'train.bin': TINY_CIFAR100['train.bin'] })),
    3,
    /no test\.bin here/,
  ],
  [
    'records that were cut',
    () => cifar(folderWith({ ...TINY_CIFAR100, 'test.bin': TINY_CIFAR100['test.bin'].subarray(1) })),
    3,
    /test\.bin: 6147 bytes; expected/,
  ],
  [
    'a batch larger than the images',
    () => [...idx(), 'train.batch_size=5'],
    2,
    /batch_size is 5; expected at most 4/,
  ],
  [
    'a batch larger than the records',
    () => [...cifar(folderWith(TINY_CIFAR100)), 'train.batch_size=6'],
    2,
    /batch_size is 6; expected at most 5/,
  ],
  [
    'a top-k error that no prediction has',
    () => [...idx(), 'evaluate.top=3'],
    2,
    /evaluate\.top: found 3 for 3 classes; expected fewer than there are classes/,
  ],
  ['fields larger than a map', () => [...idx(), ...CONVOLUTIONAL], 2, /9/],
] as const)('%s', async (_, args, exitCode, message) => {
  await expect(check(...args())).rejects.toMatchObject({
    exitCode,
    message: expect.stringMatching(message),
  });
});

it('finds it in the last of many variants', async () => {
  const dirs = `variants={dataset.dir: [${tinyFolder()}, ${madeUpData()}, /nowhere]}`;
  await expect(check('dataset.name=idx', dirs)).rejects.toMatchObject({ exitCode: 3 });
});

it.each([
  ['a folder of images', () => idx()],
  ['the published data set', () => ['dataset.name=mnist']],
  ['a folder of records', () => cifar(folderWith(TINY_CIFAR100))],
  // What can't be told without reading it is left to the first run that does.
  ['an archive', () => cifar(archiveOf([{ name: 'x', bytes: Buffer.from('not read') }]))],
  ['images whose labels are too large', () => idx({ 't10k-labels-idx1-ubyte': idxLabels([2, 7]) })],
] as const)('%s will do', async (_, args) => {
  await expect(check(...args())).resolves.toBeUndefined();
});
