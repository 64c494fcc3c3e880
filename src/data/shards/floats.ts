/** @file Module that reads prepared pictures as the numbers that a network takes, in any thread. */
import { readImage } from '../images.ts';
import type { Read, ReadBytes, Reader } from '../reader.ts';
import { open as openBytes, type SplitTold } from './bytes.ts';

/** Bytes that are in memory at once on the way. */
const PIECE_BYTES = 4e6;

/** How any thread reads this split. */
export const floatsReader = (told: SplitTold): Reader => ({ module: import.meta.url, told });

/** As readers are opened. */
export const open = (told: SplitTold): Read => asFloats(openBytes(told), 3 * told.size * told.size);

/** Pictures of `size` bytes each. */
const asFloats =
  (read: ReadBytes, size: number): Read =>
  async (samples, into) => {
    const most = Math.max(1, Math.floor(PIECE_BYTES / size));
    const values = new Uint8Array(Math.min(most, samples.length) * size);
    for (let from = 0; from < samples.length; from += most) {
      const part = Array.prototype.slice.call(samples, from, from + most) as number[];
      await read(part, values.subarray(0, part.length * size));
      for (let i = 0; i < part.length; i++) readImage({ values }, i, size, into, (from + i) * size);
    }
  };
