/** @file The mean of each number of an image over all training images. */
import { size } from '../../shape.ts';
import type { Dataset } from '../dataset.ts';

/** Of byte / 255, in float32: of integer sums, so that it does not depend on who summed in which order. */
export function pixelMean({
  train,
  sampleShape,
  ...known
}: Pick<Dataset, 'train' | 'sampleShape' | 'sums'>): Float32Array {
  const sums = known.sums ?? sumsOf(train, size(sampleShape));
  return Float32Array.from(sums, (sum) => sum / (255 * train.count));
}

function sumsOf({ count, resident }: Dataset['train'], numbers: number): Float64Array {
  const values = resident?.values;
  if (!(values instanceof Uint8Array)) throw new Error('only bytes in memory can be summed');
  const sums = new Float64Array(numbers);
  for (let image = 0; image < count; image++)
    for (let i = 0; i < numbers; i++) sums[i]! += values[image * numbers + i]!;
  return sums;
}
