/** @file A split of a data set as tensors, whole or by batches, without copying the images where the engine takes them as they are. */
import type { Split } from '../../data/dataset.ts';
import { gatherImages } from '../../data/images.ts';
import { size } from '../../graph/expr.ts';
import { floats, longs, type ort } from './session.ts';

export interface Resident {
  /** All images; not for those in shared memory, which onnxruntime refuses. */
  images(): ort.Tensor;
  readonly labels: ort.Tensor;
  /** Samples first … first+count−1. */
  slice(first: number, count: number): { readonly images: ort.Tensor; readonly labels: ort.Tensor };
  /** Those of the samples with these indices, one after another, copied. */
  imagesAt(samples: Int32Array): ort.Tensor;
  labelsAt(samples: Int32Array): ort.Tensor;
}

/** Tensors over a split's own memory; batches of one in shared memory are copied. */
export function resident({ count, labels, resident: held }: Split, sampleShape: readonly number[]): Resident {
  if (!held) throw new Error('these images do not lie in memory');
  const images = held.values;
  const sample = size(sampleShape);
  const shared = images.buffer instanceof SharedArrayBuffer;
  const classes = BigInt64Array.from(labels, BigInt);
  const imagesOf = (first: number, n: number): ort.Tensor => {
    const rows = images.subarray(first * sample, (first + n) * sample);
    return floats(shared ? Float32Array.from(rows) : rows, [n, ...sampleShape]);
  };
  const labelsOf = (first: number, n: number) => longs(classes.subarray(first, first + n), [n]);
  return {
    images: () => imagesOf(0, count),
    labels: labelsOf(0, count),
    slice: (first, n) => ({ images: imagesOf(first, n), labels: labelsOf(first, n) }),
    imagesAt: (samples) =>
      floats(gatherImages(held, samples, count).values, [samples.length, ...sampleShape]),
    labelsAt: (samples) =>
      longs(
        BigInt64Array.from(samples, (k) => classes[k]!),
        [samples.length],
      ),
  };
}
