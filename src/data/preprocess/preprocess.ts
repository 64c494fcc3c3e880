/** @file What is done to the images of a data set before training: contrast normalised, then whitened, as Goodfellow et al. 2013 (Maxout) did. */
import { dataFolder } from '../data-folder.ts';
import type { Dataset } from '../dataset.ts';
import { cachedWhitening, cacheName } from './cache.ts';
import { type ContrastOptions, normalizeContrast } from './contrast.ts';
import type { LinearAlgebra } from './linear-algebra.ts';
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

/**
 * Preprocesses both splits in place, on pixels from 0 to 255 as pylearn2 has them; only the training split is fitted to.
 * The whitening is kept in the folder `cache` of the data folder.
 * @throws UserError: exit code 1 where that can't be written, 3 where the images can't be whitened.
 */
export async function preprocess(
  { train, test, sampleShape, checksums }: Dataset,
  { contrast, zca }: Preprocessing,
  algebra: LinearAlgebra,
): Promise<void> {
  const size = sampleShape.reduce((product, extent) => product * extent, 1);
  for (const { images } of [train, test]) {
    for (let i = 0; i < images.length; i++) images[i]! *= 255;
    if (contrast) normalizeContrast(images, size, contrast);
  }
  if (!zca) return;
  const whitening = await cachedWhitening(
    {
      folder: dataFolder('cache'),
      name: cacheName({ checksums, count: train.count, contrast, zca, algebra: algebra.name }),
      size,
    },
    () => fitWhitening(train.images, size, zca, algebra),
  );
  for (const { images } of [train, test]) await whiten(images, whitening, algebra);
}
