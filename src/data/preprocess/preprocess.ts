/** @file What is done to the images of a data set before training: contrast normalised, then whitened, as Goodfellow et al. 2013 (Maxout) did. */
import { size } from '../../shape.ts';
import { dataFolder } from '../data-folder.ts';
import type { Dataset, Split } from '../dataset.ts';
import { residentSplit } from '../resident-split.ts';
import { type ClaimFolder, cachedWhitening, cacheName, sweepCache } from './cache.ts';
import { type ContrastOptions, contrastOf } from './contrast.ts';
import { type LinearAlgebra, stoppable } from './linear-algebra.ts';
import { fitWhitening, whiten, type ZcaOptions } from './zca.ts';

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
  /** Whether training images that become numbers go into memory that threads share. */
  readonly shared?: boolean;
  /** Now there is nothing left that others would do as well. */
  onFitted(): void;
}

const FITTING = 'fitting the whitening, once for all runs';
const WAITING = 'waiting for the whitening, which another process is fitting';

/** Where what was fitted is kept. */
const cacheFolder = (): string => dataFolder('cache');

/**
 * The data set preprocessed, on pixels from 0 to 255 as pylearn2 has them; only the training split is fitted to. Contrast is normalised whenever an
 * image is read, so that it stays bytes; what is whitened becomes numbers. The whitening is kept in the folder `cache` of the data folder, where runs
 * side by side fit it once.
 * @throws UserError: exit code 1 where that can't be written, 3 where the images can't be whitened; and the reason of `stop`.
 */
export async function preprocess(
  dataset: Dataset,
  { contrast, zca }: Preprocessing,
  { claim, stop, onStage, onFitted, shared = false, ...given }: Preprocessor,
): Promise<Dataset> {
  const { sampleShape, checksums } = dataset;
  const numbers = size(sampleShape);
  const [train, test] = [pixels(dataset.train, numbers, contrast), pixels(dataset.test, numbers, contrast)];
  if (!zca) {
    onFitted();
    return { ...dataset, train, test };
  }
  const algebra = stoppable(given.algebra, stop);
  const whitening = await cachedWhitening(
    {
      folder: cacheFolder(),
      name: cacheName({ checksums, count: train.count, contrast, zca, algebra: algebra.name }),
      size: numbers,
    },
    {
      claim,
      fit: () => fitWhitening(train, numbers, zca, algebra, (done) => onStage(FITTING, done)),
      onWait: () => onStage(WAITING),
      stop,
    },
  );
  onFitted();
  const whitened = async (split: Split, memory: typeof ArrayBuffer | typeof SharedArrayBuffer) => {
    const values = new Float32Array(new memory(Float32Array.BYTES_PER_ELEMENT * split.count * numbers));
    await whiten(split, whitening, algebra, values);
    return residentSplit({ values }, split.labels);
  };
  return {
    ...dataset,
    train: await whitened(train, shared ? SharedArrayBuffer : ArrayBuffer),
    test: await whitened(test, ArrayBuffer),
  };
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
