/** @file Splits of which the crops in the centre of whole images are read, as in an evaluation; batches may take others. */
import type { Split } from '../dataset.ts';
import type { Read, ReadBytes, Reader } from '../reader.ts';
import type { Place } from './cut.ts';
import type { Cutting, ImageShape } from './cutting.ts';
import { openCrops } from './read-crops.ts';

/** A split of such crops, one a label. */
export function cutSplit(cutting: Cutting, labels: Uint16Array): Split {
  let opened: Promise<Read> | undefined;
  return {
    count: labels.length,
    labels,
    async read(...of) {
      opened ??= open(cutting);
      return (await opened)(...of);
    },
    reader: { module: import.meta.url, told: cutting },
    cutting,
  };
}

/** A split of whole images that are kept as bytes outside of memory. */
export function bytesSplit(bytes: Reader<ReadBytes>, whole: ImageShape, labels: Uint16Array): Split {
  const [, height, width] = whole;
  const { cutting, ...split } = cutSplit(
    { kept: { as: 'bytes', reader: bytes }, whole, crop: [height, width] },
    labels,
  );
  return { ...split, bytes };
}

/** As readers are opened. */
export async function open(cutting: Cutting): Promise<Read> {
  const read = await openCrops(cutting);
  const place = centreOf(cutting);
  return (samples, into) => read(samples, () => place, into);
}

/** Where the crop in the centre begins. */
export function centreOf({
  whole: [, height, width],
  crop: [rows, columns],
}: Pick<Cutting, 'whole' | 'crop'>): Place {
  return { top: half(height - rows), left: half(width - columns), flip: false };
}

/** Half of the rest, which of an odd one is rounded to the even number, as Python's round does for torchvision's CenterCrop. */
const half = (rest: number): number => Math.floor(rest / 2) + (rest % 4 === 3 ? 1 : 0);
