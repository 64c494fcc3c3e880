/** @file How any thread reads the bytes of images that lie in memory. */
import type { ReadBytes, Reader } from '../reader.ts';

interface Told {
  readonly values: Uint8Array;
  /** Bytes of an image. */
  readonly size: number;
}

/** Reads `count` images that lie one after the other. Other threads have a copy of them where they lie in memory that is not shared. */
export const residentBytes = (values: Uint8Array, count: number): Reader<ReadBytes> => ({
  module: import.meta.url,
  told: { values, size: values.length / count } satisfies Told,
});

/** As readers are opened. */
export const open =
  ({ values, size }: Told): ReadBytes =>
  async (samples, into) => {
    for (let i = 0; i < samples.length; i++)
      into.set(values.subarray(samples[i]! * size, (samples[i]! + 1) * size), i * size);
  };
