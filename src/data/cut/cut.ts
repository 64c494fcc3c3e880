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

/** Writes `count` pixels that follow each other in a row, from `from` on, in the image from `place` on: from `to` on, or backwards from there. */
type CopyRow<Values> = (
  values: Values,
  from: number,
  place: number,
  count: number,
  into: Float32Array,
  to: number,
) => void;

/** How rows are copied as they are, and mirrored. Loops of their own take half the time of one that is told its direction. */
interface Rows<Values> {
  readonly ahead: CopyRow<Values>;
  readonly back: CopyRow<Values>;
}

/** For images kept as bytes. */
export const cutBytes = (shape: Pick<Cutting, 'whole' | 'crop'>, mean?: Float32Array): Cut<Uint8Array> =>
  cutRows(shape, mean ? bytesLess(mean) : bytes);

/** For images kept as numbers. */
export const cutNumbers = (shape: Pick<Cutting, 'whole' | 'crop'>): Cut<Float32Array> =>
  cutRows(shape, numbers);

const bytes: Rows<Uint8Array> = {
  ahead(values, from, _, count, into, to) {
    for (let i = 0; i < count; i++) into[to + i] = SCALED[values[from + i]!]!;
  },
  back(values, from, _, count, into, to) {
    for (let i = 0; i < count; i++) into[to - i] = SCALED[values[from + i]!]!;
  },
};

// A difference of two float32 in double precision, rounded to float32, is their difference in float32.
const bytesLess = (mean: Float32Array): Rows<Uint8Array> => ({
  ahead(values, from, place, count, into, to) {
    for (let i = 0; i < count; i++) into[to + i] = SCALED[values[from + i]!]! - mean[place + i]!;
  },
  back(values, from, place, count, into, to) {
    for (let i = 0; i < count; i++) into[to - i] = SCALED[values[from + i]!]! - mean[place + i]!;
  },
});

const numbers: Rows<Float32Array> = {
  ahead(values, from, _, count, into, to) {
    into.set(values.subarray(from, from + count), to);
  },
  back(values, from, _, count, into, to) {
    for (let i = 0; i < count; i++) into[to - i] = values[from + i]!;
  },
};

function cutRows<Values>(
  { whole: [channels, height, width], crop: [rows, columns] }: Pick<Cutting, 'whole' | 'crop'>,
  { ahead, back }: Rows<Values>,
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
    const copy = flip ? back : ahead;
    for (let channel = 0; channel < channels; channel++)
      for (let row = firstRow; row < endRow; row++) {
        const place = (channel * height + row + top) * width + left + first;
        const target = to + (channel * rows + row) * columns + begin;
        copy(values, at + place, place, end - first, into, target);
      }
  };
}
