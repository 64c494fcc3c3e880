/** @file How the images of a split are kept, and how they are cut where nothing else is asked for. */
import { size } from '../../shape.ts';
import type { Dataset, Split } from '../dataset.ts';
import type { Cutting, ImageShape, Kept } from './cutting.ts';
import { residentBytes } from './resident-bytes.ts';

/** Channels, height and width of a sample, which a data set may have joined. */
export function imageShape({
  sampleShape,
  imageSize,
}: Pick<Dataset, 'sampleShape' | 'imageSize'>): ImageShape {
  const [height, width] = imageSize;
  return [size(sampleShape) / (height * width), height, width];
}

/** What the images of a split are cut from; those of which it says nothing are taken whole. */
export function cuttingOf(split: Split, shape: ImageShape): Cutting {
  const [, height, width] = shape;
  return split.cutting ?? { kept: keptOf(split), whole: shape, crop: [height, width] };
}

/** As bytes where there are bytes of them. */
export function keptOf({ count, bytes, resident, reader }: Split): Kept {
  if (bytes) return { as: 'bytes', reader: bytes };
  if (resident?.values instanceof Uint8Array && !resident.contrast)
    return { as: 'bytes', reader: residentBytes(resident.values, count) };
  return { as: 'numbers', reader };
}
