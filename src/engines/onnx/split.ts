/** @file A split of a data set as tensors, whole or by batches, without copying the images. */
import type { Split } from '../../data/dataset.ts';
import { size } from '../../graph/expr.ts';
import { floats, longs, type ort } from './session.ts';

export interface Resident {
  readonly images: ort.Tensor;
  readonly labels: ort.Tensor;
  /** Samples first … first+count−1. */
  slice(first: number, count: number): { readonly images: ort.Tensor; readonly labels: ort.Tensor };
}

/** Tensors over a split's own memory. */
export function resident({ count, images, labels }: Split, sampleShape: readonly number[]): Resident {
  const sample = size(sampleShape);
  const classes = BigInt64Array.from(labels, BigInt);
  const slice: Resident['slice'] = (first, n) => ({
    images: floats(images.subarray(first * sample, (first + n) * sample), [n, ...sampleShape]),
    labels: longs(classes.subarray(first, first + n), [n]),
  });
  return { ...slice(0, count), slice };
}
