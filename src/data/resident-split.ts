/** @file Splits whose images lie in memory. */
import type { Split } from './dataset.ts';
import { type Images, readImage } from './images.ts';
import type { Read } from './reader.ts';

interface Told {
  readonly images: Images;
  /** Numbers of an image. */
  readonly size: number;
}

/** A split of these images, one a label. Other threads have a copy of them where they lie in memory that is not shared. */
export function residentSplit(images: Images, labels: Uint16Array): Split {
  const told: Told = { images, size: images.values.length / labels.length };
  return {
    count: labels.length,
    labels,
    read: open(told),
    reader: { module: import.meta.url, told },
    resident: images,
  };
}

/** As readers are opened. */
export const open =
  ({ images, size }: Told): Read =>
  async (samples, into) => {
    for (let i = 0; i < samples.length; i++) readImage(images, samples[i]!, size, into, i * size);
  };
