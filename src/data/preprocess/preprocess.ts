/** @file What is done to the images of a data set before training: contrast normalised, then whitened, as Goodfellow et al. 2013 (Maxout) did. */
import { size } from '../../shape.ts';
import { dataFolder } from '../data-folder.ts';
import type { Dataset, Split } from '../dataset.ts';
import { fileSplit } from '../file-split.ts';
import { residentSplit } from '../resident-split.ts';
import { type ClaimFolder, cached, cacheName, type Making, sweepCache } from './cache.ts';
import { type ContrastOptions, contrastOf } from './contrast.ts';
import { encodeImages, openImages } from './kept-images.ts';
import { encodeWhitening, readWhitening } from './kept-whitening.ts';
import { type LinearAlgebra, stoppable } from './linear-algebra.ts';
import { fitWhitening, whitened, type ZcaOptions } from './zca.ts';

/** Each step is left out where it says nothing. */
export interface Preprocessing {
  readonly contrast?: ContrastOptions;
  readonly zca?: ZcaOptions;
}

/** pylearn2/scripts/datasets/make_cifar100_gcn_whitened.py, and the same for CIFAR-10: `gcn=55.` and `ZCA()`. */
export const MAXOUT: Required<Preprocessing> = {
  contrast: { scale: 55, sqrtBias: 0, useStd: false },
  zca: { filterBias: 0.1 },
};

/** What whoever preprocesses must give, and may learn meanwhile. */
export interface Preprocessor {
  readonly algebra: LinearAlgebra;
  /** Keeps others from fitting the same at once. */
  readonly claim: ClaimFolder;
  /** Gives up, with the signal's reason. */
  readonly stop: AbortSignal;
  /** What takes long and is done once for all: in words, and what part of it is done, 0 to 1, where that is known. */
  onStage(stage: string, done?: number): void;
  /** Now there is nothing left that others would do as well. */
  onFitted(): void;
}

const FITTING = 'fitting the whitening, once for all runs';
const WAITING = 'waiting for the whitening, which another process is fitting';

/** Where what was fitted is kept. */
const cacheFolder = (): string => dataFolder('cache');

/**
 * The data set preprocessed, on pixels from 0 to 255 as pylearn2 has them; only the training split is fitted to. Contrast is normalised whenever an
 * image is read, so that it stays bytes. What is whitened becomes numbers, four times the room: they stay in a file, which runs side by side read
 * together. It lies in the folder `cache` of the data folder, as the whitening does, and both are made once.
 * @throws UserError: exit code 1 where that can't be written, 3 where the images can't be whitened; and the reason of `stop`.
 */
export async function preprocess(
  dataset: Dataset,
  { contrast, zca }: Preprocessing,
  given: Preprocessor,
): Promise<Dataset> {
  const numbers = size(dataset.sampleShape);
  const [train, test] = [pixels(dataset.train, numbers, contrast), pixels(dataset.test, numbers, contrast)];
  const unwhitened = { ...dataset, train, test };
  const preprocessed = zca ? await whiten(unwhitened, { contrast, zca }, given) : unwhitened;
  given.onFitted();
  return preprocessed;
}

/** The data set whitened. */
async function whiten(
  dataset: Dataset,
  { contrast, zca }: { readonly contrast: ContrastOptions | undefined; readonly zca: ZcaOptions },
  { claim, stop, onStage, ...given }: Preprocessor,
): Promise<Dataset> {
  const { train, test, checksums } = dataset;
  const numbers = size(dataset.sampleShape);
  const algebra = stoppable(given.algebra, stop);
  const folder = cacheFolder();
  const key = { checksums, count: train.count, contrast, zca, algebra: algebra.name };
  const making: Making = { claim, stop, onWait: () => onStage(WAITING) };
  const fit = () => fitWhitening(train, numbers, zca, algebra, (done) => onStage(FITTING, done));
  const whitening = () =>
    cached(
      { folder, name: cacheName('zca', key) },
      { make: async () => encodeWhitening(await fit()), read: (file) => readWhitening(file, numbers) },
      making,
    );
  async function* images() {
    const fitted = await whitening();
    for (const split of [train, test]) yield* whitened(split, fitted, algebra);
  }
  const bytes = (count: number) => Float32Array.BYTES_PER_ELEMENT * count * numbers;
  const file = await cached(
    { folder, name: cacheName('whitened', { ...key, test: test.count }) },
    {
      make: async () => encodeImages(images()),
      read: (path) => openImages(path, bytes(train.count + test.count), stop),
    },
    making,
  );
  const kept = ({ labels }: Split, from: number) => fileSplit({ ...file, from, size: numbers }, labels);
  return { ...dataset, train: kept(train, 0), test: kept(test, bytes(train.count)) };
}

/** The same split with pixels from 0 to 255, normalised where that is asked for. */
function pixels(
  { count, resident, labels }: Split,
  numbers: number,
  options: ContrastOptions | undefined,
): Split {
  const values = resident?.values;
  if (!(values instanceof Uint8Array)) throw new Error('only bytes in memory are preprocessed');
  const untouched = { mean: new Float64Array(count), factor: new Float64Array(count).fill(1) };
  return residentSplit(
    { values, contrast: options ? contrastOf(values, numbers, options) : untouched },
    labels,
  );
}

/** Removes what processes that were killed have left half-fitted. */
export const sweepPreprocessing = (claim: ClaimFolder): Promise<void> => sweepCache(cacheFolder(), claim);
