/** @file Which images lie on a device: those of the splits that were asked for, as long as there is room. Others are sent batch by batch. */
import type { Split } from '../../../data/dataset.ts';
import { runError } from '../../../errors.ts';
import { byteSize } from '../../../text/bytes.ts';
import type { TrainerSpec } from '../../trainer.ts';
import type { Device } from '../device.ts';
import type { DeviceImages } from './device-images.ts';
import { deviceBytes } from './send-images.ts';
import { shareImages } from './shared-images.ts';

/** Bytes of images that a device keeps without being told to: how many it could is not known. Both CIFAR's, whitened, are 0.74 GB. */
const MOST_BYTES = 1e9;

export interface ImageStore {
  /**
   * The images of a split where they lie, sent when they are asked for the first time; undefined where the device keeps none or has no room.
   * @throws UserError where it has no room, and is to keep them nevertheless.
   */
  of(split: Split): Promise<DeviceImages | undefined>;
  /** What the user should know of images that are not there. */
  remark(): string | undefined;
  free(): Promise<void>;
}

/** A store that is empty yet. */
export function imageStore(
  of: { readonly device: Device; readonly threads: number },
  { dataset: { sampleShape }, images: place }: Pick<TrainerSpec, 'dataset' | 'images'>,
): ImageStore {
  const none = place === 'host' || of.device.memory === undefined;
  const known = new Map<Split, DeviceImages | undefined>();
  let left = place === 'device' ? Infinity : MOST_BYTES;
  let remark: string | undefined;

  async function sent(split: Split): Promise<DeviceImages | undefined> {
    const bytes = deviceBytes(split, sampleShape);
    const taken = `the images take ${byteSize(bytes)}`;
    if (bytes > left) {
      remark = `batches are sent to the GPU one by one: ${taken}, of ${byteSize(MOST_BYTES)} that it is to keep at most. engine.images=device lets it keep all.`;
      return undefined;
    }
    try {
      const images = await shareImages(of, split, sampleShape);
      left -= bytes;
      return images;
    } catch (error) {
      const [why] = String(error instanceof Error ? error.message : error).split('\n');
      if (place === 'device')
        throw runError(
          `the GPU has no room: ${taken} (${why}). engine.images=host sends batches one by one.`,
        );
      remark = `batches are sent to the GPU one by one: ${taken}, for which it has no room (${why}).`;
      return undefined;
    }
  }

  return {
    async of(split) {
      if (!none && !known.has(split)) known.set(split, await sent(split));
      return known.get(split);
    },
    remark: () => remark,
    async free() {
      for (const images of known.values()) await images?.free();
      known.clear();
    },
  };
}
