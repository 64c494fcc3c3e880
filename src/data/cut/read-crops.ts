/** @file Reads whole images and cuts crops out of them, some at a time, so that they stay in a core's cache between the one and the other. */
import { size } from '../../shape.ts';
import { openReader } from '../reader.ts';
import { cutNumbers, type Place } from './cut.ts';
import { byteTable, plainTable, type Table } from './cut-vectors.ts';
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
  if (kept.as === 'bytes')
    return crops(shape, AT_ONCE, await openReader(kept.reader), (most) => byteTable(shape, most, kept.mean));
  return crops(shape, AT_ONCE / Float32Array.BYTES_PER_ELEMENT, await openReader(kept.reader), (most) =>
    plainTable(new Float32Array(most), cutNumbers(shape)),
  );
}

/** `atOnce`: numbers that are read at a time, but of one image at least. */
function crops<Values extends Uint8Array | Float32Array>(
  { whole, crop }: Pick<Cutting, 'whole' | 'crop'>,
  atOnce: number,
  read: (samples: ArrayLike<number>, into: Values) => Promise<void>,
  newTable: (most: number) => Table<Values>,
): ReadCrops {
  const [numbers, cropped] = [size(whole), whole[0] * size(crop)];
  const together = Math.max(1, Math.floor(atOnce / numbers));
  // Whoever comes while another reads has a table of his own.
  let free: Table<Values> | undefined;
  return async (samples, place, into) => {
    const table = free ?? newTable(together * numbers);
    free = undefined;
    for (let first = 0; first < samples.length; first += together) {
      const some = Int32Array.from(
        { length: Math.min(together, samples.length - first) },
        (_, i) => samples[first + i]!,
      );
      await read(some, table.room.subarray(0, some.length * numbers) as Values);
      for (let i = 0; i < some.length; i++)
        table.cut(i * numbers, place(first + i), into, (first + i) * cropped);
    }
    free = table;
  };
}
