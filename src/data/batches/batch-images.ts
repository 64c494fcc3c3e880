/** @file Maker of the images of batches: read by whoever makes them, and augmented where that is asked for. */
import { size } from '../../shape.ts';
import { openReader, type Reader } from '../reader.ts';
import { type Augmentation, augmentations, augmentInto } from './augment.ts';
import type { Make, Maker } from './maker.ts';
import { type BatchOrder, batchSamples } from './order.ts';

export interface BatchImages {
  readonly order: BatchOrder;
  /** How the training images are read. */
  readonly reader: Reader;
  readonly shape: readonly [channels: number, height: number, width: number];
  /** Absent where images are taken as they are. */
  readonly augmentation?: Augmentation;
}

/** What it makes: the images of the steps, one after the other. */
export const IMAGES = 'images';

const batchSize = ({ order, shape }: BatchImages): number => order.batchSize * size(shape);

/** A maker of the images of batches. */
export const batchImages = (told: BatchImages): Maker => ({
  module: import.meta.url,
  told,
  bytes: Float32Array.BYTES_PER_ELEMENT * batchSize(told),
});

/** As makers are opened. */
export async function open(told: BatchImages): Promise<Make> {
  const { order, reader, shape, augmentation } = told;
  const read = await openReader(reader);
  const one = batchSize(told);
  return async (first, steps) => {
    const all = new Float32Array(steps * one);
    const images = new Float32Array(augmentation ? one : 0);
    for (let k = 0; k < steps; k++) {
      const samples = batchSamples(order, first + k, 1);
      const batch = all.subarray(k * one, (k + 1) * one);
      await read(samples, augmentation ? images : batch);
      if (!augmentation) continue;
      const drawn = augmentations(augmentation, order, first + k, 1);
      augmentInto(batch, { images, shape, pad: augmentation.pad, drawn });
    }
    return new Map([[IMAGES, all]]);
  };
}
