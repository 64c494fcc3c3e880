/** @file Splits whose images lie in memory. */
import type { Split } from './dataset.ts';
import { type Images, readImage } from './images.ts';

/** A split of these images, one a label. */
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
