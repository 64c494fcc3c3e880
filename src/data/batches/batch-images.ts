/** @file Maker of the images of batches: read and cut by whoever makes them, at random where that is asked for. */
import { size } from '../../shape.ts';
import type { Place } from '../cut/cut.ts';
import { centreOf } from '../cut/cut-split.ts';
import type { Cutting } from '../cut/cutting.ts';
import { openCrops } from '../cut/read-crops.ts';
import { type Augmentation, augmentations, placeOf } from './augment.ts';
import type { Make, Maker } from './maker.ts';
import { type BatchOrder, batchSamples } from './order.ts';

export interface BatchImages {
  readonly order: BatchOrder;
  /** What the training images are cut from. */
  readonly cutting: Cutting;
  /** Absent where all crops lie in the centre. */
  readonly augmentation?: Augmentation;
}

/** What it makes: the images of the steps, one after the other. */
export const IMAGES = 'images';

const batchSize = ({ order, cutting: { whole, crop } }: BatchImages): number =>
  order.batchSize * whole[0] * size(crop);

/** A maker of the images of batches. */
export const batchImages = (told: BatchImages): Maker => ({
  module: import.meta.url,
  told,
  bytes: Float32Array.BYTES_PER_ELEMENT * batchSize(told),
});

/** As makers are opened. */
export async function open(told: BatchImages): Promise<Make> {
  const { order, cutting } = told;
  const read = await openCrops(cutting);
  const one = batchSize(told);
  return async (first, steps, spent) => {
    const all = roomFor(steps * one, spent?.get(IMAGES));
    for (let k = 0; k < steps; k++) {
      const samples = batchSamples(order, first + k, 1);
      await read(samples, placesOf(told, first + k), all.subarray(k * one, (k + 1) * one));
    }
    return new Map([[IMAGES, all]]);
  };
}

/** Memory that is new to the process takes about as long as what is written into it. */
const roomFor = (length: number, spent: ArrayLike<number> | undefined): Float32Array =>
  spent instanceof Float32Array && spent.length === length ? spent : new Float32Array(length);

/** Where the crops of a step lie, by their place in the batch. */
function placesOf({ order, cutting, augmentation }: BatchImages, step: number): (i: number) => Place {
  if (!augmentation) {
    const centre = centreOf(cutting);
    return () => centre;
  }
  const { whole, crop } = cutting;
  const drawn = augmentations(augmentation, order, step, 1, [whole[1] - crop[0], whole[2] - crop[1]]);
  return (i) => placeOf(drawn, i, augmentation);
}
