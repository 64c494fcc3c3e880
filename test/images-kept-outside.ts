/** @file A data set of images kept as bytes outside of memory, as far as those who read it can see: what stands in for prepared pictures. */
import { bytesSplit } from '../src/data/cut/cut-split.ts';
import type { ImageShape } from '../src/data/cut/cutting.ts';
import { residentBytes } from '../src/data/cut/resident-bytes.ts';
import type { Dataset, Split } from '../src/data/dataset.ts';
import { size } from '../src/shape.ts';

/** Bytes that look random; the same for ever. */
export const madeUpBytes = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i, 2_654_435_761) >>> 24);

/** So many images of these bytes, whose labels are in the order of the file. */
export const keptOutside = (values: Uint8Array, shape: ImageShape, labels: Uint16Array): Split =>
  bytesSplit(residentBytes(values, labels.length), shape, labels);

export function madeUpPictures(
  shape: ImageShape,
  counts: { readonly train: number; readonly test: number; readonly classes: number },
): Dataset {
  const split = (count: number): Split =>
    keptOutside(
      madeUpBytes(count * size(shape)),
      shape,
      Uint16Array.from({ length: count }, (_, i) => Math.floor((i * counts.classes) / count)),
    );
  const [, height, width] = shape;
  const sums = new Float64Array(size(shape));
  for (const [i, byte] of madeUpBytes(counts.train * size(shape)).entries()) sums[i % sums.length]! += byte;
  return {
    ...{ sampleShape: shape, imageSize: [height, width], classes: counts.classes },
    ...{ train: split(counts.train), test: split(counts.test), checksums: {}, sums },
  };
}
