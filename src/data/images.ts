/** @file Images in memory, one after the other, and how samples are read from them. */
import type { Split } from './dataset.ts';

/** Plain data, as it goes to other threads. */
export interface Images {
  /** The numbers that networks take. */
  readonly values: Float32Array;
}

/** pixel / 255 for each byte, rounded to float32: the bits that a float32 division gives, in PyTorch for one. */
const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Writes bytes as numbers from 0 to 1 to `into`, from its element `at` on. */
export function scalePixels(bytes: Uint8Array, into: Float32Array, at = 0): void {
  for (let i = 0; i < bytes.length; i++) into[at + i] = SCALED[bytes[i]!]!;
}

/** Writes image `sample`, of `size` numbers, to `into`, from its element `at` on. */
export function readImage(
  { values }: Images,
  sample: number,
  size: number,
  into: Float32Array,
  at = 0,
): void {
  into.set(values.subarray(sample * size, (sample + 1) * size), at);
}

/** The images of the samples with these indices, of `count` that there are. */
export function gatherImages({ values }: Images, samples: ArrayLike<number>, count: number): Images {
  const size = values.length / count;
  const gathered = new Float32Array(samples.length * size);
  for (let i = 0; i < samples.length; i++)
    gathered.set(values.subarray(samples[i]! * size, (samples[i]! + 1) * size), i * size);
  return { values: gathered };
}

/** A split whose images lie in memory. */
export function residentSplit(images: Images, labels: Uint16Array): Split {
  const size = images.values.length / labels.length;
  return {
    count: labels.length,
    labels,
    async read(samples, into) {
      for (let i = 0; i < samples.length; i++) readImage(images, samples[i]!, size, into, i * size);
    },
    resident: images,
  };
}
