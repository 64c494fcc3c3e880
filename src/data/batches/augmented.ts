/** @file Maker of augmented batches, from training images in memory. */
import type { Images } from '../images.ts';
import { type Augmentation, augmentations, augmentInto } from './augment.ts';
import type { Make, Maker } from './maker.ts';
import { type BatchOrder, batchSamples } from './order.ts';

export interface Augmented {
  readonly order: BatchOrder;
  readonly augmentation: Augmentation;
  /** In shared memory, so that other threads need no copy. */
  readonly images: Images;
  readonly shape: readonly [channels: number, height: number, width: number];
}

/** What it makes: the images of the steps, one after the other. */
export const AUGMENTED = 'augmented';

const sizeOf = ({ shape: [channels, height, width] }: Augmented): number => channels * height * width;

/** A maker of the images of augmented batches. */
export const augmentedImages = (told: Augmented): Maker => ({
  module: import.meta.url,
  told,
  bytes: Float32Array.BYTES_PER_ELEMENT * told.order.batchSize * sizeOf(told),
});

/** As makers are opened. */
export function open(told: Augmented): Make {
  const { order, augmentation, images, shape } = told;
  return (first, steps) => {
    const samples = batchSamples(order, first, steps);
    const into = new Float32Array(samples.length * sizeOf(told));
    const drawn = augmentations(augmentation, order, first, steps);
    augmentInto(into, { images, shape, samples, pad: augmentation.pad, drawn });
    return new Map([[AUGMENTED, into]]);
  };
}
