/** @file Samples from host memory to the backend, a batch at a time: no second copy of the data set, and shared memory does as well. */

import { gatherImages } from '../../data/batches/gather.ts';
import type { Split } from '../../data/dataset.ts';
import { size } from '../../graph/expr.ts';
import { LABEL, X } from '../graphs.ts';
import type { Tensors } from './step.ts';
import type { Tf } from './tf.ts';

/** Images and labels of the given samples. */
export function batchOf(
  tf: Tf,
  { images, labels }: Split,
  samples: ArrayLike<number>,
  sampleShape: readonly number[],
): Tensors {
  const gathered = gatherImages(images, samples, size(sampleShape));
  return new Map([
    [X, tf.tensor(gathered, [samples.length, ...sampleShape])],
    [LABEL, labelsOf(tf, labels, samples)],
  ]);
}

/** Images that are made, one batch of them, with the labels of their samples. */
export const givenBatch = (
  tf: Tf,
  made: Float32Array,
  { labels }: Split,
  samples: ArrayLike<number>,
  sampleShape: readonly number[],
): Tensors =>
  new Map([
    [X, tf.tensor(made.slice(), [samples.length, ...sampleShape])],
    [LABEL, labelsOf(tf, labels, samples)],
  ]);

const labelsOf = (tf: Tf, labels: Split['labels'], samples: ArrayLike<number>) =>
  tf.tensor(
    Int32Array.from({ length: samples.length }, (_, i) => labels[samples[i]!]!),
    [samples.length],
    'int32',
  );
