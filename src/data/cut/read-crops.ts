/** @file Reads whole images and cuts crops out of them, some at a time, so that they stay in a core's cache between the one and the other. */
import { size } from '../../shape.ts';
import { openReader } from '../reader.ts';
import { type Cut, cutBytes, cutNumbers, type Place } from './cut.ts';
import type { Cutting } from './cutting.ts';

/** Writes crops of the samples with these indices, the i-th at `place(i)`, into `into`, one after the other, as the numbers that a network takes. */
export type ReadCrops = (
  samples: ArrayLike<number>,
  place: (i: number) => Place,
  into: Float32Array,
) => Promise<void>;

/** Bytes of whole images that are read at a time. */
const AT_ONCE = 2 ** 21;

/** In this thread, as the cutting says. */
export async function openCrops({ kept, ...shape }: Cutting): Promise<ReadCrops> {
  if (kept.as === 'numbers')
    return crops({
      shape,
      read: await openReader(kept.reader),
      cut: cutNumbers(shape),
      most: AT_ONCE / Float32Array.BYTES_PER_ELEMENT,
      room: (length) => new Float32Array(length),
    });
  return crops({
    shape,
    read: await openReader(kept.reader),
    cut: cutBytes(shape, kept.mean),
    most: AT_ONCE,
    room: (length) => new Uint8Array(length),
  });
}

interface Source<Values> {
  readonly shape: Pick<Cutting, 'whole' | 'crop'>;
  readonly read: (samples: ArrayLike<number>, into: Values) => Promise<void>;
  readonly cut: Cut<Values>;
  /** Numbers that are read at a time, but of one image at least. */
  readonly most: number;
  room(length: number): Values;
}

function crops<Values extends Uint8Array | Float32Array>({
  shape: { whole, crop },
  read,
  cut,
  most,
  room,
}: Source<Values>): ReadCrops {
  const [numbers, cropped] = [size(whole), whole[0] * size(crop)];
  const together = Math.max(1, Math.floor(most / numbers));
  // Whoever comes while another reads has a room of his own.
  let free: Values | undefined;
  return async (samples, place, into) => {
    const count = Math.min(together, samples.length);
    const taken = free && free.length >= count * numbers ? free : room(count * numbers);
    free = undefined;
    for (let first = 0; first < samples.length; first += together) {
      const some = Int32Array.from(
        { length: Math.min(together, samples.length - first) },
        (_, i) => samples[first + i]!,
      );
      await read(some, taken.subarray(0, some.length * numbers) as Values);
      for (let i = 0; i < some.length; i++)
        cut(taken, i * numbers, place(first + i), into, (first + i) * cropped);
    }
    free = taken;
  };
}
