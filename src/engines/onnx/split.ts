/** @file A split of a data set as tensors, batch by batch; without copying the images where they lie as the engine takes them. */
import type { Split } from '../../data/dataset.ts';
import { size } from '../../graph/expr.ts';
import { floats, integers, type ort } from './session.ts';

export interface Samples {
  /** All labels. */
  readonly labels: ort.Tensor;
  /** Images of samples first … first+count−1; good until the next are asked for. */
  images(first: number, count: number): Promise<ort.Tensor>;
  labelsOf(first: number, count: number): ort.Tensor;
  /** Those of the samples with these indices, one after another, copied. */
  imagesAt(samples: Int32Array): Promise<ort.Tensor>;
  labelsAt(samples: Int32Array): ort.Tensor;
}

/** Numbers of a split that are kept once they were read, 32 MB: MNIST's test set is evaluated often, and each time takes long to make of bytes. */
const KEPT = 2 ** 23;

/** Tensors over a split's own memory where that is of numbers and not shared, which onnxruntime refuses; else of a batch that is read. */
export function samplesOf(split: Split, sampleShape: readonly number[]): Samples {
  const sample = size(sampleShape);
  const classes = Int32Array.from(split.labels);
  const labelsOf = (first: number, n: number) => integers(classes.subarray(first, first + n), [n]);
  const numbers = plainNumbers(split);
  const kept = split.count * sample <= KEPT ? new Map<string, Float32Array>() : undefined;
  let room = new Float32Array();
  const imagesOf = async (first: number, n: number): Promise<Float32Array> => {
    if (numbers) return numbers.subarray(first * sample, (first + n) * sample);
    const known = kept?.get(`${first} ${n}`);
    if (known) return known;
    if (kept || room.length < n * sample) room = new Float32Array(n * sample);
    const images = room.subarray(0, n * sample);
    await split.read(
      Int32Array.from({ length: n }, (_, i) => first + i),
      images,
    );
    kept?.set(`${first} ${n}`, images);
    return images;
  };
  return {
    labels: labelsOf(0, split.count),
    images: async (first, n) => floats(await imagesOf(first, n), [n, ...sampleShape]),
    labelsOf,
    async imagesAt(samples) {
      const images = new Float32Array(samples.length * sample);
      await split.read(samples, images);
      return floats(images, [samples.length, ...sampleShape]);
    },
    labelsAt: (samples) =>
      integers(
        Int32Array.from(samples, (k) => classes[k]!),
        [samples.length],
      ),
  };
}

function plainNumbers({ resident }: Split): Float32Array | undefined {
  const values = resident?.values;
  return values instanceof Float32Array && values.buffer instanceof ArrayBuffer ? values : undefined;
}
