/** @file Which images lie on a device: those of the splits that were asked for, as long as there is room. Others are sent batch by batch. */
import type { Split } from '../../../data/dataset.ts';
import type { TrainerSpec } from '../../trainer.ts';
import type { Device } from '../device.ts';
import type { DeviceImages } from './device-images.ts';
import { deviceBytes, sendImages } from './send-images.ts';

/** Bytes that images may take on a device. What a device has is not known; that much has every one that trains convolutional networks at all. */
const MOST_BYTES = 2 ** 30;

export interface ImageStore {
  /** The images of a split where they lie, sent when they are asked for the first time; undefined where the device keeps none or has no room. */
  of(split: Split): Promise<DeviceImages | undefined>;
  free(): Promise<void>;
}

/** A store that is empty yet. */
export function imageStore(
  of: { readonly device: Device; readonly threads: number },
  { dataset: { sampleShape }, images: place }: Pick<TrainerSpec, 'dataset' | 'images'>,
): ImageStore {
  const none = place === 'host' || of.device.memory === undefined;
  const known = new Map<Split, DeviceImages | undefined>();
  let left = MOST_BYTES;
  return {
    async of(split) {
      if (none || known.has(split)) return known.get(split);
      const bytes = deviceBytes(split, sampleShape);
      const images = bytes <= left ? await sendImages(of, split, sampleShape) : undefined;
      if (images) left -= bytes;
      known.set(split, images);
      return images;
    },
    async free() {
      for (const images of known.values()) await images?.free();
      known.clear();
    },
  };
}
