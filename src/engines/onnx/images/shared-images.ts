/** @file Images are sent to a device once for all who train on them in a process, as runs in step do: each of these has a trainer, and all one data set. */
import type { Split } from '../../../data/dataset.ts';
import type { Device } from '../device.ts';
import type { DeviceImages } from './device-images.ts';
import { sendImages } from './send-images.ts';

interface Shared {
  readonly images: Promise<DeviceImages>;
  users: number;
}

const lying = new WeakMap<Device, Map<Split, Shared>>();

/** As `sendImages`; freed when the last one who has them frees them. */
export async function shareImages(
  of: { readonly device: Device; readonly threads: number },
  split: Split,
  sampleShape: readonly number[],
): Promise<DeviceImages> {
  const there = lying.get(of.device) ?? new Map<Split, Shared>();
  lying.set(of.device, there);
  const shared = there.get(split) ?? { images: sendImages(of, split, sampleShape), users: 0 };
  there.set(split, shared);
  shared.users++;
  const leave = (): boolean => --shared.users === 0 && there.delete(split);
  try {
    const images = await shared.images;
    return { ...images, free: async () => (leave() ? images.free() : undefined) };
  } catch (error) {
    leave();
    throw error;
  }
}
