/**
 * @file Cuts a crop out of a whole image and makes the numbers of it that a network takes, at once: of bytes byte / 255 in float32, less the mean in
 * float32, rounded to float32. These are the bits that PyTorch gives.
 */
import { SCALED } from '../images.ts';
import type { Cutting } from './cutting.ts';

/** Where a crop begins in the whole image, or beside it, where there are zeros; and whether it is mirrored then, left to right. */
export interface Place {
  readonly top: number;
  readonly left: number;
  readonly flip: boolean;
}

/** Writes a crop of the whole image that begins at `at` of `values` into `into`, from its element `to` on. */
export type Cut<Values> = (values: Values, at: number, place: Place, into: Float32Array, to: number) => void;

/**
 * Writes `count` pixels that follow each other in a row, from `from` on, in the image from `place` on: the first at `to`, each `step` beside the one
 * before it.
 */
type CopyRow<Values> = (
  values: Values,
  from: number,
  place: number,
  count: number,
  into: Float32Array,
  to: number,
  step: 1 | -1,
) => void;

/** For images kept as bytes. */
export const cutBytes = (shape: Pick<Cutting, 'whole' | 'crop'>, mean?: Float32Array): Cut<Uint8Array> =>
  cutRows(shape, mean ? bytesLess(mean) : copyBytes);

/** For images kept as numbers. */
export const cutNumbers = (shape: Pick<Cutting, 'whole' | 'crop'>): Cut<Float32Array> =>
  cutRows(shape, copyNumbers);

const copyBytes: CopyRow<Uint8Array> = (values, from, _, count, into, to, step) => {
  for (let i = 0, at = to; i < count; i++, at += step) into[at] = SCALED[values[from + i]!]!;
};

// A difference of two float32 in double precision, rounded to float32, is their difference in float32.
const bytesLess =
  (mean: Float32Array): CopyRow<Uint8Array> =>
  (values, from, place, count, into, to, step) => {
    for (let i = 0, at = to; i < count; i++, at += step)
      into[at] = SCALED[values[from + i]!]! - mean[place + i]!;
  };

const copyNumbers: CopyRow<Float32Array> = (values, from, _, count, into, to, step) => {
  if (step === 1) into.set(values.subarray(from, from + count), to);
  else for (let i = 0; i < count; i++) into[to - i] = values[from + i]!;
};

function cutRows<Values>(
  { whole: [channels, height, width], crop: [rows, columns] }: Pick<Cutting, 'whole' | 'crop'>,
  copyRow: CopyRow<Values>,
): Cut<Values> {
  const size = channels * rows * columns;
  return (values, at, { top, left, flip }, into, to) => {
    // Rows and columns of the crop that lie in the image.
    const [firstRow, endRow] = [Math.max(0, -top), Math.min(rows, height - top)];
    const [first, end] = [Math.max(0, -left), Math.min(columns, width - left)];
    if (firstRow > 0 || endRow < rows || first > 0 || end < columns) into.fill(0, to, to + size);
    // With more padding than image, a crop may lie beside the image.
    if (first >= end) return;
    const begin = flip ? columns - 1 - first : first;
    for (let channel = 0; channel < channels; channel++)
      for (let row = firstRow; row < endRow; row++) {
        const place = (channel * height + row + top) * width + left + first;
        const target = to + (channel * rows + row) * columns + begin;
        copyRow(values, at + place, place, end - first, into, target, flip ? -1 : 1);
      }
  };
}
