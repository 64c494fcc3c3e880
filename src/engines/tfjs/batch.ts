/** @file Samples from host memory to the backend, a batch at a time: no second copy of the data set, and shared memory does as well. */

import type { Split } from '../../data/dataset.ts';
import { size } from '../../graph/expr.ts';
import { LABEL, X } from '../graphs.ts';
import type { Tensors } from './step.ts';
import type { Tf } from './tf.ts';

/** Images and labels of the given samples. */
export async function batchOf(
  tf: Tf,
  { labels, read }: Split,
  samples: ArrayLike<number>,
  sampleShape: readonly number[],
): Promise<Tensors> {
  const images = new Float32Array(samples.length * size(sampleShape));
  await read(samples, images);
  return new Map([
    [X, tf.tensor(images, [samples.length, ...sampleShape])],
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
